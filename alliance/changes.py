"""What became of a rupture, one line each, in words. Pure; names only what is written down."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.vocabulary import Change, OpenedBecause, Outcome, ToldBy

FIELDS = {
    "direction": gettext_lazy("which way"),
    "party": gettext_lazy("who moved"),
    "noticed_by": gettext_lazy("who noticed"),
    "intensity": gettext_lazy("how strong"),
    "markers": gettext_lazy("what it looked like in them"),
    "own_markers": gettext_lazy("and in me"),
    "domain": gettext_lazy("what it was about"),
    "what_happened": gettext_lazy("what happened"),
    "own_part": gettext_lazy("my part in it"),
    "feeling": gettext_lazy("how it was for me"),
    "revisit_on": gettext_lazy("when to come back to it"),
}

OWN = frozenset({"own_markers", "own_part", "feeling"})
"""What is seen by the recorder alone: that it was changed is theirs too."""


def in_words(kind: str, values: Mapping[str, Any], *, done: str = "", private: bool = True) -> str:
    """'the client said how it feels now: 4 of 5, in a check-in'

    `done` is what was done in the attempt that the change is about; without `private` nothing of
    the recorder's own view is named.
    """
    said = str(Change(kind).label)
    more = _more(kind, values, private=private) or done
    return f"{said}: {more}" if more else said


def _more(kind: str, values: Mapping[str, Any], *, private: bool) -> str:
    match kind:
        case Change.COMPLETED:
            named = [name for name in values.get("fields", []) if private or name not in OWN]
            return ", ".join(str(FIELDS.get(name, name)) for name in named)
        case Change.OPENED:
            return _label(OpenedBecause, values.get("because"))
        case Change.CLIENT_SAID | Change.THERAPIST_SAID:
            said = _("%(n)s of 5") % {"n": values.get("resolution", "–")}
            return ", ".join(filter(None, (said, _label(ToldBy, values.get("told")))))
        case Change.CRITERIA:
            agreed = values.get("agreed_on")
            on = {"on": _day(agreed)}
            return _("agreed with the client on %(on)s") % on if agreed else _("not agreed yet")
        case Change.REVISIT:
            return _day(values.get("revisit_on")) or _("no day any more")
    return ""


def turn(was: str, became: str) -> str:
    """'open → being repaired'; empty where it stands as it did."""
    steps = [str(Outcome(each).label) for each in (was, became) if each]
    return " → ".join(steps)


def folded(turns: Sequence[tuple[str, str]]) -> str:
    """Where a rupture stands after all its changes, each (was, became), in order.

    Raises ValueError where one does not begin where the one before it ended.
    """
    stands = ""
    for was, became in turns:
        if not became:
            continue
        if was != stands:
            raise ValueError(f"{was!r} after {stands!r}")
        stands = became
    return stands


def _label(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value else ""


def _day(written: str | None) -> str:
    return date_format(date.fromisoformat(written), "j M Y") if written else ""
