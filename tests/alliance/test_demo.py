"""The invented practice: that it is there once, holds together, and tells what it should."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from alliance.actions.silence import notice_silence
from alliance.demo.clock import held_on, planned_on
from alliance.demo.practice import CLINICS
from alliance.demo.story import stories_of
from alliance.models import CheckIn, Concern, Rating, Reading, RepairAttempt, Rupture, Signal
from alliance.pages import caseload, client_story, clinic_overview, concern_list, today
from clients.models import Client, Contribution, Goal, Statement
from practice import demo, outbox
from practice.encryption import forget_keys
from practice.models import Clinic, Membership, Supervision
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.models import Addendum, CoSignature, Note, NoteRelease, Participation, Session, Strike
from sessions.record import chained

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 8, 10, tzinfo=LONDON)
THERAPISTS = [key for clinic in CLINICS for key in clinic.therapists]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The practice as it is on a Monday morning, invented once for all tests; what was said."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        forget_keys()
        with time_machine.travel(MONDAY), timezone.override(LONDON):
            yield command()
        transaction.set_rollback(True)


@pytest.fixture
def undone(told: str) -> Iterator[None]:
    """What the test writes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def command(*arguments: str) -> str:
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def member(key: str) -> Membership:
    return demo.people().get(user__email=f"{key}@demo.example")


def called(name: str) -> Client:
    return next(each for each in Client.objects.all() if each.short_name == name)


def reasons(key: str) -> dict[str, list[str]]:
    rows = caseload(member(key))["rows"]
    return {
        row.client.short_name: [reason.words for reason in row.reasons.listed]
        for row in rows
        if row.reasons.listed
    }


# --- Once, and only in a demonstration -----------------------------------------------------------


def test_it_is_invented_once(told: str) -> None:
    assert told == "Invented 2 clinics, 32 clients, 333 sessions.\n"
    assert command() == "The invented practice is already there.\n"
    assert (Clinic.objects.count(), Client.objects.count(), Session.objects.count()) == (2, 32, 333)


def test_it_is_refused_where_real_people_are(db: None) -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match=r"Only with DEMO=1"):
        command()
    assert Clinic.objects.count() == 0


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 28, 23, 50, tzinfo=LONDON), None),  # a Sunday; the clocks went forward
        (datetime(2027, 1, 2, 0, 5, tzinfo=LONDON), None),  # a Saturday, just after midnight
        (datetime(2028, 6, 1, 12, 0, tzinfo=LONDON), "2028-02-29"),
    ],
)
def test_on_other_days_the_same_people_need_attention(
    db: None, moment: datetime, day: str | None
) -> None:
    with override_settings(DEMO=True), time_machine.travel(moment) as clock:
        command(*(["--today", day] if day else []))
        if day:
            clock.move_to(datetime.fromisoformat(f"{day}T07:30:00+00:00"))
        assert reasons("ines") == {
            "Mara L.": ["asks you to raise something"],
            "Theo B.": ["repair open, 2 sessions"],
            "Samuel K.": ["two check-ins unanswered"],
        }
        assert notice_silence() == 0
        assert_nothing_lies_in_the_future()
        waiting = CheckIn.objects.filter(sent_at=None, participation__starts_at__gt=timezone.now())
        soon = timezone.now() + timedelta(hours=24)
        assert waiting.filter(participation__starts_at__lte=soon).count() >= 2


def test_the_same_day_brings_the_same_practice(db: None) -> None:
    told = []
    for _ in range(2):
        with override_settings(DEMO=True), transaction.atomic():
            forget_keys()
            command("--today", "2026-11-23")
            told.append(_everything())
            transaction.set_rollback(True)
    assert told[0] == told[1]


def _everything() -> list[object]:
    notes = Note.objects.order_by("pk")
    check_ins = CheckIn.objects.order_by("pk")
    return [
        # A person's code is another one each time.
        [(note.content | {"people": [*note.people.values()]}, note.saved_at) for note in notes],
        [note.signed_at for note in notes],
        [(each.wish, each.wellbeing, each.sent_at, each.submitted_at) for each in check_ins],
        [(rating.answers, rating.rated_at) for rating in Rating.objects.order_by("pk")],
        list(Signal.objects.order_by("pk").values_list("kind", "values", "raised_at", "answer")),
    ]


# --- The people ----------------------------------------------------------------------------------


def test_everybody_who_works_there(told: str) -> None:
    assert [(each.name, each.clinic.name, each.roles) for each in demo.people()] == [
        ("Dr. Ines Okafor", "Riverside Practice", ["therapist"]),
        ("Noor Haddad", "Riverside Practice", ["therapist", "supervisor"]),
        ("Tomas Berg", "Riverside Practice", ["therapist"]),
        ("Ada Kowalski", "Riverside Practice", ["clinic admin"]),
        ("Wren Castillo", "Hillside Practice", ["therapist"]),
        ("Olga Marin", "Hillside Practice", ["clinic admin"]),
    ]
    assert [each.user.has_usable_password() for each in demo.people()] == [False] * 6
    pair = Supervision.objects.get()
    assert (pair.supervisor.name, pair.supervisee.name) == ("Noor Haddad", "Dr. Ines Okafor")


@pytest.mark.parametrize("key", ["ines", "noor", "tomas", "ada", "wren", "olga"])
def test_each_signs_in_with_one_click(undone: None, browser: Browser, key: str) -> None:
    answer = browser.post(reverse("demo_sign_in"), {"email": f"{key}@demo.example"})
    page = browser.get(answer["Location"])
    assert (page.status_code, page.context["me"]) == (200, member(key))


def test_the_two_clinics_do_not_mix(told: str) -> None:
    theirs = {key: {row.client.pk for row in caseload(member(key))["rows"]} for key in THERAPISTS}
    assert {key: len(found) for key, found in theirs.items()} == {
        "ines": 14,
        "tomas": 7,
        "noor": 3,
        "wren": 5,
    }
    assert set(Client.objects.visible_to(member("wren"))) == set(
        Client.objects.filter(clinic=member("wren").clinic)
    )
    strangers = ~Q(session__clinic=F("clinic")) | ~Q(client__clinic=F("clinic"))
    for rows in (Participation, Rating, Rupture, Signal):
        assert rows.objects.filter(strangers).count() == 0
    assert Note.objects.exclude(author__clinic=F("clinic")).count() == 0


def test_crisis_resources_are_those_of_the_country(told: str) -> None:
    said = {clinic.name: clinic.crisis_resources.split("\n") for clinic in Clinic.objects.all()}
    assert said == {
        "Riverside Practice": [
            "Samaritans, day and night: 116 123",
            "NHS 111, choose the mental health option: 111",
            "In an emergency: 999",
        ],
        "Hillside Practice": [
            "988 Suicide & Crisis Lifeline, call or text: 988",
            "In an emergency: 911",
        ],
    }


# --- That it holds together ----------------------------------------------------------------------


def test_every_signature_verifies(told: str) -> None:
    signed = list(Note.objects.filter(signed_at__isnull=False))
    assert len(signed) == 287
    assert [note for note in signed if digest(signed_bytes(note)) != note.signed_digest] == []
    assert {note.format for note in signed} == {"dap", "soap", "birp", "girp", "narrative"}


def test_what_was_rated_is_what_the_stories_say(told: str) -> None:
    for key in THERAPISTS:
        for story in stories_of(key):
            for place, person in enumerate(story.people):
                (found,) = [each for each in Client.objects.all() if each.name == person.name]
                for perspective in ("client", "therapist"):
                    said = [getattr(hour, perspective)[place] for hour in story.hours]
                    read = Reading.objects.filter(client=found, rating__perspective=perspective)
                    values = read.order_by("rating__session__starts_at").values_list("value")
                    assert [value for (value,) in values] == [v for v in said if v is not None]


def test_nothing_lies_in_the_future(told: str) -> None:
    assert_nothing_lies_in_the_future()


def assert_nothing_lies_in_the_future() -> None:
    now = timezone.now()
    moments = {
        CheckIn: ["created_at", "sent_at", "begun_at", "submitted_at", "read_at"],
        Note: ["created_at", "saved_at", "signed_at"],
        Addendum: ["written_at"],
        CoSignature: ["asked_at", "returned_at"],
        NoteRelease: ["decided_at"],
        Strike: ["struck_at"],
        Rating: ["rated_at"],
        Reading: ["read_at"],
        Concern: ["said_at", "seen_at", "answered_at", "escalated_at"],
        Signal: ["raised_at", "answered_at"],
        Rupture: ["recorded_at", "closed_at"],
        RepairAttempt: ["recorded_at", "promise_kept_at"],
        Participation: ["attendance_at"],
        Session: ["created_at"],
        Client: ["created_at"],
        Statement: ["said_at", "answered_at"],
        Contribution: ["at"],
    }
    for model, fields in moments.items():
        for field in fields:
            later = model.objects.filter(**{f"{field}__gt": now})  # type: ignore[attr-defined]
            assert (model, field, later.count()) == (model, field, 0)


def test_something_of_each_kind_follows_a_signature(told: str) -> None:
    asked = CoSignature.objects.all()
    assert (asked.answerable().count(), asked.returned().count()) == (1, 1)
    assert (Addendum.objects.count(), Strike.objects.count()) == (1, 1)
    decisions = NoteRelease.objects.order_by("id").values_list("decision", flat=True)
    assert list(decisions) == ["released", "withheld", *["released"] * 4]
    for addendum in Addendum.objects.select_related("note", "written_by"):
        assert addendum.digest == chained(addendum.note, [], addendum, addendum.written_by)


def test_check_ins_go_their_way_in_order(told: str) -> None:
    answered = CheckIn.objects.filter(submitted_at__isnull=False)
    in_order = answered.filter(
        created_at__lt=F("sent_at"),
        sent_at__lt=F("begun_at"),
        begun_at__lt=F("submitted_at"),
        submitted_at__lt=F("participation__starts_at"),
    )
    assert in_order.count() == answered.count()
    read = CheckIn.objects.filter(read_at__isnull=False)
    assert read.filter(read_at__gt=F("submitted_at")).count() == read.count()
    sent = CheckIn.objects.filter(sent_at__isnull=False).count()
    assert 0.54 <= answered.count() / sent <= 0.69


def test_nobody_is_in_two_places_at_once_on_any_day() -> None:
    caseloads = {key: stories_of(key) for key in THERAPISTS}
    for offset in range(366):
        day = date(2026, 11, 23) + timedelta(days=offset)
        for key, stories in caseloads.items():
            met = [
                (held, story.time, story.minutes)
                for story in stories
                for held in [*held_on(story, day), *planned_on(story, day)]
            ]
            for (one, begins, minutes), (other, begins_next, _) in pairwise(sorted(met)):
                ends = datetime.combine(one, begins) + timedelta(minutes=minutes)
                assert ends <= datetime.combine(other, begins_next), (key, day, one)


def test_no_sentence_is_told_twice() -> None:
    stories = [story for key in THERAPISTS for story in stories_of(key)]
    told = Counter(hour.brought for story in stories for hour in story.hours if hour.brought)
    told.update(goal.words for story in stories for goal in story.goals)
    assert [sentence for sentence, times in told.items() if times > 1] == []


# --- The stories ---------------------------------------------------------------------------------


def test_three_people_could_use_attention(told: str) -> None:
    page = caseload(member("ines"))
    assert page["sentence"] == "Three of your fourteen people could use your attention."
    assert list(reasons("ines").items()) == [
        ("Mara L.", ["asks you to raise something"]),
        ("Theo B.", ["repair open, 2 sessions"]),
        ("Samuel K.", ["two check-ins unanswered"]),
    ]
    assert reasons("tomas") == {"Ben C.": ["5.6, lower than expected"]}
    assert reasons("noor") == {}
    assert reasons("wren") == {"Caleb N.": ["something felt tense or unsaid"]}
    assert {row.client.short_name: row.calm for row in page["rows"][3:]} == {
        "Aisha R.": "as expected",
        "Daniel P.": "as expected",
        "Elin V.": "too early to say",
        "Femi A.": "as expected",
        "Greta S.": "as expected",
        "Hugo D.": "always 10: kind, or careful?",
        "Jon R.": "as expected",
        "Lucía M.": "as expected",
        "Mei C.": "as expected",
        "Nadia F.": "as expected",
        "Priya N.": "not met yet",
    }


def test_today_of_the_therapist(told: str) -> None:
    page = today(member("ines"))
    assert page["sentence"] == (
        "Four sessions today. One person brought something you will want to read first."
    )
    assert [
        (f"{timezone.localtime(each.session.starts_at):%H:%M}", each.names, each.check_in_state)
        for each in page["agenda"]
    ] == [
        ("09:00", "Mara L.", "answered"),
        ("10:30", "Theo B.", "answered"),
        ("13:00", "Aisha R. & Jon R.", "waiting"),
        ("16:15", "Samuel K.", "waiting"),
    ]
    assert [(note.names, note.note_state) for note in page["notes"]] == [("Elin V.", "draft")]
    (promise,) = page["promises"]
    assert promise.promise == "All dates of my leave until the summer, in writing."
    assert promise.promise_due_on == MONDAY.date()


def test_mara_and_her_therapist_found_their_way_back(told: str) -> None:
    mara = called("Mara L.")
    today = "Mara told you that something felt tense or unsaid."
    assert client_story(mara, member("ines"))["sentence"] == today
    Signal.objects.filter(client=mara, answered_at=None).delete()
    assert client_story(mara, member("ines"))["sentence"] == "Mara and you found your way back."
    rupture = Rupture.objects.get(client=mara)
    assert (rupture.direction, rupture.noticed_by) == ("withdrawal", "client")
    assert (rupture.outcome, rupture.resolution_by_client, rupture.resolution_by_therapist) == (
        "repaired",
        5,
        4,
    )
    assert rupture.signal is not None
    assert rupture.signal.values == {"tension": "some", "request": "raise"}
    met = list(mara.participations.order_by("starts_at").values_list("session", flat=True))
    stitches = [attempt.session_id for attempt in rupture.attempts.order_by("id")]
    assert (rupture.session_id, stitches, rupture.closed_in_id) == (met[7], met[8:10], met[10])
    latest = CheckIn.objects.get(participation__session=met[13])
    assert (latest.about_id, latest.tension_request, latest.read_at) == (met[12], "raise", None)


def test_theo_waits_for_a_repair(told: str) -> None:
    rupture = Rupture.objects.get(client=called("Theo B."))
    assert (rupture.direction, rupture.outcome) == ("confrontation", "repairing")
    assert rupture.revisit_on == MONDAY.date()
    kept = [attempt.promise_kept_at for attempt in rupture.attempts.order_by("id")]
    assert kept == [None, None]


def test_conrad_left(told: str) -> None:
    conrad = called("Conrad W.")
    rupture = Rupture.objects.get(client=conrad)
    assert (rupture.direction, rupture.outcome) == ("confrontation", "therapy ended")
    assert (rupture.resolution_by_client, rupture.resolution_by_therapist) == (None, 2)
    assert [attempt.response for attempt in rupture.attempts.all()] == ["confronted"]
    assert (conrad.ending, conrad.participations.latest("starts_at").attendance) == (
        "unplanned",
        "no-show",
    )


def test_ruth_and_maeve_ended_as_planned(told: str) -> None:
    ended = Client.objects.filter(ending="planned").order_by("pk")
    assert [each.short_name for each in ended] == ["Ruth A.", "Maeve Q."]
    assert Goal.objects.filter(client__in=ended, reached_on=None).count() == 0


def test_hugo_is_always_at_ten(told: str) -> None:
    values = Reading.objects.filter(client=called("Hugo D."), rating__perspective="client")
    assert {value for (value,) in values.values_list("value")} == {10.0}


def test_samuel_went_quiet(undone: None) -> None:
    quiet = called("Samuel K.").participations.order_by("-starts_at")[2:4]
    assert [(part.attendance, part.check_in.is_submitted) for part in quiet] == [
        ("cancelled late", False),
        ("attended", False),
    ]
    assert notice_silence() == 0


def test_what_felt_off_was_answered_but_for_what_was_said_last(told: str) -> None:
    found = Concern.objects.order_by("said_at")
    assert {
        name: [bool(each.answer) for each in found if each.client == called(name)]
        for name in ("Mara L.", "Theo B.", "Femi A.", "Conrad W.", "Caleb N.")
    } == {
        "Mara L.": [True, False],
        "Theo B.": [True],
        "Femi A.": [True],
        "Conrad W.": [True],
        "Caleb N.": [False],
    }
    page = concern_list(member("ines"))
    assert page["sentence"] == "One thing that felt off waits for an answer."
    assert [each.client.short_name for each in page["waiting"]] == ["Mara L."]


def test_nadia_slid_slowly_and_never_surprised(told: str) -> None:
    signals = Signal.objects.filter(client=called("Nadia F."))
    assert [(each.kind, each.answer) for each in signals] == [("slow drift", "something")]


def test_the_couple_has_two_views_of_the_same_hours(told: str) -> None:
    aisha, jon = called("Aisha R."), called("Jon R.")
    shared = Session.objects.annotate(n=Count("participations")).filter(n=2)
    assert set(shared) == set(Session.objects.filter(participations__client=aisha))
    assert set(shared) == set(Session.objects.filter(participations__client=jon))


def test_lucia_is_asked_in_spanish(told: str) -> None:
    lucia = called("Lucía M.")
    assert lucia.language == "es"
    wishes = [each.wish for each in CheckIn.objects.filter(client=lucia).order_by("pk")]
    assert wishes[0] == "Que me entienda aunque me falten palabras en inglés."


def test_the_clinic_sees_an_overdue_note_and_no_words(told: str) -> None:
    page = clinic_overview(member("ada").clinic)
    assert {row.therapist.name: (row.people, row.notes_overdue) for row in page["rows"]} == {
        "Dr. Ines Okafor": (14, 0),
        "Noor Haddad": (3, 0),
        "Tomas Berg": (7, 1),
    }


def test_what_is_due_goes_out_and_can_be_answered(undone: None, browser: Browser) -> None:
    assert outbox.sweep() == 4
    assert sorted(message.to for message in mail.outbox) == [
        ["aisha@mail.example"],
        ["jon@mail.example"],
        ["samuel@mail.example"],
        ["yusuf@mail.example"],
    ]
    link = next(line for line in str(mail.outbox[0].body).split("\n") if "/c/" in line)
    assert browser.get(link).status_code == 200


def test_what_the_stories_say_was_written_is_there(told: str) -> None:
    stories = [story for key in THERAPISTS for story in stories_of(key)]
    said = [hour.wish for story in stories for hour in story.hours if hour.wish]
    said += [story.next_wish for story in stories if story.next_wish]
    said += [hour.tension_words for story in stories for hour in story.hours if hour.tension_words]
    check_ins = CheckIn.objects.filter(submitted_at__isnull=False)
    written = {words for each in check_ins for words in (each.wish, each.tension_words)}
    assert [words for words in said if words not in written] == []
