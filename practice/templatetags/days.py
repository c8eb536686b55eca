"""Days on a page."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format

from practice.days import short_day

register = template.Library()


@register.filter(expects_localtime=True)
def day(moment: date | datetime | None, clock: str = "") -> str:
    """`{{ at|day }}`: '16 Nov', or '16 Nov 2025'; `{{ at|day:"G:i" }}` has the time, too."""
    if not moment:
        return ""
    return f"{short_day(moment)}, {date_format(moment, clock)}" if clock else short_day(moment)
