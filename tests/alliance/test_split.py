"""A split between two people in one session: one signal, in the record of who rated lower."""

from collections.abc import Callable

from django.test import Client as Browser
from django.urls import reverse

from alliance.actions.split import notice_splits
from alliance.models import Signal
from practice.models import Clinic, Membership
from sessions.models import Session
from tests.alliance.rated import rate
from tests.cast import Cast, ago, session_at

SignedIn = Callable[[Membership], Browser]


def together(cast: Cast, mara: float, theo: float) -> Session:
    session = session_at(cast.ines, cast.mara, cast.theo, at=ago(days=3))
    rate(session, cast.mara, mara)
    rate(session, cast.theo, theo)
    return session


def test_who_rated_far_lower_is_worth_asking_about_once(cast: Cast) -> None:
    session = together(cast, 9.0, 4.0)
    assert (notice_splits(), notice_splits()) == (1, 0)
    signal = Signal.objects.get(kind="split")
    assert (signal.client, signal.session) == (cast.theo, session)
    assert signal.rating == cast.theo.ratings.get()
    # Nothing in it says what the other answered.
    assert set(signal.values) == {"value", "p"}
    assert signal.values["value"] == 4.0


def test_a_difference_that_comes_often_says_nothing(cast: Cast) -> None:
    together(cast, 8.0, 4.0)
    assert notice_splits() == 0


def test_two_people_in_two_sessions_are_not_compared(cast: Cast) -> None:
    for person, score in ((cast.mara, 10.0), (cast.theo, 1.0)):
        rate(session_at(cast.ines, person, at=ago(days=3)), person, score)
    assert notice_splits() == 0


def test_its_page_tells_the_rule_and_not_the_other_answer(cast: Cast, signed_in: SignedIn) -> None:
    together(cast, 9.2, 4.0)
    notice_splits()
    signal = Signal.objects.get(kind="split")
    page = signed_in(cast.ines).get(reverse("signal", args=[signal.code])).content.decode()
    assert "rated it far lower than somebody else in the room" in page
    assert "would lie this far apart about once in 55 times" in page
    assert "9.2" not in page
    assert "Mara" not in page


def test_covered_ratings_tell_nothing_until_both_are_rated(cast: Cast) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    session = together(cast, 9.0, 3.0)
    rate(session, cast.theo, 6.0, by=cast.ines)
    assert notice_splits() == 0
    rate(session, cast.mara, 7.0, by=cast.ines)
    assert notice_splits() == 1
