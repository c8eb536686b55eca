"""The safety lane as the clinic's people see it, each no more than is theirs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import acknowledge_safety, escalate_safety, notice_safety
from alliance.models import CheckIn, SafetyNotice
from clients.models import Client
from measures.catalogue import instrument
from practice.models import AuditEvent, Clinic, Membership
from tests.cast import Cast, ago, ahead, client, session_at, staff

SignIn = Callable[[Membership], Browser]
PHQ9 = instrument("phq-9")
QUESTION = "hurting yourself in some way"
ANSWERED = "Several days (1)"


def raised(
    therapist: Membership, person: Client, answer: int = 1, *, at: datetime | None = None
) -> SafetyNotice:
    """A notice from a draft that was not sent, before a session in three days."""
    session = session_at(therapist, person, at=at or ahead(days=3))
    check_in = CheckIn.objects.get(participation__session=session)
    return notice_safety(check_in, PHQ9, {"self_harm": answer}, session=session)[0]


@pytest.fixture
def notice(cast: Cast) -> SafetyNotice:
    """Mara's."""
    Client.objects.filter(pk=cast.mara.pk).update(version=1)
    cast.mara.phone = "+44 20 7946 0000"
    cast.mara.save(update_fields=["phone"])
    return raised(cast.ines, cast.mara)


def at(notice: SafetyNotice) -> str:
    return f"/safety/{notice.code}/"


def gone(cast: Cast) -> Membership:
    return staff(cast.riverside, "Gone Away", is_therapist=True)


# --- Who sees it ----------------------------------------------------------------------------------


def test_those_who_care_see_question_answer_and_how_to_reach_them(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    for member in (cast.ines, cast.noor):
        page = signed_in(member).get(at(notice)).text
        assert "Mara L. answered a safety question above zero." in page
        assert QUESTION in page
        assert ANSWERED in page
        assert '<a href="tel:+442079460000">+44 20 7946 0000</a>' in page
        assert '<a href="mailto:mara@mail.example">' in page
        assert "The check-in was begun and not sent" in page
        assert "Ines Okafor, first, " in page
        assert "Samaritans 116 123" in page
        assert "a 0 elsewhere is never “no risk”" in page


def test_everybody_else_gets_the_bytes_of_a_page_that_does_not_exist(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    ended = gone(cast)
    leaver = signed_in(ended)
    Membership.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    others = [signed_in(each) for each in (cast.tomas, cast.ada, cast.wren, cast.olga)]
    for browser in [*others, leaver]:
        for method in (browser.get, browser.post):
            answer, nothing = method(at(notice)), method(f"/safety/{uuid4()}/")
            assert (answer.status_code, nothing.status_code) == (404, 404)
            assert answer.content == nothing.content
    assert Browser().get(at(notice)).status_code == 302
    for browser in others:
        page = browser.get("/safety/").text
        assert "No answer about safety waits." in page
        assert "Mara" not in page


def test_an_admin_who_was_told_learns_who_and_how_to_reach_them_and_no_more(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    assert signed_in(cast.ada).get(at(notice)).status_code == 404
    for _ in range(2):  # the supervisor, then the admins
        escalate_safety(timezone.now() + timedelta(hours=30))
        SafetyNotice.objects.update(escalates_at=timezone.now())
    browser = signed_in(cast.ada)
    page = browser.get(at(notice)).text
    assert "Mara L. answered a safety question above zero." in page
    assert "+44 20 7946 0000" in page
    assert "Ada Kowalski, as clinic admin, " in page
    assert [words in page for words in (QUESTION, ANSWERED, "PHQ")] == [False] * 3
    assert f"/clients/{cast.mara.code}/" not in page
    assert browser.get(f"/clients/{cast.mara.code}/").status_code == 404
    acknowledge_safety(notice, "kingfisher", by=cast.ines)
    assert "kingfisher" not in browser.get(at(notice)).text
    assert "kingfisher" in signed_in(cast.noor).get(at(notice)).text


def test_an_admin_who_took_it_on_reads_their_own_words(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(safety_recipient=cast.ada)
    other = raised(cast.ines, cast.theo)
    browser = signed_in(cast.ada)
    browser.post(at(other), {"done": "today", "words": "Noor rings them at four."})
    said = "I see them today and will speak about it then.<br>Noor rings them at four."
    assert said in browser.get(at(other)).text


def test_an_admin_who_took_it_on_again_does_not_read_what_was_done_before(
    cast: Cast, signed_in: SignIn
) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(safety_recipient=cast.ada)
    notice = raised(cast.ines, cast.theo)
    acknowledge_safety(notice, "kingfisher", by=cast.ines)
    notice_safety(
        notice.check_in, PHQ9, {"self_harm": 3}, session=notice.check_in.participation.session
    )
    signed_in(cast.ada).post(at(notice), {"words": "Noor rings them at four."})
    assert SafetyNotice.objects.get().acknowledged_by == cast.ada
    assert "kingfisher" not in signed_in(cast.ada).get(at(notice)).text
    page = signed_in(cast.ines).get(at(notice)).text
    assert "kingfisher<br><br>Noor rings them at four." in page


def test_every_opening_leaves_a_trace(cast: Cast, signed_in: SignIn, notice: SafetyNotice) -> None:
    browser = signed_in(cast.noor)
    browser.get(at(notice))
    opened = AuditEvent.objects.latest("pk")
    assert (opened.kind, opened.actor, opened.about) == (
        "record opened",
        cast.noor.code,
        "alliance.safetynotice",
    )
    assert (opened.about_code, opened.client_code) == (notice.code, cast.mara.code)
    browser.get("/safety/")
    opened = AuditEvent.objects.latest("pk")
    assert (opened.kind, opened.detail) == ("caseload opened", {"clients": [str(cast.mara.code)]})


def test_reading_changes_nothing_but_the_trace(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    before = SafetyNotice.objects.values().get()
    browser = signed_in(cast.ines)
    for address in (at(notice), "/safety/", "/"):
        assert browser.get(address).status_code == 200
        assert browser.head(address).status_code == 200
    assert SafetyNotice.objects.values().get() == before
    assert browser.post("/safety/").status_code == 405


# --- Taking it on ---------------------------------------------------------------------------------


def test_a_tap_is_enough_and_then_it_is_in_the_past(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    browser = signed_in(cast.ines)
    done = browser.post(at(notice), {"done": "spoke", "words": ""}, follow=True)
    assert done.redirect_chain == [(at(notice), 302)]
    assert "Thank you. Nobody else is told now." in done.text
    assert "Acknowledge</button>" not in done.text
    notice.refresh_from_db()
    assert (notice.acknowledged_by, notice.words) == (cast.ines, "I spoke with them.")
    assert notice.escalates_at is None
    page = browser.get("/safety/").text
    assert "No answer about safety waits." in page
    assert "Acknowledged in the last four weeks" in page
    assert "Mara L." in page
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert "Mara" not in signed_in(cast.ines).get("/safety/").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": "Rang twice.\r\nNo answer."}, "Rang twice.\nNo answer."),
        (
            {"done": "emergency", "words": "Their sister knows."},
            "I called the emergency services.\nTheir sister knows.",
        ),
    ],
)
def test_words_alone_or_both_will_do(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice, typed: dict[str, str], said: str
) -> None:
    assert signed_in(cast.noor).post(at(notice), typed).status_code == 302
    assert SafetyNotice.objects.get().words == said


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "done"),
        ({"words": "   "}, "done"),
        ({"done": "nothing"}, "done"),
        ({"words": "x" * 4001}, "words"),
    ],
)
def test_nothing_will_not_do(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice, typed: dict[str, str], field: str
) -> None:
    answer = signed_in(cast.ines).post(at(notice), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.text.count('class="invalid-feedback"') == 1
    assert SafetyNotice.objects.get().acknowledged_at is None


def test_the_second_of_two_is_told_who_was_first_and_keeps_their_words(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    signed_in(cast.noor).post(at(notice), {"done": "spoke"})
    answer = signed_in(cast.ines).post(at(notice), {"words": "We meet at five."})
    assert answer.status_code == 409
    assert "Noor Haddad was faster and took it on at " in answer.text
    assert "We meet at five." in answer.text
    assert SafetyNotice.objects.get().words == "I spoke with them."


def test_nobody_takes_on_a_higher_answer_that_they_did_not_see(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    browser = signed_in(cast.ines)
    seen = {"seen": str(browser.get(at(notice)).context["seen"])}
    notice_safety(
        notice.check_in, PHQ9, {"self_harm": 3}, session=notice.check_in.participation.session
    )
    answer = browser.post(at(notice), {"words": "We meet at five.", **seen})
    assert answer.status_code == 409
    assert "The client gave a higher answer while this page was open." in answer.text
    assert answer.text.count("We meet at five.") == 1
    assert 'name="seen" value="3"' in answer.text
    assert SafetyNotice.objects.get().acknowledged_at is None
    browser.post(at(notice), {"words": "We meet at one.", "seen": "3"})
    assert SafetyNotice.objects.get().words == "We meet at one."


def test_who_was_only_told_is_not_shown_how_high_the_answer_is(
    cast: Cast, signed_in: SignIn
) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(safety_recipient=cast.ada)
    notice = raised(cast.ines, cast.theo)
    browser = signed_in(cast.ada)
    assert 'name="seen"' not in browser.get(at(notice)).text
    # Nor can they find it out by guessing.
    for guess in ("0", "1"):
        SafetyNotice.objects.update(acknowledged_at=None, acknowledged_by=None)
        answer = browser.post(at(notice), {"words": "I rang.", "seen": guess})
        assert answer.status_code == 302


def test_lowered_to_zero_the_page_says_so_and_what_it_had_been(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    session = notice.check_in.participation.session
    notice_safety(notice.check_in, PHQ9, {"self_harm": 0}, session=session)
    page = signed_in(cast.ines).get(at(notice)).text
    assert "Not at all (0)" in page
    assert "The highest answer was: Several days (1)." in page
    assert "The client changed it to what stands here at " in page


def test_after_a_higher_answer_the_page_asks_again(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    acknowledge_safety(notice, "I rang.", by=cast.ines)
    session = notice.check_in.participation.session
    notice_safety(notice.check_in, PHQ9, {"self_harm": 3}, session=session)
    page = signed_in(cast.ines).get(at(notice)).text
    assert "That was before the client gave a higher answer. It waits again." in page
    assert "I rang." in page
    assert "Nearly every day (3)" in page
    assert "Acknowledge</button>" in page


def test_without_any_wording_the_page_still_opens(cast: Cast, signed_in: SignIn) -> None:
    """A permission may have been withdrawn since; the person is as much at risk."""
    session = session_at(cast.ines, cast.mara, at=ahead(days=3))
    check_in = CheckIn.objects.get(participation__session=session)
    core = instrument("core-10")
    notice = notice_safety(check_in, core, {"item_6": 2}, session=session)[0]
    assert "item_6<br><strong>2</strong>" in signed_in(cast.ines).get(at(notice)).text


# --- Where it shows -------------------------------------------------------------------------------


def test_the_rail_says_so_on_every_page_until_somebody_took_it(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    browser = signed_in(cast.ines)
    for address in ("/", "/caseload/", "/me/", f"/clients/{cast.mara.code}/"):
        assert "Safety · 1</a>" in browser.get(address).text
    raised(cast.ines, cast.theo)
    assert "Safety · 2</a>" in browser.get("/caseload/").text
    assert "2 answers about safety wait for you." in browser.get("/").text
    for member in (cast.noor, cast.ada, cast.tomas, cast.olga):
        assert "Safety · " not in signed_in(member).get("/me/").text
    for each in SafetyNotice.objects.all():
        acknowledge_safety(each, "Spoke.", by=cast.noor)
    assert "Safety" not in browser.get("/caseload/").text
    assert 'href="/safety/"' in browser.get("/me/").text
    assert "wait for you" not in browser.get("/").text


def test_the_clients_page_says_it_above_everything_to_whoever_may_open_it(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    for member in (cast.ines, cast.noor):
        page = signed_in(member).get(f"/clients/{cast.mara.code}/").text
        assert page.index("Nobody has taken it on yet.") < page.index("<h1>")
        assert at(notice) in page
    assert "taken it on" not in signed_in(cast.ines).get(f"/clients/{cast.theo.code}/").text
    acknowledge_safety(notice, "Spoke.", by=cast.ines)
    page = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").text
    assert "taken it on" not in page


def test_old_notices_stay_with_the_clients_details(
    cast: Cast, signed_in: SignIn, notice: SafetyNotice
) -> None:
    mine, theirs = (f"/clients/{each.code}/details/" for each in (cast.mara, cast.theo))
    browser = signed_in(cast.ines)
    waiting = '<span class="tag open">waits</span>'
    page = browser.get(mine).text
    assert [at(notice) in page, waiting in page] == [True, True]
    acknowledge_safety(notice, "Spoke.", by=cast.ines)
    SafetyNotice.objects.update(raised_at=ago(days=400))
    page = browser.get(mine).text
    assert [at(notice) in page, waiting in page] == [True, False]
    assert "Safety questions" not in browser.get(theirs).text


@pytest.mark.parametrize("people", [1, 3, 30])
def test_the_lane_in_a_fixed_number_of_queries(cast: Cast, signed_in: SignIn, people: int) -> None:
    for number in range(people):
        raised(cast.ines, client(f"Person {number}", cast.ines))
    browser = signed_in(cast.ines)
    browser.get("/safety/")
    for address, queries in (("/safety/", 5), ("/", 8), ("/caseload/", 8)):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        assert len(captured) == queries, address


def test_the_clients_page_pays_one_query_while_something_waits_and_none_otherwise(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    address = f"/clients/{cast.mara.code}/"
    browser.get(address)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        return len(captured)

    before = queries()
    raised(cast.wren, cast.otto)  # in the other clinic
    assert queries() == before
    notice = raised(cast.ines, cast.theo)
    assert queries() == before + 1
    acknowledge_safety(notice, "Spoke.", by=cast.ines)
    assert queries() == before
    for days in (3, 4):
        own = raised(cast.ines, cast.mara, at=ahead(days=days))
        assert f"/safety/{own.code}/" in browser.get(address).text
    assert queries() == before + 1


def test_the_brief_leads_to_the_notice_of_its_check_in_also_once_somebody_took_it_on(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    session = session_at(cast.ines, cast.mara, at=ahead(days=2))
    other, notice = raised(cast.ines, cast.mara), raised(cast.ines, cast.mara, at=ahead(days=4))
    acknowledge_safety(notice, "Spoke.", by=cast.noor)
    addresses = [at(other), at(notice)]
    for meeting, shown in (
        (session, [False, False]),
        (other.check_in.participation.session, [True, False]),
        (notice.check_in.participation.session, [False, True]),
    ):
        page = browser.get(f"/sessions/{meeting.code}/").text
        assert [address in page for address in addresses] == shown


def test_the_overview_counts_what_waits_too_long_and_how_long_it_takes(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ada)
    assert "safety notice" not in browser.get("/clinic/").text
    now = timezone.now()
    for minutes, taken_after in ((20, 10), (300, 30), (400, 200), (45 * 24 * 60, 1), (61, None)):
        notice = raised(cast.ines, client(f"Person {minutes}", cast.ines))
        at_ = now - timedelta(minutes=minutes)
        SafetyNotice.objects.filter(pk=notice.pk).update(raised_at=at_)
        if taken_after:
            with time_machine.travel(at_ + timedelta(minutes=taken_after), tick=False):
                acknowledge_safety(notice, "Spoke.", by=cast.ines)
    raised(cast.ines, cast.mara)  # waits, but not too long yet
    raised(cast.wren, cast.otto)
    shown = browser.get("/clinic/").context
    assert (shown["safety_late"], shown["safety_median"]) == (1, "30 min")
    page = browser.get("/clinic/").text
    assert "<dt>safety notices waiting too long</dt><dd>1</dd>" in page
    assert "median</dt><dd>30 min</dd>" in page


# --- The clinic's settings ------------------------------------------------------------------------


def settings_of(clinic: Clinic) -> dict[str, str]:
    return {
        "name": clinic.name,
        "time_zone": clinic.time_zone,
        "language": clinic.language,
        "client_word": clinic.client_word,
        "check_in_lead_hours": str(clinic.check_in_lead_hours),
        "check_in_every": "1",
        "check_in_reminder_hours": "4",
        "quiet_from": "00:00",
        "quiet_until": "00:00",
        "note_due_hours": str(clinic.note_due_hours),
        "late_cancellation_hours": str(clinic.late_cancellation_hours),
        "step_up_minutes": str(clinic.step_up_minutes),
        "crisis_resources": clinic.crisis_resources,
        "safety_escalation_minutes": str(clinic.safety_escalation_minutes),
        "concern_answer_hours": str(clinic.concern_answer_hours),
    }


def test_an_admin_names_who_is_told(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    page = browser.get("/clinic/settings/").text
    assert "The therapist of the session" in page
    for name in ("Ines Okafor", "Noor Haddad", "Ada Kowalski"):
        assert page.count(f">{name}</option>") == 3
    assert "Wren Castillo" not in page
    changed = settings_of(cast.riverside) | {
        "safety_recipient": str(cast.noor.code),
        "safety_escalation_to": str(cast.ada.code),
        "safety_escalation_minutes": "15",
    }
    assert browser.post("/clinic/settings/", changed).status_code == 302
    clinic = Clinic.objects.get(pk=cast.riverside.pk)
    assert (clinic.safety_recipient, clinic.safety_escalation_to) == (cast.noor, cast.ada)
    assert clinic.safety_escalation_minutes == 15
    again = browser.post("/clinic/settings/", changed, follow=True).text
    assert "Nothing was different, so nothing was saved." in again
    assert browser.post("/clinic/settings/", settings_of(clinic)).status_code == 302
    assert Clinic.objects.get(pk=clinic.pk).safety_recipient is None


@pytest.mark.parametrize("field", ["safety_recipient", "safety_escalation_to", "concern_recipient"])
def test_nobody_of_another_clinic_or_of_the_past_is_told(
    cast: Cast, signed_in: SignIn, field: str
) -> None:
    ended = gone(cast)
    Membership.objects.filter(pk=ended.pk).update(ended_at=ago(days=1))
    for member in (cast.wren, ended):
        typed = settings_of(cast.riverside) | {field: str(member.code)}
        answer = signed_in(cast.ada).post("/clinic/settings/", typed)
        assert list(answer.context["form"].errors) == [field]
    assert getattr(Clinic.objects.get(pk=cast.riverside.pk), field) is None


@pytest.mark.parametrize("minutes", ["4", "1441", "", "soon"])
def test_the_minutes_are_believable(cast: Cast, signed_in: SignIn, minutes: str) -> None:
    typed = settings_of(cast.riverside) | {"safety_escalation_minutes": minutes}
    answer = signed_in(cast.ada).post("/clinic/settings/", typed)
    assert list(answer.context["form"].errors) == ["safety_escalation_minutes"]


def test_the_page_that_ends_somebodys_work_says_that_their_place_is_emptied(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ada)
    address = f"/people/{cast.tomas.code}/end/"
    assert "That place is emptied" not in browser.get(address).text
    Clinic.objects.filter(pk=cast.riverside.pk).update(safety_escalation_to=cast.tomas)
    assert "That place is emptied" in browser.get(address).text
    browser.post(address)
    assert Clinic.objects.get(pk=cast.riverside.pk).safety_escalation_to is None
