"""Days and times in lists. Written once a day and language: a list repeats the same few days."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def day(moment: datetime | None, format: str = "j M") -> str:
    """'16 Nov' in the clinic's time zone; empty for None."""
    if moment is None:
        return ""
    return _written(timezone.localtime(moment).date(), format, get_language())


def day_and_time(moment: datetime | None) -> str:
    """'16 Nov 9:00' in the clinic's time zone; empty for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{_written(local.date(), 'j M', get_language())} {local.hour}:{local.minute:02}"


@lru_cache(maxsize=4096)
def _written(on: date, format: str, language: str | None) -> str:
    return date_format(on, format)
