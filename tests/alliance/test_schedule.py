"""Who is asked what, and when: the clinic's schedule and one client's own."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import AskedInstead, schedule_measure
from alliance.models import ScheduledMeasure
from clients.models import Client
from measures.schedule import Rhythm, Timing
from practice.models import AuditEvent, Membership
from practice.versions import ChangedMeanwhile
from tests.cast import Cast

SignIn = Callable[[Membership], Browser]
EVERY_FOUR = Timing(Rhythm.EVERY_SESSIONS, 4)
NEVER = Timing(Rhythm.NEVER)
PHQ9, PHQ8, GAD7 = "/clinic/schedule/phq-9/", "/clinic/schedule/phq-8/", "/clinic/schedule/gad-7/"
EVERY = {"timing": "every sessions", "interval": "4", "sessions": "", "was": ""}


def stored(client: Client | None = None) -> dict[str, tuple[str, int | None, list[int]]]:
    lines = ScheduledMeasure.objects.filter(client=client)
    return {each.instrument: (each.timing, each.interval, each.sessions) for each in lines}


def own(cast: Cast, key: str = "") -> str:
    return f"/clients/{cast.mara.code}/measures/" + (f"{key}/" if key else "")


# --- The clinic's --------------------------------------------------------------------------------


def test_what_is_scheduled_stands_on_the_page(cast: Cast, signed_in: SignIn) -> None:
    admin = signed_in(cast.ada)
    page = admin.get("/clinic/schedule/")
    assert "Nothing is asked besides the usual questions." in page.text
    assert [line.instrument.key for line in page.context["others"]] == ["gad-7", "phq-8", "phq-9"]
    assert admin.post(PHQ9, EVERY).status_code == 302
    at = {"timing": "at sessions", "sessions": "10, 1 5", "interval": "", "was": ""}
    assert admin.post(GAD7, at)["Location"] == "/clinic/schedule/"
    assert stored() == {
        "phq-9": ("every sessions", 4, []),
        "gad-7": ("at sessions", None, [1, 5, 10]),
    }
    page = admin.get("/clinic/schedule/")
    assert [(line.instrument.key, line.when) for line in page.context["asked"]] == [
        ("gad-7", "at sessions 1, 5 and 10"),
        ("phq-9", "every 4 sessions"),
    ]
    assert "Two questionnaires are asked besides the usual questions." in page.text


@pytest.mark.parametrize(
    ("entered", "field", "words"),
    [
        ({"timing": "at sessions", "sessions": ""}, "sessions", "Say at which sessions."),
        ({"timing": "at sessions", "sessions": "0, 4"}, "sessions", "The first session is"),
        ({"timing": "at sessions", "sessions": "1-4"}, "sessions", "Write session numbers"),
        ({"timing": "at sessions", "sessions": "1000"}, "sessions", "Write session numbers"),
        ({"timing": "every weeks", "interval": ""}, "interval", "Say every how many."),
        ({"timing": "every weeks", "interval": "0"}, "interval", "greater than or equal to 1"),
        ({"timing": "every weeks", "interval": "53"}, "interval", "less than or equal to 52"),
        ({"timing": "never"}, "timing", "Select a valid choice"),
        ({"timing": ""}, "timing", "This field is required."),
    ],
)
def test_what_is_no_timing_is_refused(
    cast: Cast, signed_in: SignIn, entered: dict[str, str], field: str, words: str
) -> None:
    answer = signed_in(cast.ada).post(PHQ9, entered)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert stored() == {}


def test_only_one_of_phq_9_and_phq_8(cast: Cast, signed_in: SignIn) -> None:
    admin = signed_in(cast.ada)
    page = admin.get(PHQ8).text
    assert "Only one of the two can be asked." in page
    admin.post(PHQ9, EVERY)
    answer = admin.post(PHQ8, EVERY)
    assert answer.status_code == 422
    assert "(PHQ-9) is asked already. It has the same questions" in answer.text
    with pytest.raises(AskedInstead):
        schedule_measure("phq-8", EVERY_FOUR, by=cast.ada, was=None)
    assert list(stored()) == ["phq-9"]


@pytest.mark.parametrize("named", [False, True])
def test_a_safety_item_says_who_is_told(cast: Cast, signed_in: SignIn, named: bool) -> None:
    if named:
        cast.riverside.safety_recipient = cast.noor
        cast.riverside.save()
    page = signed_in(cast.ada).get(PHQ9).text
    who = "the therapist of the session" + (" (and Noor Haddad)" if named else "")
    assert f"When it is answered above zero, {who} is told at once" in page
    assert "is told at once" not in signed_in(cast.ada).get(PHQ8).text


def test_of_two_tabs_the_second_is_told(cast: Cast, signed_in: SignIn) -> None:
    admin = signed_in(cast.ada)
    admin.post(PHQ9, EVERY)
    late = admin.post(PHQ9, {**EVERY, "interval": "8"})
    assert late.status_code == 422
    assert "Somebody changed this meanwhile." in late.text
    assert stored() == {"phq-9": ("every sessions", 4, [])}
    was = admin.get(PHQ9).context["form"]["was"].value()
    assert admin.post(PHQ9, {**EVERY, "interval": "8", "was": was}).status_code == 302
    assert admin.post(PHQ9, {**EVERY, "timing": "not asked", "was": was}).status_code == 422
    assert admin.post(PHQ9, {**EVERY, "was": "yesterday"}).status_code == 422
    assert stored() == {"phq-9": ("every sessions", 8, [])}


def test_taken_off_the_schedule_it_leaves_its_trace(cast: Cast, signed_in: SignIn) -> None:
    admin = signed_in(cast.ada)
    admin.post(PHQ9, EVERY)
    was = admin.get(PHQ9).context["form"]["was"].value()
    admin.post(PHQ9, {"timing": "not asked", "was": was})
    assert stored() == {}
    traces = AuditEvent.objects.filter(about="alliance.scheduledmeasure").order_by("pk")
    assert [(each.kind, each.actor, each.detail["timing"]) for each in traces] == [
        ("changed", cast.ada.code, "every sessions"),
        ("changed", cast.ada.code, None),
    ]


def test_each_clinic_has_its_own(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.ada).post(PHQ9, EVERY)
    assert signed_in(cast.olga).get("/clinic/schedule/").context["asked"] == []
    assert signed_in(cast.olga).post(PHQ8, EVERY).status_code == 302


@pytest.mark.parametrize("who", ["ines", "noor", "tomas"])
def test_the_schedule_is_the_admins(cast: Cast, signed_in: SignIn, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get("/clinic/schedule/").status_code == 404
    assert browser.post(PHQ9, EVERY).status_code == 404
    assert stored() == {}


@pytest.mark.parametrize("key", ["alliance-client", "wellbeing", "wai-sr", "no-such"])
def test_what_cannot_be_scheduled_is_not_there(cast: Cast, signed_in: SignIn, key: str) -> None:
    assert signed_in(cast.ada).post(f"/clinic/schedule/{key}/", EVERY).status_code == 404


@pytest.mark.parametrize(
    "row",
    [{"timing": "never"}, {"timing": "every weeks"}, {"timing": "at sessions", "interval": 2}],
)
def test_the_database_holds_the_rules_too(cast: Cast, row: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledMeasure.objects.create(
            clinic=cast.riverside, instrument="phq-9", changed_by=cast.ada, **row
        )


# --- One client's --------------------------------------------------------------------------------


def test_a_client_has_the_clinics_lines_and_their_own(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.ada).post(PHQ9, EVERY)
    signed_in(cast.ada).post(GAD7, {**EVERY, "timing": "every weeks", "interval": "2"})
    therapist = signed_in(cast.ines)
    page = therapist.get(own(cast))
    assert [(line.instrument.key, line.when, line.own) for line in page.context["asked"]] == [
        ("gad-7", "every 2 weeks", False),
        ("phq-9", "every 4 sessions", False),
    ]
    assert "Mara is asked two questionnaires besides the usual questions." in page.text
    assert therapist.post(own(cast, "gad-7"), {"timing": "never", "was": ""}).status_code == 302
    weekly = {"timing": "every weeks", "interval": "1", "was": ""}
    assert therapist.post(own(cast, "phq-9"), weekly)["Location"] == own(cast)
    page = therapist.get(own(cast))
    assert [(line.instrument.key, line.when, line.own) for line in page.context["asked"]] == [
        ("phq-9", "every week", True)
    ]
    assert stored(cast.mara) == {"gad-7": ("never", None, []), "phq-9": ("every weeks", 1, [])}
    assert "In the clinic: every 4 sessions." in therapist.get(own(cast, "phq-9")).text
    was = therapist.get(own(cast, "phq-9")).context["form"]["was"].value()
    therapist.post(own(cast, "phq-9"), {"timing": "as the clinic", "was": was})
    assert stored(cast.mara) == {"gad-7": ("never", None, [])}


def test_an_own_phq_8_takes_the_place_of_the_clinics_phq_9(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.ada).post(PHQ9, EVERY)
    therapist = signed_in(cast.ines)
    assert therapist.post(own(cast, "phq-8"), EVERY).status_code == 302
    asked = therapist.get(own(cast)).context["asked"]
    assert [line.instrument.key for line in asked] == ["phq-8"]
    refused = therapist.post(own(cast, "phq-9"), EVERY)
    assert refused.status_code == 422
    assert "(PHQ-8) is asked already." in refused.text


@pytest.mark.parametrize("who", ["noor", "tomas", "ada", "wren"])
def test_it_is_for_those_who_care_for_them(cast: Cast, signed_in: SignIn, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get(own(cast)).status_code == 404
    assert browser.post(own(cast, "phq-9"), EVERY).status_code == 404
    assert stored(cast.mara) == {}


def test_of_two_tabs_on_one_client_the_second_is_told(cast: Cast, signed_in: SignIn) -> None:
    therapist = signed_in(cast.ines)
    therapist.post(own(cast, "phq-9"), EVERY)
    assert therapist.post(own(cast, "phq-9"), {**EVERY, "interval": "2"}).status_code == 422
    with pytest.raises(ChangedMeanwhile):
        schedule_measure("phq-9", NEVER, by=cast.ines, client=cast.mara, was=None)
    assert stored(cast.mara) == {"phq-9": ("every sessions", 4, [])}


def test_after_the_ending_nothing_is_asked_or_set(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.ada).post(PHQ9, EVERY)
    Client.objects.filter(pk=cast.mara.pk).update(ended_on=timezone.localdate(), ending="planned")
    therapist = signed_in(cast.ines)
    assert "Mara is not asked any more." in therapist.get(own(cast)).text
    assert therapist.post(own(cast, "phq-9"), EVERY).status_code == 404
