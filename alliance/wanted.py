"""How somebody would like therapy to be, in the words of those who care for them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Our own words for the dimensions named in `clients.models.preference`, as their therapist reads
# them: what it is about, and what stands at either end.
POLES: dict[str, tuple[Any, Any, Any]] = {
    "lead": (_("Who leads"), _("the therapist"), _("they themselves")),
    "feeling": (_("Strong feelings"), _("have room"), _("stay calm")),
    "time": (_("Look at"), _("what has been"), _("now and ahead")),
    "challenge": (_("What helps"), _("being treated gently"), _("being challenged")),
}
MIDDLE = _("both, or no preference")
_HOW_MUCH = {1: _("rather: %(pole)s"), 2: _("clearly: %(pole)s")}


def pole(dimension: str, value: int) -> str:
    """'rather: what has been', for a value from −2 to 2."""
    if value == 0:
        return str(MIDDLE)
    _about, least, most = POLES[dimension]
    return str(_HOW_MUCH[abs(value)]) % {"pole": least if value < 0 else most}
