"""Exercises and strengths on the therapist's side: given, seen, put away; named, taken back."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.document.record import Wanted, record_document
from alliance.pages.exercise import exercises_page
from clients.actions import give_exercise, name_strength, put_away_exercise, report_exercise
from clients.models import Client, Contribution, Exercise, Strength
from practice.models import AuditEvent, Membership
from sessions.actions import save_note
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]


def given(client: Client, by: Membership, title: str = "Breathe") -> Exercise:
    return give_exercise(client, by=by, kind="exercise", title=title, words="1. In\n2. Out")


@pytest.fixture
def ines(cast: Cast, signed_in: SignIn) -> Browser:
    return signed_in(cast.ines)


def at(cast: Cast) -> str:
    return f"/clients/{cast.mara.code}/exercises/"


def test_a_text_is_taken_changed_and_given(cast: Cast, ines: Browser) -> None:
    page = ines.get(at(cast) + "give/").text
    assert "Coming back to the here and now" in page
    begun = ines.post(at(cast) + "give/", {"text": "grounding"})
    assert 'value="Coming back to the here and now"' in begun.text
    assert Exercise.objects.count() == 0
    said = {"library_key": "grounding", "kind": "exercise", "title": "Land", "words": "1. Look"}
    answer = ines.post(at(cast) + "give/", said | {"why": "For the stairs."})
    assert answer["Location"] == at(cast)
    exercise = Exercise.objects.get()
    assert (exercise.client, exercise.given_by) == (cast.mara, cast.ines)
    assert (exercise.title, exercise.words, exercise.why, exercise.library_key) == (
        "Land",
        "1. Look",
        "For the stairs.",
        "grounding",
    )
    shown = ines.get(at(cast)).text
    for words in ("Mara has one thing to do or to read.", "Land", "For the stairs."):
        assert words in shown


def test_what_was_typed_stays_beside_the_error(cast: Cast, ines: Browser) -> None:
    answer = ines.post(at(cast) + "give/", {"kind": "exercise", "title": "", "words": "Keep me"})
    assert (answer.status_code, Exercise.objects.count()) == (422, 0)
    assert "Give it a title." in answer.text
    assert "Keep me" in answer.text


def test_the_library_is_searched_in_the_language_of_the_client(cast: Cast, ines: Browser) -> None:
    found = ines.post(at(cast) + "give/", {"wanted": "lie awake"}).text
    assert ("Making room for sleep" in found, "Asking for what you need" in found) == (True, False)
    none = ines.post(at(cast) + "give/", {"wanted": "zebra"}).text
    assert "Nothing in the library has all of these words." in none
    Client.objects.filter(pk=cast.mara.pk).update(language="es")
    assert "Volver al aquí y ahora" in ines.get(at(cast) + "give/").text


def test_what_a_note_says_is_carried_over(cast: Cast, ines: Browser) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(days=1))
    people = {str(cast.mara.code): {"exercise": "Count red cars"}}
    content = {"sections": {"data": "x"}, "people": people}
    save_note(session, by=cast.ines, content=content, format="dap", format_version=1, version=0)
    address = f"{at(cast)}give/?session={session.code}"
    assert "Count red cars" in ines.get(address).text
    assert 'value="Count red cars"' in ines.post(address, {"text": "note"}).text
    ines.post(address, {"kind": "exercise", "title": "Cars", "words": "Count red cars"})
    assert Exercise.objects.get().session == session.code
    theirs = session_at(cast.ines, cast.theo, at=ago(days=2))
    other = f"{at(cast)}give/?session={theirs.code}"
    ines.post(other, {"kind": "exercise", "title": "Cars", "words": "Count"})
    assert Exercise.objects.latest("pk").session is None


def test_what_the_client_said_stands_there_and_waits_no_longer(
    cast: Cast, ines: Browser, signed_in: SignIn
) -> None:
    exercise = given(cast.mara, cast.ines)
    for helpful in (1, 3, 4):
        report_exercise(exercise, done="partly", reflection=f"Slower {helpful}", helpful=helpful)
    name_strength(cast.mara, "I stayed.")
    unseen = Contribution.objects.filter(seen_at=None)
    signed_in(cast.noor).get(at(cast))  # a supervisor looks, and it still waits
    assert unseen.count() == 4
    page = ines.get(at(cast)).text
    for words in ("Slower 1", "Slower 3", "helpful: 4 of 4", "I stayed.", "from 0 to 4: 1, 3, 4"):
        assert words in page
    assert unseen.count() == 0


def test_it_is_put_away_and_brought_back(cast: Cast, ines: Browser) -> None:
    exercise = given(cast.mara, cast.ines)
    address = f"/exercises/{exercise.code}/put-away/"
    ines.post(address, {"do": "away"})
    assert "Mara has nothing to do between sessions." in ines.get(at(cast)).text
    ines.post(address, {"do": "back"})
    exercise.refresh_from_db()
    assert exercise.put_away_at is None
    details = AuditEvent.objects.filter(kind="changed").values_list("detail", flat=True)
    assert [each["state"] for each in details] == ["put away", "brought back"]


def test_a_strength_is_taken_back_by_who_named_it(cast: Cast, ines: Browser) -> None:
    ines.post(f"/clients/{cast.mara.code}/strengths/new/", {"words": "You came back."})
    mine = Strength.objects.get()
    hers = name_strength(cast.mara, "I can laugh.")
    assert ines.post(f"/strengths/{hers.code}/take-back/").status_code == 404
    ines.post(f"/strengths/{mine.code}/take-back/")
    page = ines.get(at(cast)).text
    assert ("You came back." in page, "I can laugh." in page) == (False, True)
    empty = ines.post(f"/clients/{cast.mara.code}/strengths/new/", {"words": " "})
    assert (empty.status_code, "Say it in a few words." in empty.text) == (422, True)


@pytest.mark.parametrize("many", [1, 3, 12])
def test_the_page_asks_three_times(cast: Cast, many: int) -> None:
    for number in range(many):
        report_exercise(given(cast.mara, cast.ines, f"No. {number}"), done="yes", helpful=2)
        name_strength(cast.mara, f"I stayed {number}.", by=cast.ines)
    with CaptureQueriesContext(connection) as captured:
        exercises_page(cast.mara, cast.ines)
    assert len(captured) == 3


def test_the_record_holds_both_and_no_answers_where_they_are_left_out(cast: Cast) -> None:
    exercise = given(cast.mara, cast.ines)
    report_exercise(exercise, done="yes", reflection="I went slower", helpful=3)
    put_away_exercise(exercise, by=cast.ines)
    name_strength(cast.mara, "I stayed.")
    given(cast.theo, cast.ines, "Of another")
    whole = str(record_document(cast.mara, Wanted(), cast.ines))
    for words in ("Breathe", "I went slower", "3 / 4", "I stayed."):
        assert words in whole
    assert "Of another" not in whole
    without = str(record_document(cast.mara, Wanted(answers=False), cast.ines))
    assert ("Breathe" in without, "I went slower" in without) == (True, False)
