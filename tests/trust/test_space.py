"""A client in their own space, against every address there is: theirs, and nothing of the work."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from tests.cast import Cast
from tests.portal.space import come_in
from tests.trust import addresses
from tests.trust.scene import WORDS, absent, of_hillside, of_riverside
from tests.trust.test_access import asked, outcome, without_token

# What a space answers; every other address that is not open to everybody asks for a work sign-in.
SPACE = {
    "space": ("200", "405"),
    "space_sign_in": ("302", "302"),
    "space_code": ("302", "302"),
    "space_choice": ("302", "302"),
    "space_sign_out": ("405", "200"),
    "space_check_in": ("405", "302"),
    "space_answers": ("200", "405"),
    "space_notes": ("200", "405"),
    "space_note": ("200", "405"),
    "space_note_pdf": ("200", "405"),
    "space_opened": ("200", "405"),
    "space_consents": ("200", "404"),
    "space_statements": ("200", "200"),
    "space_off": ("200", "200"),
    "space_said": ("200", "405"),
    "space_concern": ("200", "405"),
    "space_take_back": ("405", "302"),
    "space_ruptures": ("200", "405"),
    "space_export": ("200", "405"),
    "space_export_json": ("405", "200"),
    "space_export_pdf": ("405", "200"),
    "space_export_fhir": ("405", "200"),
    "space_export_schema": ("200", "405"),
    "space_calendar": ("200", "302"),
    "space_calendar_away": ("405", "302"),
    "space_rupture": ("404", "404"),  # the scene's is not opened to her
    "space_goals": ("200", "422"),
    "space_goal": ("200", "422"),
    "space_plan": ("200", "422"),
    "space_exercises": ("200", "405"),
    "space_exercise": ("200", "200"),
    "space_library": ("200", "405"),
    "space_library_text": ("200", "405"),
    "space_strengths": ("200", "422"),
    "space_take_back_strength": ("405", "302"),
    "space_preferences": ("200", "422"),
    "space_passkey": ("200", "302"),
    "space_passkeys": ("200", "422"),
    "space_take_away_passkey": ("405", "302"),
}
# Of these one row is opened; the methods of `NOT_SO` they do not know.
ONE_ROW = (
    "space_concern",
    "space_exercise",
    "space_goal",
    "space_note",
    "space_note_pdf",
    "space_rupture",
    "space_take_back",
    "space_take_back_strength",
    "space_take_away_passkey",
)
NOT_SO = {
    ("space_concern", "POST"),
    ("space_note", "POST"),
    ("space_note_pdf", "POST"),
    ("space_take_back", "GET"),
    ("space_take_back_strength", "GET"),
    ("space_take_away_passkey", "GET"),
}
OWN_WORDS = {
    "space",
    "space_answers",
    "space_concern",
    "space_exercise",
    "space_exercises",
    "space_export_fhir",
    "space_export_json",
    "space_export_pdf",
    "space_goal",
    "space_goals",
    "space_note",
    "space_passkeys",
    "space_plan",
    "space_preferences",
    "space_said",
    "space_statements",
    "space_strengths",
}


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    return come_in(browser, cast.mara, mailoutbox)


def test_a_client_opens_their_space_and_no_page_of_the_work(cast: Cast, mara: Browser) -> None:
    scene, stranger = of_riverside(cast), Browser()
    found, shows = {}, set()
    for name in addresses.names():
        path = addresses.path(name, scene)
        answers = [asked(mara, method, path) for method in ("GET", "POST")]
        if name.startswith("space"):
            found[name] = tuple(map(outcome, answers))
        elif not name.startswith(("check_in", "join")):
            theirs = [asked(stranger, method, path) for method in ("GET", "POST")]
            assert [*map(outcome, answers)] == [*map(outcome, theirs)], name
        if any(WORDS.encode() in each.content for each in answers):
            shows.add(name)
    assert found == SPACE
    assert shows == OWN_WORDS


def test_anothers_row_and_no_row_get_the_same_answer(cast: Cast, mara: Browser) -> None:
    of_riverside(cast)
    theirs, nothing = of_hillside(cast), absent()
    for name in ONE_ROW:
        for method in ("GET", "POST"):
            foreign = asked(mara, method, addresses.path(name, theirs))
            missing = asked(mara, method, addresses.path(name, nothing))
            expected = 405 if (name, method) in NOT_SO else 404
            assert (foreign.status_code, missing.status_code) == (expected, expected)
            assert without_token(foreign) == without_token(missing)
