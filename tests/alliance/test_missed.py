"""A session missed after a low answer is a reason to ask; a corrected attendance takes it back."""

from collections.abc import Callable
from itertools import permutations

import pytest
from django.test import Client as Browser

from alliance.actions import answer_signal, enter_from_paper, miss_session
from alliance.models import Signal
from practice.models import Membership
from sessions.models import Session
from tests.alliance.rated import answers, met_and_rated, rate
from tests.cast import Cast, ago, client, session_at

SignIn = Callable[[Membership], Browser]
LOW = [8.0, 8.0, 8.0, 3.0]


def record(browser: Browser, session: Session, attendance: str) -> None:
    part = session.participations.get()
    data = {"part": str(part.code), "attendance": attendance}
    assert browser.post(f"/sessions/{session.code}/attendance/", data).status_code == 302


def missed() -> list[Signal]:
    return list(Signal.objects.filter(kind="missed"))


@pytest.mark.parametrize(
    ("attendance", "raised"),
    [
        ("no-show", 1),
        ("cancelled late", 1),
        ("client cancelled", 0),
        ("therapist cancelled", 0),
        ("attended", 0),
    ],
)
def test_staying_away_after_a_low_answer(
    cast: Cast, signed_in: SignIn, attendance: str, raised: int
) -> None:
    low = met_and_rated(cast.ines, cast.mara, LOW)[-1]
    after = session_at(cast.ines, cast.mara, at=ago(hours=2))
    browser = signed_in(cast.ines)
    record(browser, after, attendance)
    record(browser, after, attendance)
    found = missed()
    assert len(found) == raised
    for signal in found:
        assert (signal.session, signal.about) == (after, low)
        assert (signal.values["value"], signal.values["attendance"]) == (3.0, attendance)
        told = browser.get(f"/signals/{signal.code}/").content.decode()
        assert "stayed away after a low answer" in told
        assert "How often a missed session has to do with the two of you is not known." in told
        onward = browser.post(f"/signals/{signal.code}/", {"answer": "something"})
        assert onward.url.startswith(f"/sessions/{low.code}/rupture/")  # type: ignore[attr-defined]


def test_after_an_ordinary_answer_or_none_it_is_an_ordinary_week(
    cast: Cast, signed_in: SignIn
) -> None:
    """Also where a low answer came, and another after it that was not."""
    met_and_rated(cast.ines, cast.mara, [*LOW, 8.0])
    for person in (cast.mara, cast.theo):
        record(signed_in(cast.ines), session_at(cast.ines, person, at=ago(hours=2)), "no-show")
    assert missed() == []


def test_what_comes_later_is_not_before_it(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0], until=21)
    away = session_at(cast.ines, cast.mara, at=ago(days=14))
    rate(session_at(cast.ines, cast.mara, at=ago(days=7)), cast.mara, 3.0)
    record(signed_in(cast.ines), away, "no-show")
    assert missed() == []


def test_a_corrected_attendance_leaves_nothing_wrong_open(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, LOW)
    away = session_at(cast.ines, cast.mara, at=ago(hours=2))
    browser = signed_in(cast.ines)
    record(browser, away, "no-show")
    record(browser, away, "attended")
    (signal,) = missed()
    assert (signal.answer, signal.other_reason) == ("another reason", "corrected")
    record(browser, away, "no-show")
    (signal,) = missed()
    assert (signal.answer, signal.other_reason, signal.answered_by) == ("", "", None)


def test_what_was_answered_stays_answered(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, LOW)
    away = session_at(cast.ines, cast.mara, at=ago(hours=2))
    browser = signed_in(cast.ines)
    record(browser, away, "no-show")
    browser.post(f"/signals/{missed()[0].code}/", {"other_reason": "unwell"})
    record(browser, away, "attended")
    assert missed()[0].other_reason == "unwell"


def test_two_missed_in_a_row_are_two_reasons_and_one_corrected_leaves_the_other(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, LOW)
    browser = signed_in(cast.ines)
    first, second = (session_at(cast.ines, cast.mara, at=ago(hours=h)) for h in (48, 2))
    record(browser, first, "no-show")
    record(browser, second, "no-show")
    record(browser, second, "attended")
    assert {signal.session: signal.answer for signal in missed()} == {
        first: "",
        second: "another reason",
    }


# --- In whatever order they come in --------------------------------------------------------------


def test_a_low_answer_that_comes_in_after_the_absence_was_recorded(
    cast: Cast, signed_in: SignIn
) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, None])
    away = session_at(cast.ines, cast.mara, at=ago(hours=2))
    browser = signed_in(cast.ines)
    record(browser, away, "no-show")
    assert missed() == []
    low = rate(met[3], cast.mara, 3.0)
    (signal,) = missed()
    assert (signal.session, signal.rating) == (away, low)
    assert (signal.values["value"], signal.values["attendance"]) == (3.0, "no-show")
    record(browser, away, "no-show")
    assert len(missed()) == 1


def test_a_sheet_entered_after_the_absence_was_filled_in_before_it(cast: Cast) -> None:
    """The check-in of the missed session itself, of the one after, and of one cancelled in time."""
    for person, later, attendance, raised in (
        (cast.mara, False, "no-show", 1),
        (cast.theo, True, "no-show", 0),
        (client("Nils Own", cast.ines), False, "client cancelled", 0),
    ):
        met_and_rated(cast.ines, person, [8.0, 8.0, 8.0, None])
        away = session_at(cast.ines, person, at=ago(hours=50))
        after = session_at(cast.ines, person, at=ago(hours=2))
        miss_session(away.participations.get(), attendance, by=cast.ines)
        sheet = (after if later else away).participations.get()
        enter_from_paper(sheet, {"alliance": answers(3.0)}, by=cast.ines)
        low = person.ratings.get(score=3.0)
        assert low.session.starts_at < away.starts_at
        assert Signal.objects.filter(kind="missed", client=person).count() == raised


def test_an_ordinary_answer_in_between_that_comes_in_late_closes_it(
    cast: Cast, signed_in: SignIn
) -> None:
    """As it would never have been raised, had that answer been there; corrected to a low one, it is
    true again."""
    met = met_and_rated(cast.ines, cast.mara, [*LOW, None])
    browser = signed_in(cast.ines)
    record(browser, session_at(cast.ines, cast.mara, at=ago(hours=2)), "no-show")
    assert missed()[0].answer == ""
    rate(met[4], cast.mara, 8.0)
    assert missed()[0].other_reason == "answered since"
    told = browser.get(f"/signals/{missed()[0].code}/").content.decode()
    assert "Closed by itself: an answer came in since," in told
    rate(met[4], cast.mara, 3.0, version=1)
    (signal,) = missed()
    assert (signal.answer, signal.other_reason) == ("", "")


def test_a_low_answer_that_was_a_mistake_closes_it(cast: Cast, signed_in: SignIn) -> None:
    low = met_and_rated(cast.ines, cast.mara, LOW)[-1]
    record(signed_in(cast.ines), session_at(cast.ines, cast.mara, at=ago(hours=2)), "no-show")
    rate(low, cast.mara, 8.0, version=1)
    assert missed()[0].other_reason == "corrected"


def test_an_answer_of_the_therapists_is_not_touched_by_what_comes_in_late(
    cast: Cast, signed_in: SignIn
) -> None:
    met = met_and_rated(cast.ines, cast.mara, [*LOW, None])
    record(signed_in(cast.ines), session_at(cast.ines, cast.mara, at=ago(hours=2)), "no-show")
    answer_signal(missed()[0], "another reason", by=cast.ines, other_reason="unwell")
    rate(met[4], cast.mara, 8.0)
    assert missed()[0].other_reason == "unwell"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_entry_makes_no_difference(cast: Cast, order: tuple[int, ...]) -> None:
    """A low answer, an absence, and another absence."""
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, None, None, None])
    entries = (
        lambda: rate(met[3], cast.mara, 3.0),
        lambda: miss_session(met[4].participations.get(), "no-show", by=cast.ines),
        lambda: miss_session(met[5].participations.get(), "cancelled late", by=cast.ines),
    )
    for each in order:
        entries[each]()
    assert {signal.session for signal in missed()} == {met[4], met[5]}
