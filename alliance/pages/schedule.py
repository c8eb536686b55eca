"""Which instruments are asked, and when: of everybody, and of one client."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance import sentences
from alliance.actions.schedule import (
    LastAnswered,
    in_force,
    last_answered,
    lines_for,
    met_before,
)
from alliance.asked import rivals, schedulable
from alliance.models import ScheduledMeasure
from clients.models import Client
from measures.instrument import Construct, Instrument, Licence
from measures.schedule import next_due
from practice.models import Clinic


@dataclass(slots=True)
class Line:
    """One instrument on the schedule, or off it. `line` is the one that holds, None if none does.

    On a client's page `own` says whose it is, `due` when it is asked next, `last` when it was
    answered, and `wordless` that it is left out, for want of words in their language.
    """

    instrument: Instrument
    line: ScheduledMeasure | None
    own: bool = False
    due: str = ""
    last: str = ""
    wordless: bool = False

    @property
    def when(self) -> str:
        """'every 4 sessions'"""
        return in_words(self.line)

    @property
    def is_asked(self) -> bool:
        """Whether it is on the schedule, and can be asked."""
        held = self.line is not None and self.line.timing != ScheduledMeasure.Timing.NEVER
        return held and not self.wordless

    @property
    def has_safety_item(self) -> bool:
        """Whether an answer to it can raise a notice."""
        return bool(self.instrument.safety_items)

    @property
    def is_alliance(self) -> bool:
        """Whether it is about the session before, and so left out of the first check-in."""
        return self.instrument.construct is Construct.ALLIANCE

    @property
    def languages(self) -> str:
        """What becomes of those in whose language it has no words; empty where it has them all."""
        missing = [
            str(Client.Language(each).label)
            for each in Client.Language.values
            if each not in self.instrument.languages
        ]
        if not missing:
            return ""
        readers = {"languages": get_text_list(missing, _("and"))}
        if _in_english_to_all(self.instrument):
            return _("In English, also for those who read %(languages)s.") % readers
        return (
            _("Those who read %(languages)s are not asked: there are no words for them.") % readers
        )


def _in_english_to_all(instrument: Instrument) -> bool:
    """Whether its English words stand in where it has no others."""
    return "en" in instrument.languages and instrument.licence is not Licence.PERMISSION_REQUIRED


def in_words(line: ScheduledMeasure | None) -> str:
    """'at sessions 1, 5 and 10', 'every 4 sessions', 'every 2 weeks', 'not asked'."""
    timing = ScheduledMeasure.Timing
    if line is None or line.timing == timing.NEVER:
        return _("not asked")
    if line.timing == timing.AT_SESSIONS:
        numbers = get_text_list([str(each) for each in line.sessions], _("and"))
        words = ngettext("at session %(n)s", "at sessions %(n)s", len(line.sessions))
        return words % {"n": numbers}
    count = line.interval or 1
    if line.timing == timing.EVERY_SESSIONS:
        return ngettext("at every session", "every %(n)s sessions", count) % {"n": count}
    return ngettext("every week", "every %(n)s weeks", count) % {"n": count}


def clinic_schedule(clinic: Clinic) -> dict[str, Any]:
    """The clinic's schedule. 3 queries, and one for who is told."""
    stored = {
        line.instrument: line
        for line in ScheduledMeasure.objects.filter(clinic=clinic, client=None)
    }
    lines = [Line(each, stored.pop(each.key, None)) for each in schedulable(clinic)]
    asked = [line for line in lines if line.is_asked]
    return {
        "asked": asked,
        "count": sentences.count_word(len(asked)),
        "others": [line for line in lines if not line.is_asked],
        # On the schedule, but no longer in words that may be shown: nobody is asked.
        "wordless": list(stored.values()),
        "told": who_is_told(clinic),
        "no_crisis_resources": lacks_crisis_resources(clinic, asked),
        "clinic": clinic,
    }


def lacks_crisis_resources(clinic: Clinic, asked: Iterable[Line]) -> bool:
    """Whether a question about safety is asked and the clinic has not said where to turn."""
    return not clinic.crisis_resources.strip() and any(line.has_safety_item for line in asked)


def who_is_told(clinic: Clinic) -> str:
    """Whom a safety item's answer reaches first, as the sentence needs it."""
    if clinic.safety_recipient:
        return _("the therapist of the session (and %(name)s)") % {
            "name": clinic.safety_recipient.name
        }
    return _("the therapist of the session")


def client_measures(client: Client) -> dict[str, Any]:
    """What one client is asked, and when. 7 queries."""
    lines = lines_for(client)
    instruments = schedulable(client.clinic)
    held = in_force(lines, rivals(instruments))
    own = {line.instrument: line for line in lines if line.client_id}
    now = timezone.now()
    met = met_before(client, now)
    last = last_answered(client, met)
    upcoming = client.participations.not_missed().filter(starts_at__gte=now).order_by("starts_at")
    ahead = upcoming.first()
    on = timezone.localdate(ahead.starts_at if ahead else now, client.clinic.zone)
    shown = []
    for instrument in instruments:
        key = instrument.key
        line = Line(instrument, own.get(key) or held.get(key), own=key in own)
        line.last = _last(last.get(key))
        if key in held and not instrument.has_words(client.language):
            line.wordless, line.due = True, _("left out: no words in their language")
        elif key in held:
            line.due = _due(held[key], len(met) + 1, last.get(key), on)
        shown.append(line)
    asked = [line for line in shown if line.is_asked]
    return {
        "client": client,
        "asked": asked,
        "count": sentences.count_word(len(asked)),
        "others": [line for line in shown if not line.is_asked],
        "told": who_is_told(client.clinic),
        "no_crisis_resources": lacks_crisis_resources(client.clinic, asked),
        "next_at": ahead.starts_at if ahead else None,
    }


def _last(last: LastAnswered | None) -> str:
    if last is None:
        return _("Never answered")
    when = {"n": last.answered.session_number, "day": _day(last.answered.on)}
    if last.answered != last.given:
        return _("Last answered for session %(n)s, %(day)s: too few answers for a score") % when
    return _("Last answered for session %(n)s, %(day)s") % when


def _due(line: ScheduledMeasure, number: int, last: LastAnswered | None, on: date) -> str:
    """'with the next check-in', 'before session 9', 'from 14 Dec on', 'not again'."""
    given = last.given if last else None
    due = next_due(line.pace, session_number=number, last=given, on=on)
    if due is None:
        return _("not again")
    if due in (number, on):
        return _("with the next check-in")
    if isinstance(due, date):
        return _("from %(day)s on") % {"day": _day(due)}
    return _("before session %(n)s") % {"n": due}


def _day(on: date) -> str:
    return date_format(on, "j M Y")
