"""Which situations hold before a session, and so which sentence is suggested to open it with."""

from typing import TYPE_CHECKING

from django.utils import timezone

from alliance.models import Signal
from alliance.vocabulary import Direction, Outcome

if TYPE_CHECKING:
    from alliance.pages.brief import Brief

_BY_SIGNAL: dict[str, str] = {
    Signal.Kind.MISSED: "missed",
    Signal.Kind.UNEXPECTED_DROP: "lower",
    Signal.Kind.SLOW_DRIFT: "drift",
    Signal.Kind.TWO_VIEWS: "two views",
    Signal.Kind.SPLIT: "split",
    Signal.Kind.SILENCE: "silence",
}


def situations(brief: "Brief") -> set[str]:
    """The situations that hold, by the names in `alliance/openings.toml`."""
    found = {_BY_SIGNAL[kind] for kind in brief.asked if kind in _BY_SIGNAL}
    check_in = brief.check_in
    if check_in and getattr(check_in, "safety_notice", None):
        found.add("safety")
    if said := _said(brief):
        found.add(said)
    if brief.rupture_that_asks:
        rupture = brief.rupture_that_asks.rupture
        if rupture.outcome == Outcome.REPAIRING:
            found.add("repairing")
        else:
            away = rupture.direction == Direction.WITHDRAWAL
            found.add("withdrawal" if away else "confrontation")
    if any(promise.is_overdue for promise in brief.promises):
        found.add("promise")
    if brief.together.always:
        found.add("top")
    if brief.history.last_met is None:
        found.add("first")
    return found


def _said(brief: "Brief") -> str:
    """What the client said should be done with what felt off, now or in a report that waits."""
    asked = {"raise": "raise", "self": "self", "note": "note"}
    check_in = brief.check_in
    if check_in and (check_in.reports_tension or check_in.tension_words):
        return asked.get(check_in.tension_request, "felt off")
    report = brief.asked.get(Signal.Kind.DIRECT_REPORT)
    return asked.get(report.values.get("request", ""), "felt off") if report else ""


def is_ahead(brief: "Brief") -> bool:
    """Whether there is still something to open: the hour is not over and nothing is signed."""
    return brief.is_unfinished and brief.part.session.ends_at > timezone.now()
