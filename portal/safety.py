"""Where a question is about the client's safety: what is said before it, and after its answer."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from alliance.actions import notice_late
from alliance.models import CheckIn, CheckInLink
from measures.instrument import Instrument
from measures.texts import worded
from portal.crisis import resources
from portal.forms import MeasureForm
from portal.forms.group import Answers
from portal.steps import measure_at


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


def hear_late(check_in: CheckIn, slug: str, posted: Mapping[str, str]) -> bool:
    """Pass on what a page says about safety although it comes too late to be kept.

    `slug` is the address of the page, `posted` what it brings. Whether there was such an answer, to
    an instrument that this check-in did ask. Call it only for a browser that has shown that it had
    the check-in open. Nothing else of the page is stored.
    """
    measure = measure_at(check_in, slug)
    if measure is None or not asks(measure):
        return False
    session = check_in.participation.session
    return bool(notice_late(check_in, measure, _valid(measure, posted), session=session))


def _valid(measure: Instrument, posted: Mapping[str, str]) -> Answers:
    """What is an answer of that scale; in any words, because it may be that none can be shown."""
    words = {"en": worded(measure, {}, "en", blank="…")}
    asked = replace(measure, wordings=MappingProxyType(words))
    form = MeasureForm(posted, draft={}, measure=asked, own="en")
    form.is_valid()
    return form.cleaned_data
