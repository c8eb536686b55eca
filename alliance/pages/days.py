"""Days and times in lists."""

from datetime import datetime

from django.utils import timezone

from practice.days import short_day, written


def day(moment: datetime | None, format: str = "") -> str:
    """'16 Nov' in the clinic's time zone, or as `format` says; empty for None.

    In another year than this one it is '16 Nov 2025'.
    """
    if moment is None:
        return ""
    on = timezone.localtime(moment).date()
    return written(on, format) if format else short_day(on)


def day_and_time(moment: datetime | None) -> str:
    """'16 Nov 9:00' in the clinic's time zone; empty for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{short_day(local.date())} {local.hour}:{local.minute:02}"
