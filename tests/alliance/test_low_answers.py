"""What speaks does not hang on the order of entry, and what is no longer so waits no more."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from alliance.actions import answer_signal, move_session
from alliance.models import Reading, Signal, Standing
from alliance.models.rating import CLIENT_CHECK
from alliance.science import drift
from practice.models import Membership
from sessions.models import Session
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, ago

SignIn = Callable[[Membership], Browser]

SLIDING = [8.0, 8.0, 8.2, 7.0, 6.6, 6.6, 6.2, 6.2]
"""The sum passes its limit at the last but none: see `test_a_slide_is_said_at_the_answer`."""
SAID_AT = 7


def slides() -> list[Signal]:
    return list(Signal.objects.filter(kind="slow drift").order_by("id"))


def drifts() -> list[float]:
    rows = Reading.objects.filter(superseded_at=None).order_by("rating__session__starts_at")
    return [round(read.drift, 2) for read in rows]


# --- A slide -------------------------------------------------------------------------------------


def test_a_slide_is_said_at_the_answer_that_takes_the_sum_past_its_limit(cast: Cast) -> None:
    met = met_and_rated(cast.ines, cast.mara, [*SLIDING, 6.2])
    assert drifts()[SAID_AT - 1] < drift.LIMIT < drifts()[SAID_AT] < drifts()[-1]
    said = slides()
    assert [each.session for each in said] == [met[SAID_AT]]
    assert said[0].values["answers"] == [7.0, 6.6, 6.6, 6.2, 6.2]
    assert len(said[0].values["expected"]) == 5


@pytest.mark.parametrize(("late", "at"), [(3, SAID_AT), (4, SAID_AT), (6, 8)])
def test_an_answer_that_came_in_late_is_said_like_one_in_time(
    cast: Cast, late: int, at: int
) -> None:
    """Without the seventh the slide was said with the ninth, and is not said again."""
    scores: list[float | None] = [*SLIDING, 6.2]
    missing = [*scores[:late], None, *scores[late + 1 :]]
    met = met_and_rated(cast.ines, cast.mara, missing)
    rate(met[late], cast.mara, scores[late] or 0.0)
    assert [each.session for each in slides()] == [met[at]]


def test_a_corrected_answer_that_makes_a_slide_of_it_is_said(cast: Cast) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.2, 7.0, 6.6, 6.6, 7.4, 6.4])
    assert not slides()
    rate(met[6], cast.mara, 6.0, version=1)
    assert [each.session for each in slides()] == [met[7]]


def test_a_slide_that_another_prior_made_is_said_with_the_next_answer(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, SLIDING)
    Signal.objects.all().delete()  # as if the sum had been moved by reading everything anew
    met_and_rated(cast.ines, cast.mara, [6.2], until=3)
    assert len(slides()) == 1


def test_while_it_lasts_it_is_said_once(cast: Cast) -> None:
    met = met_and_rated(cast.ines, cast.mara, [*SLIDING, 6.0, 6.0, 6.0])
    rate(met[0], cast.mara, 8.2, version=1)
    assert len(slides()) == 1


def test_a_flagged_answer_on_the_way_hides_no_slide(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 7.4, 6.6, 4.4, 6.4, 6.4, 6.2, 6.2, 6.0])
    assert Signal.objects.filter(kind="unexpected drop").count() == 1
    assert len(slides()) == 1


def test_whoever_began_low_and_rises_slides_nowhere(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [2.6, 3.2, 4.2, 4.2])
    assert not Signal.objects.exists()
    assert drifts()[0] == 0


def test_a_slide_that_was_corrected_away_waits_no_more(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, SLIDING)
    for session in met[3:6]:
        rate(session, cast.mara, 8.0, version=1)
    assert (len(slides()), Signal.objects.waiting().filter(kind="slow drift").count()) == (1, 0)
    assert "getting slowly lower" not in told(signed_in(cast.ines), cast)


# --- One answer ----------------------------------------------------------------------------------


def told(browser: Browser, cast: Cast) -> str:
    pages = ("/caseload/", "/", f"/clients/{cast.mara.code}/")
    return " ".join(browser.get(page).content.decode() for page in pages)


def low(signal: Signal) -> Session:
    assert signal.rating
    return signal.rating.session


def a_drop(cast: Cast) -> Signal:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.2, 8.0, 4.0], until=7)
    return Signal.objects.get()


def test_an_answer_that_was_corrected_accuses_nobody_any_more(
    cast: Cast, signed_in: SignIn
) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    assert "4, lower than expected" in told(browser, cast)
    rate(low(signal), cast.mara, 8.0, version=1)
    assert "lower than expected</a>" not in told(browser, cast)
    assert not Signal.objects.waiting().exists()
    page = browser.get(f"/signals/{signal.code}/").content.decode()
    assert "Closed by itself: read again, it is as expected," in page
    # Corrected again, it is worth asking about again, with the answer as it is.
    rate(low(signal), cast.mara, 3.0, version=2)
    assert Signal.objects.waiting().get().values["value"] == 3.0
    assert "3, lower than expected" in told(browser, cast)


def test_while_nobody_answered_it_speaks_of_the_answer_as_it_is(
    cast: Cast, signed_in: SignIn
) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    rate(low(signal), cast.mara, 2.0, version=1)
    assert "2, lower than expected" in told(browser, cast)
    page = browser.get(f"/signals/{signal.code}/").content.decode()
    assert "This answer was corrected: it was 4 before." in page


def test_what_was_answered_keeps_what_was_answered(cast: Cast, signed_in: SignIn) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    assert answer_signal(signal, Signal.Answer.SOMETHING, by=cast.ines)
    rate(low(signal), cast.mara, 2.0, version=1)
    signal.refresh_from_db()
    assert (signal.values["value"], signal.answer) == (4.0, "something")
    page = browser.get(f"/signals/{signal.code}/").content.decode()
    assert "This answer was corrected: it is 2 now." in page


def test_an_answer_taken_back_and_given_again_is_a_revision(cast: Cast, signed_in: SignIn) -> None:
    from alliance.actions import rate_session
    from alliance.models.rating import Perspective

    signal = a_drop(cast)
    rate_session(low(signal), cast.mara, Perspective.CLIENT, {"safe": 4}, version=1)
    assert Signal.objects.get().closed_itself
    rate(low(signal), cast.mara, 8.0, version=2)
    current = Reading.objects.get(rating=signal.rating, superseded_at=None)
    assert current.cause == "series"
    story = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").content.decode()
    assert "this answer was corrected" in story


# --- Another order -------------------------------------------------------------------------------


def test_a_session_that_is_moved_is_read_in_its_new_place(cast: Cast) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.6, 7.6, 7.4], until=7)
    move_session(met[0], by=cast.ines, starts_at=ago(days=2))
    rows = Reading.objects.filter(superseded_at=None).order_by("rating__session__starts_at")
    assert [(read.value, read.n) for read in rows] == [(8.6, 0), (7.6, 1), (7.4, 2), (8.0, 3)]
    standing = Standing.objects.get(client=cast.mara, instrument=CLIENT_CHECK)
    assert [value for value, _flag in standing.recent] == [8.6, 7.6, 7.4, 8.0]
    latest = Session.objects.get(pk=met[0].pk)
    assert standing.latest_session_at == latest.starts_at
