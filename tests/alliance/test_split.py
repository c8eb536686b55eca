"""A split between two people in one session: one signal, in the record of who rated lower."""

from collections.abc import Callable
from importlib import import_module

from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse

from alliance.actions import raise_signal, rate_session
from alliance.actions.split import notice_splits
from alliance.models import Signal
from alliance.models.rating import Perspective
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
    # Nothing in it says what the other answered, nor lets it be worked out.
    assert signal.values == {"value": 4.0}


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
    assert "would seldom lie this far apart: fewer than 5 times in 100." in page
    assert "9.2" not in page
    assert "Mara" not in page


def test_how_far_apart_they_lie_changes_nothing_that_is_kept_or_shown(
    cast: Cast, signed_in: SignedIn
) -> None:
    """Whatever Mara answered, Theo's record is the same."""
    browser, told = signed_in(cast.ines), []
    for mara in (9.2, 10.0):
        session = together(cast, mara, 4.0)
        notice_splits()
        signal = Signal.objects.get(session=session)
        page = browser.get(reverse("signal", args=[signal.code])).content.decode()
        facts = page.split('<h2 id="why">')[1].split("</section>")[0]
        told.append((signal.values, facts))
    assert told[0] == told[1]


def test_a_corrected_answer_is_quoted_no_more(cast: Cast, signed_in: SignedIn) -> None:
    session = together(cast, 9.0, 2.0)
    notice_splits()
    signal = Signal.objects.get(kind="split")
    address, browser = reverse("signal", args=[signal.code]), signed_in(cast.ines)
    quoted = "<dt>their answer</dt><dd>2</dd>"
    assert quoted in browser.get(address).content.decode()
    rate(session, cast.theo, 8.8, version=1)
    page = browser.get(address).content.decode()
    assert "This answer was corrected since: it is 8.8 now." in page
    assert (quoted in page, "lie this far apart:" in page) == (False, False)
    assert "far lower than somebody else" in browser.get("/caseload/").content.decode()
    notice_splits()
    assert "far lower than somebody else" not in browser.get("/caseload/").content.decode()
    signal.refresh_from_db()
    assert (signal.other_reason, signal.answered_by) == ("corrected", None)
    rate_session(session, cast.theo, Perspective.CLIENT, {"safe": 4}, version=2)
    page = browser.get(address).content.decode()
    assert "That answer was taken back since: there is nothing left to read." in page


def test_what_only_the_other_corrected_closes_nothing(cast: Cast) -> None:
    """Else it would tell in Theo's record what Mara answers now. So does still lying far apart."""
    session = together(cast, 9.0, 2.0)
    notice_splits()
    rate(session, cast.mara, 3.0, version=1)
    rate(session, cast.theo, 2.0, version=1)
    notice_splits()
    assert Signal.objects.get(kind="split").answer == ""
    rate(session, cast.mara, 9.0, version=2)
    rate(session, cast.theo, 2.2, version=2)
    notice_splits()
    assert Signal.objects.get(kind="split").answer == ""


def test_splits_raised_before_forget_how_far_apart_the_two_were(cast: Cast) -> None:
    session = together(cast, 9.0, 4.0)
    kept = {"value": 4.0, "p": 0.0123}
    split = raise_signal(Signal.Kind.SPLIT, cast.theo, session=session, values=kept)
    drop = raise_signal(Signal.Kind.UNEXPECTED_DROP, cast.mara, session=session, values=kept)
    assert split
    assert drop
    step = import_module("alliance.migrations.0018_split_keeps_no_probability")
    step.forget_probability(apps, None)
    split.refresh_from_db()
    drop.refresh_from_db()
    assert (split.values, drop.values) == ({"value": 4.0}, kept)


def test_covered_ratings_tell_nothing_until_both_are_rated(cast: Cast) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    session = together(cast, 9.0, 3.0)
    rate(session, cast.theo, 6.0, by=cast.ines)
    assert notice_splits() == 0
    rate(session, cast.mara, 7.0, by=cast.ines)
    assert notice_splits() == 1
