"""When an instrument is due: by sessions and weeks, by language, and what the pages say of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import schedule_measure
from alliance.actions.schedule import instruments_due
from alliance.models import Administration, CheckIn, ScheduledMeasure
from clients.models import Client
from measures.schedule import Rhythm, Timing
from practice import outbox
from practice.models import Clinic, Membership
from sessions.models import Participation
from tests.alliance.answered import met
from tests.cast import Cast, ahead, session_at
from tests.portal.test_scheduled_measures import LINE_ENDS, pack

SignIn = Callable[[Membership], Browser]
EVERY_FOUR = Timing(Rhythm.EVERY_SESSIONS, 4)
CLIENT_PAGE, CLINIC_PAGE = 10, 5


def own(cast: Cast) -> str:
    return f"/clients/{cast.mara.code}/measures/"


def check_in_for(part: Participation) -> CheckIn:
    made, _ = CheckIn.objects.get_or_create(
        participation=part, defaults={"client": part.client, "clinic": part.clinic}
    )
    return made


def answer(part: Participation, key: str = "phq-9", score: float | None = 9) -> Administration:
    return Administration.objects.create(
        clinic=part.clinic,
        client=part.client,
        check_in=check_in_for(part),
        instrument=key,
        instrument_version=1,
        language="en",
        answers={"mood": 1},
        answered=1,
        score=score,
        given_at=part.starts_at - timedelta(hours=2),
    )


def due(part: Participation) -> list[object]:
    return [key for key, _version in instruments_due(check_in_for(part))]


def planned(cast: Cast, at: datetime) -> Participation:
    return session_at(cast.ines, cast.mara, at=at).participations.get()


def test_every_four_sessions_as_it_is_answered(cast: Cast) -> None:
    schedule_measure("phq-9", EVERY_FOUR, by=cast.ada, was=None)
    parts = met(cast, 6)
    assert [due(part) for part in parts] == [["phq-9"]] * 6  # never answered
    answer(parts[0])
    assert [due(part) for part in parts] == [[], [], [], [], ["phq-9"], ["phq-9"]]
    answer(parts[5])  # answered late: the fifth is made up for
    assert due(planned(cast, ahead(hours=20))) == []


def test_a_missed_session_has_no_number(cast: Cast) -> None:
    schedule_measure("phq-9", Timing(Rhythm.AT_SESSIONS, sessions=(2,)), by=cast.ada, was=None)
    first, second, third = met(cast, 3)
    second.attendance, second.attendance_at = "no-show", second.starts_at
    second.save()
    assert [due(part) for part in (first, second, third)] == [[], ["phq-9"], ["phq-9"]]
    answer(second)
    assert due(third) == []


def test_a_session_without_a_check_in_is_made_up_for_with_the_next(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    """Check-ins go out before every other session, and it is due at those between."""
    Clinic.objects.update(check_in_every=2)
    ines = Membership.objects.select_related("clinic").get(pk=cast.ines.pk)
    schedule_measure("phq-9", Timing(Rhythm.AT_SESSIONS, sessions=(2, 4)), by=cast.ada, was=None)
    asked = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(1, 7):
            meeting = session_at(ines, cast.mara, at=ahead(days=2))
            clock.shift(timedelta(days=1, hours=2))
            outbox.sweep()
            clock.shift(timedelta(days=1))
            part = meeting.participations.get()
            if part.check_in.sent_at and due(part):
                asked.append(number)
                answer(part)
    assert asked == [3, 5]


def test_a_baseline_that_was_not_answered_stays_due(cast: Cast) -> None:
    schedule_measure("phq-9", Timing(Rhythm.AT_SESSIONS, sessions=(1,)), by=cast.ada, was=None)
    first, second, third = met(cast, 3)
    assert [due(part) for part in (first, second)] == [["phq-9"]] * 2
    answer(second)
    assert due(third) == []


def test_the_pages_say_that_it_is_made_up_for(cast: Cast, signed_in: SignIn) -> None:
    Clinic.objects.update(check_in_every=2)
    schedule_measure("phq-9", EVERY_FOUR, by=cast.ada, was=None)
    said = "is asked with the next check-in"
    admin = signed_in(cast.ada)
    page = admin.get("/clinic/schedule/").text
    assert "In this clinic a check-in goes out before one session in 2." in page
    assert said in page
    assert said in admin.get("/clinic/schedule/phq-9/").text
    planned(cast, ahead(hours=20))
    assert said in signed_in(cast.ines).get(own(cast)).text


def test_weeks_count_from_session_to_session(cast: Cast) -> None:
    schedule_measure("phq-9", Timing(Rhythm.EVERY_WEEKS, 2), by=cast.ada, was=None)
    parts = met(cast, 4)
    answer(parts[0])
    assert [due(part) for part in parts] == [[], [], ["phq-9"], ["phq-9"]]


@pytest.mark.parametrize(
    "timing", [EVERY_FOUR, Timing(Rhythm.AT_SESSIONS, sessions=(1,)), Timing(Rhythm.EVERY_WEEKS, 9)]
)
def test_without_a_score_it_was_not_given(cast: Cast, timing: Timing) -> None:
    schedule_measure("phq-9", timing, by=cast.ada, was=None)
    first, second, third = met(cast, 3)
    answer(first, score=None)
    assert due(first) == []  # nobody is asked twice in one check-in
    assert [due(part) for part in (second, third)] == [["phq-9"]] * 2
    answer(second)
    assert due(third) == []


def test_the_page_says_that_it_was_too_little_for_a_score(cast: Cast, signed_in: SignIn) -> None:
    schedule_measure("phq-9", EVERY_FOUR, by=cast.ada, was=None)
    answer(met(cast, 1)[0], score=None)
    (line,) = signed_in(cast.ines).get(own(cast)).context["asked"]
    assert line.last.startswith("Last answered for session 1,")
    assert line.last.endswith(": too few answers for a score")
    assert line.due == "with the next check-in"


def test_what_comes_next_stands_on_the_page(cast: Cast, signed_in: SignIn) -> None:
    schedule_measure("phq-9", EVERY_FOUR, by=cast.ada, was=None)
    schedule_measure("gad-7", Timing(Rhythm.EVERY_WEEKS, 3), by=cast.ada, was=None)
    answer(met(cast, 2)[0])
    planned(cast, ahead(hours=20))
    shown = signed_in(cast.ines).get(own(cast)).context["asked"]
    said = {line.instrument.key: (line.due, line.last.split(",")[0]) for line in shown}
    assert said == {
        "gad-7": ("with the next check-in", "Never answered"),
        "phq-9": ("before session 5", "Last answered for session 1"),
    }


def test_who_reads_spanish_is_asked_what_may_be_shown(cast: Cast) -> None:
    """The PHQ-9 may be shown in English to everybody; a licensed one needs its own words."""
    schedule_measure("phq-9", EVERY_FOUR, by=cast.ada, was=None)
    ScheduledMeasure.objects.create(
        clinic=cast.riverside,
        instrument="wai-sr",
        timing="every sessions",
        interval=1,
        changed_by=cast.ada,
    )
    Client.objects.filter(pk=cast.mara.pk).update(language="es")
    (part,) = met(cast, 1)
    part.client.refresh_from_db()
    assert due(part) == ["phq-9"]


def test_the_page_says_who_is_not_asked_for_want_of_words(cast: Cast, signed_in: SignIn) -> None:
    pack(cast, "srs", LINE_ENDS, 4)
    every_time = Timing(Rhythm.EVERY_SESSIONS, 1)
    for key in ("srs", "phq-9"):
        schedule_measure(key, every_time, by=cast.ada, was=None)
    shown = signed_in(cast.ada).get("/clinic/schedule/").context["asked"]
    assert {line.instrument.key: line.languages for line in shown} == {
        "phq-9": "In English, also for those who read Spanish.",
        "srs": "Those who read Spanish are not asked: there are no words for them.",
    }
    Client.objects.filter(pk=cast.mara.pk).update(language="es")
    page = signed_in(cast.ines).get(own(cast))
    asked, others = (
        {line.instrument.key: line.due for line in page.context[where]}
        for where in ("asked", "others")
    )
    assert asked == {"phq-9": "with the next check-in"}
    assert others["srs"] == "left out: no words in their language"
    assert "Mara is asked one questionnaire besides the usual questions." in page.text


@pytest.mark.parametrize("sessions", [1, 3, 30])
def test_queries_of_the_pages(cast: Cast, signed_in: SignIn, sessions: int) -> None:
    schedule_measure("phq-9", EVERY_FOUR, by=cast.ada, was=None)
    for part in met(cast, sessions):
        answer(part)
    for browser, path, count in (
        (signed_in(cast.ines), own(cast), CLIENT_PAGE),
        (signed_in(cast.ada), "/clinic/schedule/", CLINIC_PAGE),
    ):
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        assert (path, len(captured)) == (path, count)
