"""The display rules: what is not shown, and never as something else."""

import math
import re
from collections.abc import Callable, Sequence

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st

from alliance.actions import close_rupture, record_rupture
from alliance.chart import ChartPoint, trend
from alliance.models import Rupture
from practice.models import Clinic, Membership
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]


def page(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def points(values: Sequence[float | None], *, covered: bool = False) -> list[ChartPoint]:
    return [
        ChartPoint(number, "", value, None, None, None, client_covered=covered)
        for number, value in enumerate(values, 1)
    ]


# --- No trend before six answers -----------------------------------------------------------------


@given(st.lists(st.floats(0, 10), max_size=5))
def test_no_trend_before_six_answers(values: list[float]) -> None:
    gapped = [value for each in values for value in (each, None)]
    assert trend(points(gapped)) is None


def test_the_slope_and_its_standard_error() -> None:
    """By hand: y = 1, 3, 2, 5, 4, 6 over x = 1 … 6 (Sxx 17.5, Sxy 15.5, SSE 3.7714)."""
    found = trend(points([1, 3, 2, 5, 4, 6]))
    assert found is not None
    assert found.slope == pytest.approx(15.5 / 17.5)
    assert found.error == pytest.approx(math.sqrt((17.5 - 15.5**2 / 17.5) / 4 / 17.5))
    assert (found.answers, found.is_clear) == (6, True)


def test_a_gap_is_left_out_of_the_trend_and_keeps_its_place() -> None:
    found = trend(points([1, None, 3, None, 5, 6, 7, 8]))
    assert found is not None
    assert (found.slope, found.answers) == (pytest.approx(1.0), 6)


def test_covered_answers_have_no_trend() -> None:
    assert trend(points([1, 2, 3, 4, 5, 6], covered=True)) is None


@pytest.mark.parametrize("values", [[8.0] * 7, [8.0, 7.0, 8.5, 7.2, 8.1, 7.6, 7.9]])
def test_what_is_not_clear_is_not_said(values: list[float]) -> None:
    found = trend(points(values))
    assert found is not None
    assert not found.is_clear


MOVES = re.compile(r"\b(rising|falling|improv\w+|worse\w*|trend|upward|downward)\b|[↗↘↑↓]")


def test_a_page_speaks_of_a_trend_from_the_sixth_answer_on(cast: Cast, signed_in: SignIn) -> None:
    browser, path = signed_in(cast.ines), f"/clients/{cast.mara.code}/"
    met_and_rated(cast.ines, cast.mara, [6.0, 6.4, None, 6.8, 7.2, 7.8], until=7)
    for each in (path, "/caseload/", "/", "/signals/"):
        assert MOVES.search(page(browser, each)) is None, each
    rate(session_at(cast.ines, cast.mara, at=ago(days=1)), cast.mara, 8.4)
    told = "Over 6 answers they have been rising, by about 0.38 a session (standard error 0.04)."
    assert told in page(browser, path)


# --- Gaps stay gaps ------------------------------------------------------------------------------


def test_nothing_stands_in_for_an_answer_that_did_not_come(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, None, 6.0, 6.0])
    told = page(signed_in(cast.ines), f"/clients/{cast.mara.code}/")
    wide = told.split('class="chart chart-wide"')[1].split("</svg>")[0]
    lines = re.findall(r'<polyline class="c-line" points="([^"]+)"', wide)
    assert [len(line.split()) for line in lines] == [2, 2]
    assert wide.count('<circle class="c-dot"') == 4
    assert told.count('<td class="num">no answer</td>') == 1
    assert '<td class="num">7.0</td>' not in told


# --- Covered stays covered -----------------------------------------------------------------------


def test_the_small_chart_covers_what_the_large_one_does(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 7.4])
    browser = signed_in(cast.ines)
    assert "the latest rating was 7.4" in page(browser, "/caseload/")
    Clinic.objects.update(rate_then_reveal=True)
    assert "the latest rating was" not in page(browser, "/caseload/")
    for session in met:
        rate(session, cast.mara, 7.0, by=cast.ines)
    assert "the latest rating was 7.4" in page(browser, "/caseload/")


def test_an_answer_from_long_ago_that_the_small_chart_draws_stays_covered_too(
    cast: Cast, signed_in: SignIn
) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    unrated, *met = met_and_rated(cast.ines, cast.mara, [8.0] * 9, until=200)
    browser = signed_in(cast.ines)
    assert "the latest rating was" not in page(browser, "/caseload/")
    for session in met:
        rate(session, cast.mara, 7.0, by=cast.ines)
    # The ninth from the end is not drawn, and so does not matter.
    assert unrated.ratings.count() == 1
    assert "the latest rating was 8" in page(browser, "/caseload/")


# --- Returned is not repaired --------------------------------------------------------------------


def test_answers_that_came_back_have_a_mark_of_their_own(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0, 8.0, None, 7.8, 8.0])
    browser, path = signed_in(cast.ines), f"/clients/{cast.mara.code}/"
    told = page(browser, path)
    wide = told.split('class="chart chart-wide"')[1].split("</svg>")[0]
    assert wide.count('class="c-return"') == 1
    assert "Session 7, " in wide.split('class="c-return"')[1]
    assert "the answers came back; that is not yet a repair." in wide
    assert told.count("The answers came back; that is not yet a repair.") == 1
    assert ("knot" in wide, "repaired" in told) == (False, False)
    rupture = record_rupture(met[3], cast.mara, by=cast.ines, direction="withdrawal")
    wide = page(browser, path).split('class="chart chart-wide"')[1].split("</svg>")[0]
    assert "knot" not in wide
    close_rupture(
        Rupture.objects.get(pk=rupture.pk),
        by=cast.ines,
        version=1,
        outcome="repaired",
        resolution_by_client=5,
    )
    wide = page(browser, path).split('class="chart chart-wide"')[1].split("</svg>")[0]
    assert (wide.count('class="c-return"'), wide.count('class="knot"')) == (1, 1)


@pytest.mark.parametrize("after", [[], [8.0], [8.0, 6.0], [8.0, None]])
def test_one_answer_is_no_return(cast: Cast, signed_in: SignIn, after: list[float | None]) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0, *after])
    assert "c-return" not in page(signed_in(cast.ines), f"/clients/{cast.mara.code}/")


# --- Always at the top ---------------------------------------------------------------------------


def test_how_many_answers_are_at_the_top(cast: Cast, signed_in: SignIn) -> None:
    browser, path = signed_in(cast.ines), f"/clients/{cast.mara.code}/"
    met_and_rated(cast.ines, cast.mara, [10.0, 10.0, 9.0])
    assert "at the very top" not in page(browser, path)
    rate(session_at(cast.ines, cast.mara, at=ago(days=1)), cast.mara, 10.0)
    told = page(browser, path)
    assert "3 of 4 answers are at the very top." in told
    assert re.search(r"\b(excellent|great|perfect)\b", told, re.IGNORECASE) is None


# --- Moving together -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        ([7.0, 5.0, 7.0, 5.0, 7.0, 5.0], "and you move together (r 1.00 over 6 sessions)."),
        ([5.0, 5.0, 6.0, 6.0, 5.0, 5.0], "and you do not move together much (r .00 over"),
        (
            [5.0, 7.0, 5.0, 7.0, 5.0, 6.4],
            "you sees it higher, the other sees it lower (r −.98 over 6 sessions).",
        ),
    ],
)
def test_moving_against_each_other_is_not_moving_little(
    cast: Cast, signed_in: SignIn, mine: list[float], words: str
) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 6.0, 8.0, 6.0, 8.0, 6.0])
    for session, score in zip(met, mine, strict=True):
        rate(session, cast.mara, score, by=cast.ines)
    assert words in page(signed_in(cast.ines), f"/clients/{cast.mara.code}/")
