"""A session about which the client was not asked yet is no silence."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import begin_check_in, submit_check_in
from alliance.document.record.answers import ratings
from alliance.models import CheckInLink
from alliance.pages import client_story
from practice.models import Membership
from sessions.models import Session
from tests.alliance.rated import met_and_rated
from tests.alliance.test_brief import in_words
from tests.cast import Cast, ago, ahead, session_at

SignIn = Callable[[Membership], Browser]


def gaps(cast: Cast) -> tuple[list[int], int, int]:
    """Of which sessions it is said that they were not answered; how many; how many marks."""
    story = client_story(cast.mara, cast.ines)
    told = [each.number for each in story["chapters"][::-1] if each.point.unanswered]
    return told, story["unanswered"], story["charts"]["wide"].count('class="gap"')


def missed(session: Session, how: str) -> None:
    session.participations.update(attendance=how, attendance_at=timezone.now())


def test_the_latest_session_is_not_counted_before_the_next_one_asks_about_it(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, [8, None, None], until=3)
    coming = session_at(cast.ines, cast.mara, at=ahead(days=4))
    assert gaps(cast) == ([2], 1, 1)
    page = in_words(signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").text)
    assert "1 session was not answered." in page
    assert page.count("not asked yet") == 1
    assert "not asked yet" in repr(ratings(client_story(cast.mara, cast.ines)["chapters"]))
    # The hour in which it would have been asked begins, and it was not answered.
    coming.starts_at = ago(hours=1)
    coming.save()
    coming.participations.update(starts_at=coming.starts_at)
    assert gaps(cast) == ([2, 3], 2, 2)


def test_todays_session_is_not_counted_with_or_without_a_next_one(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8])
    began = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    session_at(cast.ines, cast.mara, at=began)
    assert gaps(cast) == ([], 0, 0)
    session_at(cast.ines, cast.mara, at=ahead(days=7))
    assert gaps(cast) == ([], 0, 0)


def test_where_nothing_is_planned_any_more_the_last_stays_unanswered(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8, None])
    assert gaps(cast) == ([2], 1, 1)
    missed(session_at(cast.ines, cast.mara, at=ahead(days=1)), "therapist cancelled")
    assert gaps(cast) == ([2], 1, 1)


def test_a_no_show_was_asked_and_a_cancelled_session_asked_nothing(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8, None], until=14)
    between = session_at(cast.ines, cast.mara, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ahead(days=1))
    missed(between, "client cancelled")
    assert gaps(cast) == ([], 0, 0)
    missed(between, "no-show")
    assert gaps(cast) == ([2], 1, 1)


def test_who_left_it_out_of_the_next_check_in_was_asked(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8, None])
    coming = session_at(cast.ines, cast.mara, at=timezone.now() + timedelta(days=1))
    assert gaps(cast) == ([], 0, 0)
    link = CheckInLink.objects.get(check_in__participation__session=coming)
    begin_check_in(link)
    submit_check_in(CheckInLink.objects.get(pk=link.pk), {"wish": "To go on."})
    assert gaps(cast) == ([2], 1, 1)
