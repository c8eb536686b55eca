"""The time zones that a clinic may be in."""

import zoneinfo
from functools import cache


@cache
def time_zones() -> frozenset[str]:
    """The names that the time zone database knows. Reading it opens six hundred files, so once."""
    return frozenset(zoneinfo.available_timezones())
