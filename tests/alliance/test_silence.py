"""Silence: two check-ins in a row unanswered raise one signal, once; an answer ends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import answer_signal, enter_from_paper, miss_session, submit_check_in
from alliance.actions.silence import notice_silence
from alliance.models import CheckIn, CheckInLink, Signal
from clients.models import Client
from practice.models import AuditEvent, Membership
from sessions.models import Participation
from tests.cast import Cast, ago, ahead, client, later_today, session_at

SignIn = Callable[[Membership], Browser]


def past_check_in(cast: Cast, client: Client, days: int, *, answered: bool) -> CheckIn:
    session = session_at(cast.ines, client, at=ago(days=days))
    sent = ago(days=days + 1)
    return CheckIn.objects.create(
        clinic=client.clinic,
        participation=session.participations.get(),
        client=client,
        sent_at=sent,
        begun_at=sent + timedelta(hours=1) if answered else None,
        submitted_at=sent + timedelta(hours=2) if answered else None,
    )


def test_two_in_a_row_speak_once_and_a_third_does_not_repeat_it(cast: Cast) -> None:
    past_check_in(cast, cast.mara, 28, answered=True)
    past_check_in(cast, cast.mara, 21, answered=False)
    assert notice_silence() == 0
    last = past_check_in(cast, cast.mara, 14, answered=False)
    assert notice_silence() == 1
    signal = Signal.objects.get()
    assert (signal.kind, signal.check_in, signal.values) == ("silence", last, {"unanswered": 2})
    assert notice_silence() == 0
    past_check_in(cast, cast.mara, 7, answered=False)
    assert notice_silence() == 0


def test_an_answer_in_between_or_a_session_the_therapist_cancelled_is_no_silence(
    cast: Cast,
) -> None:
    past_check_in(cast, cast.mara, 21, answered=False)
    past_check_in(cast, cast.mara, 14, answered=True)
    past_check_in(cast, cast.mara, 7, answered=False)
    past_check_in(cast, cast.theo, 21, answered=False)
    cancelled = past_check_in(cast, cast.theo, 14, answered=False).participation
    Participation.objects.filter(pk=cancelled.pk).update(
        attendance=Participation.Attendance.CANCELLED_BY_THERAPIST, attendance_at=ago(days=15)
    )
    assert notice_silence() == 0


def test_speaking_again_and_falling_silent_again_is_a_new_signal(cast: Cast) -> None:
    for days, answered in ((56, False), (49, False), (42, True), (35, False)):
        past_check_in(cast, cast.mara, days, answered=answered)
        notice_silence()
    past_check_in(cast, cast.mara, 28, answered=False)
    assert notice_silence() == 1
    assert Signal.objects.count() == 2


# --- What could not be answered ------------------------------------------------------------------


def send(check_in: CheckIn) -> None:
    """It has been sent, as the outbox would say."""
    CheckIn.objects.filter(pk=check_in.pk).update(sent_at=timezone.now() - timedelta(hours=1))


def came(check_in: CheckIn, days: int) -> None:
    """Its session lies so many days back by now."""
    part = check_in.participation
    part.session.starts_at = ago(days=days)
    part.session.save()
    Participation.objects.filter(pk=part.pk).update(starts_at=ago(days=days))


@pytest.mark.parametrize("attendance", ["client cancelled", "therapist cancelled"])
def test_sessions_cancelled_in_time_are_no_silence(cast: Cast, attendance: str) -> None:
    """Both had been sent their links when the sessions were cancelled, which withdrew them."""
    for days in (14, 7):
        session = session_at(cast.ines, cast.mara, at=ahead(days=2))
        check_in = CheckIn.objects.get(participation__session=session)
        send(check_in)
        miss_session(session.participations.get(), attendance, by=cast.ines)
        came(check_in, days)
    assert notice_silence() == 0


def test_a_cancelled_session_neither_counts_nor_interrupts(cast: Cast) -> None:
    past_check_in(cast, cast.mara, 21, answered=False)
    cancelled = past_check_in(cast, cast.mara, 14, answered=False).participation
    miss_session(cancelled, "client cancelled", by=cast.ines)
    assert notice_silence() == 0
    past_check_in(cast, cast.mara, 7, answered=False)
    assert notice_silence() == 1
    assert Signal.objects.get().values == {"unanswered": 2}


def test_an_answer_is_one_whatever_became_of_the_session_and_however_it_came(cast: Cast) -> None:
    """Also when it was never sent, but answered in the room."""
    past_check_in(cast, cast.mara, 21, answered=False)
    answered = past_check_in(cast, cast.mara, 14, answered=True)
    CheckIn.objects.filter(pk=answered.pk).update(sent_at=None)
    miss_session(answered.participation, "client cancelled", by=cast.ines)
    past_check_in(cast, cast.mara, 7, answered=False)
    assert notice_silence() == 0


@pytest.mark.parametrize(
    ("revoked", "another", "raised"),
    [(8, False, 0), (6, False, 1), (8, True, 1), (None, False, 1)],
)
def test_a_link_withdrawn_before_the_session_could_not_be_answered(
    cast: Cast, revoked: int | None, another: bool, raised: int
) -> None:
    """Withdrawn so many days ago, of a session 7 days ago; `another` took its place."""
    past_check_in(cast, cast.mara, 14, answered=False)
    check_in = past_check_in(cast, cast.mara, 7, answered=False)
    links = [None if revoked is None else ago(days=revoked)] + [None] * another
    for number, at in enumerate(links):
        CheckInLink.objects.create(
            clinic=cast.riverside,
            check_in=check_in,
            token_digest=f"digest {number}",
            expires_at=ago(days=7),
            revoked_at=at,
        )
    assert notice_silence() == raised


# --- They speak again ----------------------------------------------------------------------------

QUIET = "has gone quiet: two check-ins in a row are unanswered"
WORDS = "two check-ins unanswered"


def quiet(cast: Cast) -> tuple[CheckIn, CheckIn, Signal]:
    """Mara left two in a row."""
    two = (
        past_check_in(cast, cast.mara, 21, answered=False),
        past_check_in(cast, cast.mara, 14, answered=False),
    )
    assert notice_silence() == 1
    return *two, Signal.objects.get(kind="silence")


def page(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def listed(cast: Cast, browser: Browser) -> list[bool]:
    """Where it is said that Mara is quiet: on Today, her page, the caseload and My practice."""
    return [
        WORDS in page(browser, "/"),
        QUIET in page(browser, f"/clients/{cast.mara.code}/"),
        WORDS in page(browser, "/caseload/"),
        WORDS in page(browser, "/my-practice/"),
    ]


@pytest.mark.parametrize("which", ["first", "second", "later"])
@pytest.mark.parametrize("asks", [False, True])
def test_an_answer_after_all_or_to_a_later_one_ends_it_at_once(
    cast: Cast, signed_in: SignIn, which: str, asks: bool
) -> None:
    first, second, signal = quiet(cast)
    browser, soon = signed_in(cast.ines), later_today(cast.riverside, hours=3)
    later = session_at(cast.ines, cast.mara, at=soon).participations.get()
    assert listed(cast, browser) == [True] * 4
    if asks:
        answer_signal(signal, "will ask", by=cast.ines)
    part = {"first": first.participation, "second": second.participation}.get(which, later)
    enter_from_paper(part, {"wish": "To begin slowly."}, by=cast.ines)
    assert listed(cast, browser) == [False] * 4
    signal.refresh_from_db()
    assert (signal.answer, signal.other_reason) == ("another reason", "answered since")
    told = page(browser, f"/signals/{signal.code}/")
    assert "<h1>Mara L.: was quiet, and has answered since</h1>" in told
    assert "Closed by itself: an answer came in since, " in told
    assert ("closed by itself: an answer came in since" in told) == asks  # after another answer
    assert "<dt>unanswered in a row</dt><dd>2</dd>" in told
    assert "was quiet, and has answered since</a>" in page(browser, "/signals/")
    assert notice_silence() == 0


def test_what_the_client_sends_closes_it_and_nobody_answered(cast: Cast) -> None:
    _first, _second, signal = quiet(cast)
    session_at(cast.ines, cast.mara, at=ahead(hours=3))
    check_in = CheckIn.objects.latest("id")
    CheckIn.objects.filter(pk=check_in.pk).update(begun_at=timezone.now())
    submit_check_in(check_in.links.get(), {"wish": "To begin slowly."})
    signal.refresh_from_db()
    assert (signal.other_reason, signal.answered_by) == ("answered since", None)
    closed = AuditEvent.objects.get(about_code=signal.code, kind="changed")
    assert (closed.actor, closed.detail) == (
        None,
        {"answer": "another reason", "closed": "answered since"},
    )


def test_an_answer_of_the_therapists_stays_and_the_page_says_that_they_spoke(
    cast: Cast, signed_in: SignIn
) -> None:
    first, _second, signal = quiet(cast)
    answer_signal(signal, "another reason", by=cast.ines, other_reason="unwell")
    enter_from_paper(first.participation, {"wish": "To begin slowly."}, by=cast.ines)
    notice_silence()
    signal.refresh_from_db()
    assert (signal.other_reason, signal.answered_by) == ("unwell", cast.ines)
    told = page(signed_in(cast.ines), f"/signals/{signal.code}/")
    assert "<h1>Mara L.: was quiet, and has answered since</h1>" in told
    assert "One of these, or a later one, has been answered since." in told
    assert "You answered: another reason: ill or tired that day," in told


def test_an_older_one_answered_late_changes_nothing(cast: Cast) -> None:
    """A sheet of months ago that is entered now: the last two are still unanswered."""
    older = past_check_in(cast, cast.mara, 70, answered=False)
    past_check_in(cast, cast.mara, 63, answered=True)
    _first, _second, signal = quiet(cast)
    enter_from_paper(older.participation, {"wish": "To begin slowly."}, by=cast.ines)
    notice_silence()
    signal.refresh_from_db()
    assert signal.answer == ""


def test_a_session_said_later_to_be_cancelled_in_time_closes_it_and_no_show_opens_it_again(
    cast: Cast, signed_in: SignIn
) -> None:
    _first, second, signal = quiet(cast)
    for attendance, reason in (("client cancelled", "corrected"), ("no-show", "")):
        miss_session(second.participation, attendance, by=cast.ines)
        assert notice_silence() == 0
        signal.refresh_from_db()
        assert (signal.other_reason, bool(signal.answer)) == (reason, bool(reason))
        told = page(signed_in(cast.ines), f"/signals/{signal.code}/")
        assert ("These are no longer two in a row" in told) == bool(reason)


def test_quiet_once_more_after_an_answer_is_a_new_signal(cast: Cast) -> None:
    """One of the two is answered after all, and the next is left: the same one counts again."""
    first, _second, old = quiet(cast)
    enter_from_paper(first.participation, {"wish": "To begin slowly."}, by=cast.ines)
    past_check_in(cast, cast.mara, 7, answered=False)
    assert (notice_silence(), notice_silence()) == (1, 0)
    assert Signal.objects.waiting().get().pk != old.pk


@pytest.mark.parametrize("people", [1, 3])
def test_a_look_takes_so_many_queries_for_one_client_or_three(cast: Cast, people: int) -> None:
    for number in range(people):
        person = client(f"Person {number}", cast.ines)
        for days in (28, 21):
            past_check_in(cast, person, days, answered=False)
    assert notice_silence() == people
    with CaptureQueriesContext(connection) as captured:
        assert notice_silence() == 0
    # What waits and what was asked of them; what was raised, what was left; nothing new.
    assert len(captured) == 4
