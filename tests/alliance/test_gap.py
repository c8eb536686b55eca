"""The two views part: one signal for a session that a pair saw unusually differently."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alliance.actions.gap import notice_gaps
from alliance.models import Rating, Reading, Signal
from clients.models import Client
from practice.models import Membership
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, client

SignedIn = Callable[[Membership], Browser]


def both(cast: Cast, person: Client, pairs: list[tuple[float, float | None]]) -> None:
    """(client, therapist) by session, a week apart."""
    met = met_and_rated(cast.ines, person, [theirs for theirs, _mine in pairs])
    for session, (_theirs, mine) in zip(met, pairs, strict=True):
        if mine is not None:
            rate(session, person, mine, by=cast.ines)


CLOSE = [(8.0, 7.4), (7.6, 7.2), (8.2, 7.6), (7.8, 7.4), (8.0, 7.6)]


def test_a_distance_unusual_for_the_pair_speaks_once(cast: Cast) -> None:
    both(cast, cast.mara, [*CLOSE, (8.0, 3.0)])
    both(cast, cast.theo, [*CLOSE, (8.0, 7.0)])
    assert (notice_gaps(), notice_gaps()) == (1, 0)
    signal = Signal.objects.get()
    assert (signal.kind, signal.client, signal.answer) == ("two views", cast.mara, "")
    assert signal.rating == cast.mara.ratings.filter(perspective="client").latest("id")
    shown = {key: signal.values[key] for key in ("client", "therapist", "gap", "pairs")}
    assert shown == {"client": 8.0, "therapist": 3.0, "gap": -5.0, "pairs": 6}


def test_its_page_says_what_either_corrected_since(cast: Cast, signed_in: SignedIn) -> None:
    both(cast, cast.mara, [*CLOSE, (8.0, 3.0)])
    notice_gaps()
    signal = Signal.objects.get()
    address = reverse("signal", args=[signal.code])
    corrected = "One of you corrected this since: their answer is 8 now, yours 6.4."
    assert corrected not in signed_in(cast.ines).get(address).content.decode()
    assert signal.session
    rate(signal.session, cast.mara, 6.4, by=cast.ines, version=1)
    assert corrected in signed_in(cast.ines).get(address).content.decode()
    # An early answer of the client that is corrected changes what was expected, not the distance.
    early = cast.mara.ratings.filter(perspective="client").earliest("id")
    rate(early.session, cast.mara, 6.0, version=1)
    page = signed_in(cast.ines).get(address).content.decode()
    assert "This signal would not be raised today." not in page


def test_to_the_other_side_too(cast: Cast) -> None:
    """A client who sees it much lower than the therapist does."""
    both(cast, cast.mara, [*CLOSE, (4.0, 8.0)])
    assert notice_gaps() == 1
    assert Signal.objects.get(kind="two views").values["gap"] == 4.0


def test_before_six_pairs_it_says_nothing(cast: Cast) -> None:
    both(cast, cast.mara, [*CLOSE[1:], (8.0, 3.0), (8.0, None)])
    assert notice_gaps() == 0


def test_a_pair_that_always_differs_is_no_news(cast: Cast) -> None:
    both(cast, cast.mara, [(theirs, theirs - 4.0) for theirs, _mine in (*CLOSE, (8.0, 0.0))])
    assert notice_gaps() == 0


def test_only_pairs_of_whom_something_is_new_are_looked_at(cast: Cast) -> None:
    both(cast, cast.mara, [*CLOSE, (8.0, 3.0)])
    Reading.objects.update(read_at=timezone.now() - timedelta(days=3))
    assert notice_gaps() == 0
    latest = cast.mara.ratings.filter(perspective="therapist").latest("id")
    rate(latest.session, cast.mara, 3.2, by=cast.ines, version=1)
    assert notice_gaps() == 1


def test_a_therapist_who_catches_up_is_told_of_each_session(cast: Cast) -> None:
    """The eighth is rated before the seventh, and between two looks: each is read in its place."""
    met = met_and_rated(cast.ines, cast.mara, [8.0] * 9)
    for session in met[:6]:
        rate(session, cast.mara, 7.4, by=cast.ines)
    rate(met[7], cast.mara, 7.4, by=cast.ines)
    rate(met[6], cast.mara, 2.0, by=cast.ines)
    assert notice_gaps() == 1
    assert Signal.objects.get().session == met[6]
    rate(met[8], cast.mara, 2.0, by=cast.ines)
    assert (notice_gaps(), notice_gaps()) == (1, 0)
    about = Signal.objects.order_by("id").values_list("session", "values__pairs")
    assert list(about) == [(met[6].pk, 7), (met[8].pk, 9)]


def test_two_unusual_sessions_between_two_looks_are_two_signals(cast: Cast) -> None:
    both(cast, cast.mara, [*CLOSE, (8.0, 3.0), (8.0, 7.4), (8.0, 2.0)])
    assert (notice_gaps(), notice_gaps()) == (2, 0)
    # Pages show the newest: that of the later session.
    later, earlier = (signal.session for signal in Signal.objects.order_by("-id"))
    assert later
    assert earlier
    assert later.starts_at > earlier.starts_at


def test_what_was_completed_more_than_two_weeks_ago_is_no_news(cast: Cast) -> None:
    """Nobody is asked today about a year of sessions, only because one more came in."""
    both(cast, cast.mara, [*CLOSE, (8.0, 3.0), (4.0, 8.0), (8.0, 7.4)])
    Rating.objects.update(rated_at=timezone.now() - timedelta(days=15))
    assert notice_gaps() == 0
    late = cast.mara.ratings.filter(perspective="therapist").order_by("id")[5]
    Rating.objects.filter(pk=late.pk).update(rated_at=timezone.now() - timedelta(days=13))
    assert notice_gaps() == 1
    assert Signal.objects.get(kind="two views").session == late.session


def test_therapy_that_ended_is_left_alone(cast: Cast) -> None:
    both(cast, cast.mara, [*CLOSE, (8.0, 3.0)])
    Client.objects.update(ended_on=timezone.localdate(), ending="planned")
    assert notice_gaps() == 0


def test_so_many_queries_for_one_client_or_three(cast: Cast) -> None:
    counts = []
    for people in ([cast.mara], [cast.theo, client("Nils Own", cast.ines)]):
        for person in people:
            both(cast, person, [*CLOSE, (8.0, 7.0)])
        with CaptureQueriesContext(connection) as captured:
            assert notice_gaps() == 0
        counts.append(len(captured))
    # What is known, the ratings, and what is usual in the clinic from either seat.
    assert counts == [4, 4]
