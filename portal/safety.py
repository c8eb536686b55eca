"""Where a question is about the client's safety: what is said before it, and after its answer."""

from typing import Any

from alliance.models import CheckIn, CheckInLink
from measures.instrument import Instrument
from portal.crisis import resources


def asks(instrument: Instrument) -> bool:
    """Whether one of its questions speaks by itself: `portal/_unwatched.html` stands before it."""
    return bool(instrument.safety_items)


def endorsed(check_in: CheckIn) -> bool:
    """Whether a safety question of this check-in was answered above zero, finished or not.

    It stays true when the answer was lowered afterwards. No query where nothing was asked besides.
    """
    return bool(check_in.asked) and check_in.safety_notices.exists()


def care(link: CheckInLink) -> dict[str, Any]:
    """What `portal/_safety.html` needs on a page after such an answer; nothing on any other."""
    if not endorsed(link.check_in):
        return {}
    return {"endorsed": True, "resources": resources(link.clinic.crisis_resources)}
