"""Days and times as they are printed: whole, in the clinic's time zone."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def day(at: datetime | date | None, format: str = "j F Y") -> str:
    """'17 November 2026'; empty for None."""
    if at is None:
        return ""
    on = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return date_format(on, format)


def short_day(at: datetime | date | None) -> str:
    """'17 Nov 2026', for a table."""
    return day(at, "j M Y")


def moment(at: datetime | None, format: str = "j F Y, G:i") -> str:
    """'17 November 2026, 10:00'; empty for None."""
    return "" if at is None else date_format(timezone.localtime(at), format)
