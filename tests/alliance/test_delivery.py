"""When a check-in goes: pure, in several zones, over every day that clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.delivery import (
    APART,
    ENOUGH,
    QuietHours,
    invitation_at,
    is_due,
    may_go,
    reminder_at,
)

LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(time(21), time(8), LONDON)
NEVER = QuietHours(time(0), time(0), LONDON)
ZONES = [
    "Europe/London",
    "America/New_York",
    "America/St_Johns",  # half an hour off
    "Australia/Lord_Howe",  # changes by half an hour
    "America/Santiago",  # changes at midnight
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
]
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001
    datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
QUIET = st.builds(QuietHours, CLOCKS, CLOCKS, st.sampled_from(ZONES).map(ZoneInfo))


def london(*at: int, fold: int = 0) -> datetime:
    """What London's clock shows; `fold` 1 is the second time on an autumn night."""
    return datetime(*at, tzinfo=LONDON, fold=fold).astimezone(UTC)  # type: ignore[arg-type,misc]


def invited(starts_at: datetime, *, lead: int = 24, now: datetime | None = None) -> datetime | None:
    early = now or starts_at - timedelta(days=10)
    return invitation_at(starts_at, lead=timedelta(hours=lead), now=early, quiet=NIGHT)


@pytest.mark.parametrize(
    ("starts_at", "lead", "goes_at"),
    [
        (london(2026, 6, 3, 10), 24, london(2026, 6, 2, 10)),
        (london(2026, 6, 3, 7), 24, london(2026, 6, 2, 8)),  # when the night is over
        (london(2026, 6, 3, 9, 30), 2, london(2026, 6, 3, 8)),
        (london(2026, 6, 3, 8, 30), 2, london(2026, 6, 2, 20, 45)),  # too close: the evening before
        (london(2024, 3, 1, 10), 24, london(2024, 2, 29, 10)),
        (london(2024, 2, 29, 10), 24, london(2024, 2, 28, 10)),
        (london(2024, 2, 29, 8), 2, london(2024, 2, 28, 20, 45)),
        (london(2026, 3, 29, 10), 24, london(2026, 3, 28, 9)),  # that night has 23 hours
        (london(2026, 10, 25, 10), 24, london(2026, 10, 24, 11)),  # and this one 25
        (london(2026, 3, 29, 9, 30), 3, london(2026, 3, 29, 8)),
    ],
)
def test_an_invitation_goes_its_hours_before_and_never_at_night(
    starts_at: datetime, lead: int, goes_at: datetime
) -> None:
    assert invited(starts_at, lead=lead) == goes_at


def test_hours_pass_also_where_the_session_is_said_in_local_time() -> None:
    """Between two times of one zone, Python counts what the clock shows."""
    session = datetime(2026, 10, 25, 10, tzinfo=LONDON)
    assert invited(session) == london(2026, 10, 24, 11)
    again = reminder_at(session, ahead=timedelta(hours=10), sent_at=session, quiet=NEVER)
    assert again is None


def test_what_is_planned_late_goes_now_or_in_the_morning_or_not_at_all() -> None:
    session = london(2026, 6, 3, 10)
    assert invited(session, now=london(2026, 6, 2, 15)) == london(2026, 6, 2, 15)
    assert invited(session, now=london(2026, 6, 2, 23)) == london(2026, 6, 3, 8)
    assert invited(london(2026, 6, 3, 8, 20), now=london(2026, 6, 2, 23)) == london(2026, 6, 3, 8)
    assert invited(london(2026, 6, 3, 7), now=london(2026, 6, 2, 23)) is None


@pytest.mark.parametrize(
    ("starts_at", "ahead", "sent_at", "goes_at"),
    [
        (london(2026, 6, 3, 15), 4, london(2026, 6, 2, 15), london(2026, 6, 3, 11)),
        (london(2026, 6, 3, 15), 0, london(2026, 6, 2, 15), None),
        (london(2026, 6, 3, 15), 4, london(2026, 6, 3, 10), None),  # it has only just come
        (london(2026, 6, 3, 9), 4, london(2026, 6, 2, 9), london(2026, 6, 3, 8)),
        (london(2026, 6, 3, 8), 4, london(2026, 6, 2, 8), london(2026, 6, 2, 20, 45)),
        (london(2026, 6, 3, 8), 4, london(2026, 6, 2, 20), None),
    ],
)
def test_a_reminder_comes_once_and_not_on_the_heels_of_the_invitation(
    starts_at: datetime, ahead: int, sent_at: datetime, goes_at: datetime | None
) -> None:
    hours = timedelta(hours=ahead)
    assert reminder_at(starts_at, ahead=hours, sent_at=sent_at, quiet=NIGHT) == goes_at


def test_a_night_is_as_the_clock_shows_it_when_clocks_are_changed() -> None:
    late = QuietHours(time(21), time(1, 30), LONDON)
    spring = QuietHours(time(21), time(1, 30), LONDON).over(london(2026, 3, 28, 23))
    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 01:30 was left out
    assert late.over(london(2026, 10, 24, 23)) == london(2026, 10, 25, 1, 30)
    again = london(2026, 10, 25, 1, 10, fold=1)
    assert late.over(again) == london(2026, 10, 25, 1, 30, fold=1)  # it shows it twice


@given(quiet=QUIET, at=MOMENTS)
def test_quiet_hours_end_and_not_long_after_the_clock_says_so(
    quiet: QuietHours, at: datetime
) -> None:
    over = quiet.over(at)
    assert over >= at
    assert not quiet.holds(over)
    minutes = int((over - at) / timedelta(minutes=1))
    before = [at + timedelta(minutes=each) for each in range(0, minutes, 7)]
    # Up to an hour is left out on a spring night.
    assert all(quiet.holds(each) for each in before if each < over - timedelta(minutes=61))
    if quiet.holds(at):
        assert quiet.began(at) <= at


@given(
    quiet=QUIET,
    starts_at=MOMENTS,
    lead=st.integers(1, 168),
    early=st.integers(0, 20 * 24 * 60),
)
def test_an_invitation_is_never_late_never_early_never_at_night(
    quiet: QuietHours, starts_at: datetime, lead: int, early: int
) -> None:
    now = starts_at - timedelta(minutes=early)
    at = invitation_at(starts_at, lead=timedelta(hours=lead), now=now, quiet=quiet)
    if at is None:
        assert quiet.over(max(now, starts_at - timedelta(hours=lead))) >= starts_at
        return
    assert now <= at < starts_at
    assert not quiet.holds(at)
    if not quiet.holds(max(now, starts_at - timedelta(hours=lead))):
        assert at == max(now, starts_at - timedelta(hours=lead))


@given(quiet=QUIET, starts_at=MOMENTS, ahead=st.integers(0, 72), sent=st.integers(1, 200 * 60))
def test_a_reminder_is_apart_from_the_invitation_and_before_the_session(
    quiet: QuietHours, starts_at: datetime, ahead: int, sent: int
) -> None:
    sent_at = starts_at - timedelta(minutes=sent)
    at = reminder_at(starts_at, ahead=timedelta(hours=ahead), sent_at=sent_at, quiet=quiet)
    if at is not None:
        assert ahead
        assert sent_at + APART <= at < starts_at
        assert not quiet.holds(at)


def test_every_session_of_four_years_has_its_one_moment() -> None:
    """Weekly at every hour of a working day: over both changes a year and 29 February."""
    for zone in map(ZoneInfo, ZONES):
        quiet = QuietHours(time(21), time(8), zone)
        for hour in (9, 13, 20):
            first = datetime(2024, 1, 3, hour, tzinfo=zone)
            weeks = [
                (first + timedelta(weeks=n)).replace(tzinfo=zone).astimezone(UTC)
                for n in range(209)
            ]
            sent = [
                invitation_at(at, lead=timedelta(hours=24), now=at - timedelta(days=5), quiet=quiet)
                for at in weeks
            ]
            assert None not in sent
            assert len(set(sent)) == len(weeks)
            gaps = [week - at for week, at in zip(weeks, sent, strict=True) if at is not None]
            assert max(gaps) <= timedelta(hours=36)
            assert min(gaps) >= ENOUGH


def test_what_is_due_at_night_waits_and_what_has_begun_does_not_go() -> None:
    session = london(2026, 6, 3, 10)
    assert may_go(london(2026, 6, 2, 22), session, NIGHT) == london(2026, 6, 3, 8)
    assert may_go(london(2026, 6, 2, 12), session, NIGHT) == london(2026, 6, 2, 12)
    assert may_go(london(2026, 6, 3, 10), session, NIGHT) is None
    assert may_go(london(2026, 6, 2, 22), london(2026, 6, 3, 7), NIGHT) is None
    assert may_go(london(2026, 6, 2, 22), session, NEVER) == london(2026, 6, 2, 22)


@pytest.mark.parametrize(
    ("asked", "every", "due"),
    [
        ([], 2, True),  # the first of a therapy
        ([True], 1, True),
        ([True], 2, False),
        ([True, False], 2, True),
        ([False], 4, True),  # nobody was asked yet
        ([True, False, False], 4, False),
        ([True, False, False, False], 4, True),
        ([True, True, False], 3, False),
    ],
)
def test_every_other_session_counts_from_the_last_one_that_was_asked(
    asked: list[bool], every: int, due: bool
) -> None:
    assert is_due(asked, every) is due
