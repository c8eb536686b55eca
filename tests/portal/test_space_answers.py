"""A client's own answers over time: theirs alone, drawn without a verdict."""

import re

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.models import Administration, CheckIn, Rating
from clients.models import Client
from practice.models import Membership
from tests.cast import Cast, ago, session_at
from tests.portal.space import come_in
from tests.portal.test_weight import weight_of

HIDDEN = "kingfisher"
ITEMS = ("understood", "safe", "goals", "fit", "say")


@pytest.fixture
def mara(cast: Cast, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(Browser(), cast.mara, mailoutbox)


def answered(
    therapist: Membership, client: Client, weeks: int, value: int, wish: str = "", **more: str
) -> CheckIn:
    """A check-in of so many weeks ago, about the session before it."""
    about = session_at(therapist, client, at=ago(days=7 * weeks + 4))
    met = session_at(therapist, client, at=ago(days=7 * weeks))
    check_in = CheckIn.objects.create(
        clinic=client.clinic,
        participation=met.participations.get(client=client),
        client=client,
        about=about,
        sent_at=ago(days=7 * weeks + 1),
        begun_at=ago(days=7 * weeks + 1),
        submitted_at=ago(days=7 * weeks + 1),
        wish=wish,
        wellbeing={"mood": value, "managed": value, "connected": None, "facing": value},
        wellbeing_score=float(value),
        **more,
    )
    Rating.objects.create(
        clinic=client.clinic,
        session=about,
        client=client,
        perspective="client",
        instrument="alliance-client",
        instrument_version=1,
        answers=dict.fromkeys(ITEMS, value),
        score=float(value),
        check_in=check_in,
        rated_at=ago(days=7 * weeks + 1),
    )
    return check_in


def left_out(therapist: Membership, client: Client, weeks: int) -> CheckIn:
    """One that was sent and never answered."""
    met = session_at(therapist, client, at=ago(days=7 * weeks))
    return CheckIn.objects.create(
        clinic=client.clinic,
        participation=met.participations.get(),
        client=client,
        sent_at=ago(days=7 * weeks + 1),
    )


def dots(page: str) -> int:
    """How many answers are drawn, in the wide charts alone."""
    wide = re.findall(r'<svg class="chart chart-wide".*?</svg>', page, re.DOTALL)
    return sum(each.count("<circle") for each in wide)


def test_own_numbers_and_words_stand_there(cast: Cast, mara: Browser) -> None:
    answered(cast.ines, cast.mara, 3, 4, wish="Talk about Lisbon")
    answered(
        cast.ines,
        cast.mara,
        2,
        7,
        tension="some",
        tension_words="You looked at the clock",
        tension_request="raise",
    )
    page = mara.get("/space/answers/").text
    for text in [
        "Talk about Lisbon",
        "You looked at the clock",
        "How you have been",
        "Working together",
        "My mood has been all right.",
        "no marks and no test results",
        "Not read yet.",
    ]:
        assert text in page
    assert dots(page) == 4


def test_no_verdict_no_band_no_alarm_and_nothing_of_the_therapists(
    cast: Cast, mara: Browser
) -> None:
    """A low answer is drawn as every other."""
    for weeks in range(6, 1, -1):
        answered(cast.ines, cast.mara, weeks, 9)
    last = answered(cast.ines, cast.mara, 1, 1)
    assert last.about
    Rating.objects.create(
        clinic=cast.riverside,
        session=last.about,
        client=cast.mara,
        perspective="therapist",
        instrument="alliance-therapist",
        instrument_version=1,
        answers={},
        score=3.3,
        feeling={"words": HIDDEN},
        rated_at=ago(days=1),
    )
    page = mara.get("/space/answers/").text
    for never in ["band", "c-flag", "t-line", "cut-off", "expected", "lower than", "3.3", HIDDEN]:
        assert never not in page
    assert page.count('class="c-dot"') == 2 * 2 * 6


def test_the_line_is_broken_where_nothing_was_answered(cast: Cast, mara: Browser) -> None:
    for weeks in (6, 5):
        answered(cast.ines, cast.mara, weeks, 5)
    left_out(cast.ines, cast.mara, 4)
    for weeks in (3, 2):
        answered(cast.ines, cast.mara, weeks, 6)
    left_out(cast.ines, cast.mara, 1)
    page = mara.get("/space/answers/").text
    wide = re.findall(r'<svg class="chart chart-wide".*?</svg>', page, re.DOTALL)
    assert [each.count("<polyline") for each in wide] == [2, 1]
    assert dots(page) == 8


def test_anothers_answers_are_not_there(cast: Cast, mara: Browser) -> None:
    answered(cast.ines, cast.theo, 2, 3, wish=HIDDEN)
    answered(cast.wren, cast.otto, 2, 3, wish=HIDDEN)
    page = mara.get("/space/answers/").text
    assert ("You have not sent a check-in yet" in page, HIDDEN in page) == (True, False)


def test_a_draft_that_was_not_sent_is_not_there(cast: Cast, mara: Browser) -> None:
    answered(cast.ines, cast.mara, 2, 3)
    begun = left_out(cast.ines, cast.mara, 1)
    CheckIn.objects.filter(pk=begun.pk).update(begun_at=ago(days=7))
    begun.refresh_from_db()
    begun.draft = {"wish": HIDDEN}
    begun.save()
    assert HIDDEN not in mara.get("/space/answers/").text


def test_a_questionnaire_has_a_line_of_its_own_without_what_it_is_called_clinically(
    cast: Cast, mara: Browser
) -> None:
    check_in = answered(cast.ines, cast.mara, 2, 5)
    Administration.objects.create(
        clinic=cast.riverside,
        client=cast.mara,
        check_in=check_in,
        instrument="gad-7",
        instrument_version=1,
        language="en",
        answers={"nervous": 3},
        answered=7,
        score=17.0,
        given_at=ago(days=15),
    )
    page = mara.get("/space/answers/").text
    assert "17 of 21" in page
    assert "Here a lower number means less of what is asked about." in page
    assert [
        word for word in ("severe", "moderate", "cut-off", "anxiety disorder") if word in page
    ] == []


def test_words_are_shown_page_by_page_and_lines_whole(cast: Cast, mara: Browser) -> None:
    for weeks in range(12, 0, -1):
        answered(cast.ines, cast.mara, weeks, 5, wish=f"Wish {weeks}.")
    first, second = (mara.get(f"/space/answers/?page={n}").text for n in (1, 2))
    assert ("Wish 1." in first, "Wish 12." in first) == (True, False)
    assert ("Wish 1." in second, "Wish 12." in second) == (False, True)
    assert (dots(first), dots(second)) == (24, 24)
    for nonsense in ("0", "99", "kingfisher"):
        assert mara.get(f"/space/answers/?page={nonsense}").status_code == 200


def test_in_spanish_with_a_comma(cast: Cast, mara: Browser) -> None:
    check_in = answered(cast.ines, cast.mara, 2, 5)
    CheckIn.objects.filter(pk=check_in.pk).update(wellbeing_score=5.3)
    page = mara.get("/space/answers/?language=es").text
    assert ("Cómo has estado" in page, "5,3" in page) == (True, True)


@pytest.mark.parametrize("weeks", [1, 3])
def test_queries_do_not_grow(cast: Cast, mara: Browser, weeks: int) -> None:
    for week in range(weeks):
        answered(cast.ines, cast.mara, week + 1, 5, wish="x")
    with CaptureQueriesContext(connection) as asked:
        mara.get("/space/answers/")
    assert len(asked) == 6


def test_two_years_stay_light(cast: Cast, mara: Browser) -> None:
    for weeks in range(100, 0, -1):
        answered(cast.ines, cast.mara, weeks, weeks % 11, wish="A few words of my own.")
    assert weight_of(mara.get("/space/answers/").content) <= 60_000
