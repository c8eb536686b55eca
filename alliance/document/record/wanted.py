"""How much of a record is wanted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.document.days import day


@dataclass(frozen=True, slots=True)
class Wanted:
    """From which day to which, both included; with check-in answers and ratings or without."""

    since: date | None = None
    until: date | None = None
    answers: bool = True

    def holds(self, at: datetime) -> bool:
        """Whether that moment lies in the period, in the clinic's time zone."""
        on = timezone.localtime(at).date()
        return (self.since or on) <= on <= (self.until or on)

    @property
    def in_words(self) -> str:
        """'from 1 March 2026 to 24 November 2026'"""
        days = {"since": day(self.since), "until": day(self.until)}
        if self.since and self.until:
            return _("from %(since)s to %(until)s") % days
        if self.since:
            return _("from %(since)s on") % days
        if self.until:
            return _("until %(until)s") % days
        return _("everything, from the beginning")
