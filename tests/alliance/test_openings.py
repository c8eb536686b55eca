"""One sentence to open with, by situation: fixed texts, the most pressing situation first."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import record_repair_attempt, record_rupture
from alliance.actions.signal import raise_signal
from alliance.models import CheckIn, Rupture, SafetyNotice, Signal
from alliance.openings import in_order, opening, openings
from practice.models import Membership
from sessions.models import Session
from tests.alliance.rated import met_and_rated
from tests.alliance.test_brief import answer, coming, in_words
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]

ORDER = [
    *("safety", "raise", "self", "note", "felt off", "confrontation", "withdrawal", "repairing"),
    *("promise", "missed", "lower", "drift", "two views", "split", "silence", "top", "first"),
]


def bring_about(situation: str, cast: Cast, session: Session, met: Session) -> None:
    """Make the situation hold in the brief of `session`; they met last in `met`."""
    kinds: dict[str, tuple[Signal.Kind, dict[str, Any]]] = {
        "missed": (Signal.Kind.MISSED, _LOW | {"attendance": "no-show"}),
        "lower": (Signal.Kind.UNEXPECTED_DROP, _LOW),
        "drift": (Signal.Kind.SLOW_DRIFT, {"drift": 3.2, "limit": 3}),
        "two views": (Signal.Kind.TWO_VIEWS, {}),
        "split": (Signal.Kind.SPLIT, {"value": 3.0}),
        "silence": (Signal.Kind.SILENCE, {"unanswered": 2}),
    }
    said: dict[str, dict[str, Any]] = {
        "raise": {"tension": "some", "request": "raise"},
        "self": {"tension": "some", "request": "self"},
        "note": {"tension": "some", "request": "note"},
        "felt off": {"tension_words": "It was loud."},
    }
    if situation in kinds:
        kind, values = kinds[situation]
        raise_signal(kind, cast.mara, session=met, values=values)
    elif situation in said:
        answer(session, cast.mara, **said[situation])
    elif situation in ("confrontation", "withdrawal"):
        record_rupture(met, cast.mara, by=cast.ines, direction=situation)
    elif situation == "safety":
        _endorse(session)
    elif situation == "top":
        met_and_rated(cast.ines, cast.mara, [10, 10, 10, 10], until=14)
    elif situation in ("repairing", "promise"):
        _repair(cast, met, due=situation == "repairing", overdue=situation == "promise")


_LOW = {"value": 4.9, "low": 5.9, "high": 8.7, "p": 0.004}


def _endorse(session: Session) -> None:
    check_in = CheckIn.objects.get(participation__session=session)
    SafetyNotice.objects.create(
        clinic=check_in.clinic,
        client=check_in.client,
        check_in=check_in,
        instrument="phq-9",
        instrument_version=1,
        item="q9",
        answer={"answer": 1, "highest": 1},
        raised_at=timezone.now(),
    )


def _repair(cast: Cast, met: Session, *, due: bool, overdue: bool) -> None:
    """Repair that was begun: to come back to by today, or later and with a promise past its day."""
    today = timezone.localdate()
    rupture = record_rupture(met, cast.mara, by=cast.ines, direction="mixed")
    promise = {"promise": "A task.", "promise_due_on": today - timedelta(days=1)}
    record_repair_attempt(
        rupture, met, by=cast.ines, strategies=["clarify"], **(promise if overdue else {})
    )
    later = today if due else today + timedelta(days=30)
    Rupture.objects.filter(pk=rupture.pk).update(revisit_on=later)


def suggested(browser: Browser, session: Session) -> list[str]:
    """The situations whose texts the page suggests."""
    page = in_words(browser.get(f"/sessions/{session.code}/").content.decode())
    found = re.findall(r"One way in: “([^”]*)”", page)
    by_text = {each.text: key for key, each in openings().items()}
    return [by_text[text] for text in found]


@pytest.mark.parametrize("situation", ORDER)
def test_each_situation_has_its_sentence(cast: Cast, signed_in: SignIn, situation: str) -> None:
    met = None if situation == "first" else session_at(cast.ines, cast.mara, at=ago(days=7))
    session = coming(cast)
    if met:
        bring_about(situation, cast, session, met)
    assert suggested(signed_in(cast.ines), session) == [situation]


@pytest.mark.parametrize("place", range(len(ORDER) - 2))
def test_the_more_pressing_situation_goes_first(cast: Cast, signed_in: SignIn, place: int) -> None:
    more, less = ORDER[place], ORDER[place + 1]
    said = {"raise", "self", "note", "felt off"}
    if {more, less} <= said:
        pytest.skip("a client says one of these, and no other with it")
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    session = coming(cast)
    bring_about(less, cast, session, met)
    bring_about(more, cast, session, met)
    assert suggested(signed_in(cast.ines), session) == [more]


def test_nothing_is_suggested_where_nothing_is_open(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8, 8])
    assert suggested(signed_in(cast.ines), coming(cast)) == []
    assert opening(set()) is None


def test_repair_that_has_its_day_later_is_not_pressed(cast: Cast, signed_in: SignIn) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    session = coming(cast)
    _repair(cast, met, due=False, overdue=False)
    assert suggested(signed_in(cast.ines), session) == []


def test_an_older_report_that_still_waits_is_still_a_reason(cast: Cast, signed_in: SignIn) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    values = {"tension": "some", "request": "self"}
    raise_signal(Signal.Kind.DIRECT_REPORT, cast.mara, session=met, values=values)
    assert suggested(signed_in(cast.ines), coming(cast)) == ["self"]


def test_a_safety_answer_leads_to_its_lane_and_says_nothing_of_the_alliance(
    cast: Cast, signed_in: SignIn
) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    session = coming(cast)
    record_rupture(met, cast.mara, by=cast.ines, direction="withdrawal")
    _endorse(session)
    html = signed_in(cast.ines).get(f"/sessions/{session.code}/").content.decode()
    first = re.search(r'<p class="bring">(.*?)</p>', html)
    assert first
    assert first[1] == "A safety question was answered above zero: that comes first."
    assert f'href="/safety/{SafetyNotice.objects.get().code}/"' in html


def test_two_of_what_holds_make_the_first_sentence(cast: Cast, signed_in: SignIn) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    session = coming(cast)
    bring_about("silence", cast, session, met)
    bring_about("drift", cast, session, met)
    bring_about("raise", cast, session, met)
    html = signed_in(cast.ines).get(f"/sessions/{session.code}/").content.decode()
    assert (
        "Bring up what did not feel right: Mara asks you to. "
        "Ask how the work has been: the answers have come down slowly.</p>"
    ) in html


def test_the_texts_are_complete_reviewed_and_in_this_order() -> None:
    assert list(openings()) == ORDER
    for each in openings().values():
        assert min(map(len, (each.text, each.why, each.source, each.reviewed))) > 20


def test_no_text_interprets_cheers_or_presses() -> None:
    never = re.compile(
        r"resist|defen[cs]|always|great|wonderful|happy|don't worry|should have|you feel"
        r"|because you|pattern|[{}%]|\d|[“”!]",
        re.IGNORECASE,
    )
    assert [each.text for each in openings().values() if never.search(each.text)] == []
    # Short enough to be said in one breath or two.
    assert [each.situation for each in openings().values() if len(each.text.split()) > 50] == []


def test_a_situation_without_a_text_is_refused() -> None:
    with pytest.raises(LookupError, match="no opening for"):
        in_order({"raise", "something else"})
