"""No therapist is ranked: a mean over their clients comes through one function, or not at all."""

import ast
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st

from alliance.display import therapist_mean
from alliance.science.dependability import clients_needed
from practice.models import Membership
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, client

SignIn = Callable[[Membership], Browser]


def page(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def bare(browser: Browser, path: str) -> str:
    """A page without what differs each time it is asked for."""
    told = page(browser, path)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", told)


def test_a_therapists_mean_waits_until_it_is_dependable() -> None:
    """At an intraclass correlation of .05 that takes 45 clients."""
    levels = [7.0 + (n % 5) / 2 for n in range(45)]
    assert clients_needed(0.05) == 45
    assert therapist_mean(levels[:44]) is None
    found = therapist_mean(levels)
    assert found is not None
    assert (found.clients, found.mean) == (45, pytest.approx(8.0))
    reach = 1.959964 * math.sqrt(22.5 / 44 / 45)
    assert (found.low, found.high) == (pytest.approx(8 - reach), pytest.approx(8 + reach))


@given(st.lists(st.floats(0, 10), max_size=60), st.floats(0.001, 0.2))
def test_a_mean_is_never_shown_below_seventy(levels: list[float], icc: float) -> None:
    found = therapist_mean(levels, icc=icc)
    n = len(levels)
    if n == 0 or n * icc / (1 + (n - 1) * icc) < 0.70:
        assert found is None
    if found:
        assert found.low <= found.mean <= found.high


def test_the_mean_is_for_the_therapists_own_eyes(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    for number in range(43):
        met_and_rated(cast.ines, client(f"Person {number}", cast.ines), [8.0])
    met_and_rated(cast.ines, cast.mara, [8.0])
    assert "Your clients together" not in page(browser, "/signals/")
    met_and_rated(cast.ines, cast.theo, [7.0])
    told = page(browser, "/signals/")
    assert "The mean of your 45 clients is 8.0 (95 % interval 7.9–8.0)." in told


def test_no_page_of_the_clinic_depends_on_what_was_rated(cast: Cast, signed_in: SignIn) -> None:
    """Whoever's clients rate higher: the same bytes, so nothing there can rank anybody."""
    sara = client("Sara Field", cast.tomas)
    pairs = [(cast.ines, cast.mara), (cast.tomas, sara)]
    met = [met_and_rated(who, person, [8.0] * 4) for who, person in pairs]
    admin = signed_in(cast.ada)
    paths = ("/clinic/", "/clinic/clients/", "/people/")

    before = [bare(admin, path) for path in paths]
    for scores in ((8.4, 7.6), (7.6, 8.4)):  # too little for a signal, which is counted
        for sessions, (_who, person), score in zip(met, pairs, scores, strict=True):
            for session in sessions:
                version = session.ratings.get(client=person).version
                rate(session, person, score, version=version)
        for path, other in zip(paths, before, strict=True):
            assert bare(admin, path) == other
    assert before[0].index("Ines Okafor") < before[0].index("Tomas Berg")


@pytest.mark.parametrize("path", ["/", "/caseload/", "/signals/", "/my-practice/"])
def test_of_two_clients_no_page_tells_how_high_the_therapist_rates(
    cast: Cast, signed_in: SignIn, path: str
) -> None:
    """Wherever a mean is computed: all of the therapist's ratings two points lower, and not a byte
    of the pages about several clients is another."""
    met = {
        person: met_and_rated(cast.ines, person, [8.0, 7.0] * 10)
        for person in (cast.mara, cast.theo)
    }
    browser = signed_in(cast.ines)
    told = []
    for lower, version in ((0, 0), (2, 1)):
        for person, sessions in met.items():
            for session, score in zip(sessions, [8.0, 7.0] * 10, strict=True):
                rate(session, person, score - lower, by=cast.ines, version=version)
        told.append(bare(browser, path))
    assert told[0] == told[1]


MEANS = {
    "alliance/display.py": {"therapist_mean"},  # over clients, and the only one
    "alliance/pages/cells.py": {"_mean"},  # of one client, for the other to take
    "alliance/chart/trend.py": {"trend"},  # of one client
}
"""Where pages may compute a mean of ratings. The sciences compute; what they are given, and what is
shown of it, is settled here."""


def test_no_mean_over_ratings_but_through_the_one_function() -> None:
    """Pages of the clinic know nothing of ratings, and nothing averages them by therapist."""
    root = Path(__file__).resolve().parent.parent.parent
    clinic = (root / "alliance/pages/clinic.py").read_text()
    assert re.search(r"\b(Rating|Reading|Standing)\b", clinic) is None
    found: dict[str, set[str]] = {}
    for path in (path for app in ("alliance", "portal") for path in (root / app).rglob("*.py")):
        within = path.relative_to(root).as_posix()
        if not within.startswith(("alliance/science/", "alliance/demo/")):
            found[within] = set(averaging(path.read_text()))
    assert {within: names for within, names in found.items() if names} == MEANS


@pytest.mark.parametrize(
    "line",
    [
        "fmean(gaps)",
        "statistics.mean(gaps)",
        "math.fsum(gaps) / len(gaps)",
        "sum(gaps) / n",
        "found / len(gaps)",
        "rows.aggregate(Avg('score'))",
        "gaps.mean()",
    ],
)
def test_a_mean_is_found_however_it_is_written(line: str) -> None:
    assert averaging(f"def _of(gaps, n):\n    return {line}") == ["_of"]
    assert averaging("def _of(gaps):\n    return len(gaps) / 2 + sum(gaps)") == []


def averaging(source: str) -> list[str]:
    """The functions in which a mean is computed."""
    functions = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)]
    return [each.name for each in functions if any(_is_mean(node) for node in ast.walk(each))]


def _is_mean(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _calls(node.left, "sum", "fsum") or _calls(node.right, "len")
    return _calls(node, "mean", "fmean", "average", "Avg")


def _calls(node: ast.AST, *names: str) -> bool:
    """Whether it calls a function or method of one of these names."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return getattr(called, "id", getattr(called, "attr", "")) in names
