"""A day as a list writes it, with its year only where that is not this one."""

from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def short_day(on: date) -> str:
    """'16 Nov', and '16 Nov 2025' in any other year. `on` is a day on the clinic's calendar."""
    this_year = on.year == timezone.localdate().year
    return written(on, "j M" if this_year else "j M Y")


def written(on: date, format: str) -> str:
    """A day in the reader's language. Written once: a list repeats the same few days."""
    return _written(date(on.year, on.month, on.day), format, get_language())


@lru_cache(maxsize=4096)
def _written(on: date, format: str, language: str | None) -> str:
    return date_format(on, format)
