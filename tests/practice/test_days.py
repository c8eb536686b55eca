"""A day is written with its year only where that is not this one."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from alliance.pages.days import day, day_and_time

NOW = datetime(2027, 1, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2027, 1, 2, 9, tzinfo=UTC), "2 Jan"),
        (datetime(2026, 12, 30, 9, tzinfo=UTC), "30 Dec 2026"),
        (datetime(2028, 1, 3, 9, tzinfo=UTC), "3 Jan 2028"),
    ],
)
def test_in_lists_and_on_pages(at: datetime, says: str) -> None:
    with time_machine.travel(NOW), timezone.override(UTC):
        assert day(at) == says
        assert day_and_time(at) == f"{says} 9:00"
        page = Template("{{ at|day }} · {{ at|day:'G:i' }}").render(Context({"at": at}))
        assert page == f"{says} · {says}, 9:00"


def test_the_year_is_the_one_on_the_clinics_calendar() -> None:
    with time_machine.travel("2026-12-31T23:30:00Z"), timezone.override("Asia/Tokyo"):
        assert day(datetime(2026, 12, 31, 22, tzinfo=UTC)) == "1 Jan"
        page = Template("{{ on|day }}{{ none|day }}").render(Context({"on": date(2026, 12, 31)}))
        assert page == "31 Dec 2026"
