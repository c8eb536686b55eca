"""To do and to read, the library, strengths and preferences in a client's own space."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from clients.actions import give_exercise, name_strength, say_preference, write_text
from clients.models import Client, Contribution, Exercise, ExerciseReport, Preference, Strength
from practice.models import Membership
from tests.cast import Cast
from tests.portal.space import come_in


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


def given(client: Client, by: Membership, title: str = "Breathe") -> Exercise:
    words = "Slowly.\n\n1. In\n2. <b>Out</b>\n\n! Stop if you are dizzy."
    return give_exercise(client, by=by, kind="exercise", title=title, words=words, why="For you.")


def waiting() -> list[str]:
    return list(Contribution.objects.filter(seen_at=None).values_list("kind", flat=True))


def test_an_exercise_is_read_and_reported_on_as_often_as_one_likes(
    cast: Cast, mara: Browser
) -> None:
    exercise = given(cast.mara, cast.ines)
    given(cast.theo, cast.ines, "Of another")
    listed = mara.get("/space/exercises/").text
    assert ("Breathe" in listed, "Of another" in listed) == (True, False)
    address = f"/space/exercises/{exercise.code}/"
    page = mara.get(address).text
    for words in ("For you.", "<li>In</li>", "&lt;b&gt;Out", 'class="caution">Stop if'):
        assert words in page
    said = {"done": "partly", "helpful": "0", "words": "On the stairs.\r\nTwice."}
    assert mara.post(address, said)["Location"] == f"{address}?kept#said"
    mara.post(address, {"done": "no", "helpful": "", "words": ""})
    first, second = ExerciseReport.objects.order_by("pk")
    assert (first.done, first.helpful, first.reflection) == ("partly", 0, "On the stairs.\nTwice.")
    assert (second.done, second.helpful, second.reflection) == ("no", None, "")
    page = mara.get(address + "?kept").text
    for words in ("Thank you. It is there.", "I did a part of it", "I did not do it", "not at all"):
        assert words in page
    assert waiting() == ["exercise", "exercise"]
    assert "I did not do it" in mara.get("/space/exercises/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"done": "", "words": "Keep me"},
        {"done": "maybe", "words": "Keep me"},
        {"done": "yes", "helpful": "5", "words": "Keep me"},
        {"done": "yes", "helpful": "x", "words": "Keep me"},
        {"done": "yes", "words": "Keep me" + "e" * 2000},
        {"done": ["yes", "nonsense"], "words": "Keep me"},
    ],
)
def test_what_cannot_be_kept_says_so_and_loses_nothing(
    cast: Cast, mara: Browser, wrong: dict[str, object]
) -> None:
    answer = mara.post(f"/space/exercises/{given(cast.mara, cast.ines).code}/", wrong)
    assert (answer.status_code, "Keep me" in answer.text) == (422, True)
    assert ExerciseReport.objects.count() == 0


def test_words_are_given_back_when_the_space_had_closed(cast: Cast, browser: Browser) -> None:
    exercise = given(cast.mara, cast.ines)
    for address in (f"exercises/{exercise.code}", "strengths", "preferences"):
        answer = browser.post(f"/space/{address}/", {"done": "yes", "words": "Keep me"})
        assert (answer.status_code, "Keep me" in answer.text) == (403, True)


def test_the_library_speaks_the_language_of_the_page(cast: Cast, mara: Browser) -> None:
    write_text(
        by=cast.ada,
        key="rain",
        language="en",
        version=0,
        kind="reading",
        title="Rain",
        words="Wet.",
    )
    assert "Coming back to the here and now" in mara.get("/space/library/").text
    page = mara.get("/space/library/grounding/").text
    assert page.count("<li>") >= 7
    assert mara.get("/space/library/no-such-text/").status_code == 404
    spanish = mara.get("/space/library/?language=es").text
    assert "Volver al aquí y ahora" in spanish
    assert '<a href="/space/library/rain/" lang="en">' in spanish


def test_strengths_of_both_are_read_and_ones_own_are_taken_back(cast: Cast, mara: Browser) -> None:
    seen = name_strength(cast.mara, "You came back.", by=cast.ines)
    name_strength(cast.theo, "Of another")
    assert mara.post("/space/strengths/", {"words": "I can laugh."})["Location"] == (
        "/space/strengths/"
    )
    page = mara.get("/space/strengths/").text
    for words in ("You came back.", "Ines Okafor", "I can laugh."):
        assert words in page
    assert "Of another" not in page
    assert waiting().count("strength") == 2
    own = Strength.objects.get(client=cast.mara, named_by=None)
    assert mara.post(f"/space/strengths/{seen.code}/take-back/").status_code == 404
    assert mara.post(f"/space/strengths/{own.code}/take-back/").status_code == 302
    assert "I can laugh." not in mara.get("/space/strengths/").text
    assert waiting() == ["strength"]  # Theo's: nobody is told of what was taken back unseen
    empty = mara.post("/space/strengths/", {"words": "  "})
    assert (empty.status_code, "Please write a word or two." in empty.text) == (422, True)


def test_preferences_are_said_anew_and_earlier_ones_kept(cast: Cast, mara: Browser) -> None:
    say_preference(cast.mara, by=cast.ines, lead=-2, words="Lead me")
    page = mara.get("/space/preferences/").text
    assert "written down by Ines Okafor" in page
    assert 'name="lead" value="-2" id="id_lead" checked' in page
    said = {"lead": "2", "feeling": "0", "time": "", "challenge": "", "words": ""}
    assert mara.post("/space/preferences/", said)["Location"] == "/space/preferences/?kept"
    latest = Preference.objects.latest("pk")
    assert (latest.lead, latest.feeling, latest.time, latest.challenge) == (2, 0, None, None)
    page = mara.get("/space/preferences/?kept").text
    for words in ("clearly: me", "both, or no preference", "Lead me", "Thank you."):
        assert words in page
    assert waiting() == ["preference"]
    assert mara.post("/space/preferences/", {"lead": "3"}).status_code == 422
    assert mara.post("/space/preferences/", {"lead": ""}).status_code == 422
    assert Preference.objects.count() == 2
