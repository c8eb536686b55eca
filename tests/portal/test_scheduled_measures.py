"""What the schedule asks in a check-in: a page each, kept, reviewed and scored once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import rate_session, schedule_measure
from alliance.models import (
    Administration,
    CheckIn,
    CheckInLink,
    Rating,
    Reading,
    SafetyNotice,
    ScheduledMeasure,
    Signal,
    Standing,
)
from alliance.models.rating import Perspective
from measures.actions import import_instrument, withdraw_pack
from measures.catalogue import instrument
from measures.instrument import Scale
from measures.models import WordingPack
from measures.schedule import Rhythm, Timing
from tests.cast import Cast, ago, session_at
from tests.measures.questionnaires import on_a_line
from tests.portal.conftest import ANSWERS, answer_everything, begin, secret_in
from tests.portal.test_review import FRAME, send

ALWAYS = Timing(Rhythm.EVERY_SESSIONS, 1)
PHQ = ("interest", "mood", "sleep", "energy", "appetite", "failure", "concentration", "movement")


@pytest.fixture
def phq9(cast: Cast) -> ScheduledMeasure:
    """The PHQ-9 is asked of everybody at every session."""
    return schedule(cast, "phq-9")


def schedule(cast: Cast, key: str) -> ScheduledMeasure:
    line = schedule_measure(key, ALWAYS, by=cast.ada, was=None)
    assert line is not None
    return line


def pack(cast: Cast, key: str, anchors: dict[str, str], items: int, language: str = "en") -> None:
    """The clinic holds a permission, and placeholder words stand for the licensed ones."""
    WordingPack.objects.create(
        clinic=cast.riverside,
        instrument=key,
        instrument_version=1,
        language=language,
        licence="permission-required",
        texts={
            "title": f"Title of {key}",
            "instructions": "Instructions.",
            "anchors": anchors,
            "items": {f"item_{n}": f"Statement {n}" for n in range(1, items + 1)},
            **({"subscales": SUBSCALES} if key == "wai-sr" else {}),
        },
        permission_holder="Riverside Practice",
        permission_on=timezone.localdate(),
        permission_document="A letter",
        created_by=cast.ada,
        switched_on_at=timezone.now(),
        switched_on_by=cast.ada,
    )


SUBSCALES = {"goals": "Goals", "tasks": "Tasks", "bond": "Bond"}
LINE_ENDS = {"0": "Not at all", "100": "Fully"}
FIVE = {str(n): f"Word {n}" for n in range(1, 6)}


def draft() -> Any:
    return CheckIn.objects.get(begun_at__isnull=False).draft


def pages(browser: Client) -> list[str]:
    """The addresses one after the other, as the buttons lead."""
    visited, address = [], "/check-in/arriving/"
    while address != "/check-in/review/":
        visited.append(address.removeprefix("/check-in/").rstrip("/"))
        address = browser.post(address, {"to": "next"})["Location"]
    return visited


def test_without_a_schedule_nothing_more_is_asked(begun: Client) -> None:
    assert CheckIn.objects.get().asked == []
    assert pages(begun) == ["arriving", "wish", "working-together", "between-us"]


def test_each_is_a_page_after_those_it_belongs_to(
    cast: Cast, phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    schedule(cast, "gad-7")
    pack(cast, "wai-sr", FIVE, 12)
    schedule(cast, "wai-sr")
    begin(browser, token)
    assert CheckIn.objects.get().asked == [["gad-7", 1], ["phq-9", 1], ["wai-sr", 1]]
    assert pages(browser) == [
        "arriving",
        "gad-7",
        "phq-9",
        "wish",
        "working-together",
        "wai-sr",
        "between-us",
    ]
    page = browser.get("/check-in/phq-9/")
    assert (page.context["place"].number, page.context["place"].count) == (3, 8)


def test_a_measure_of_the_alliance_waits_for_a_session_it_could_be_about(
    cast: Cast, phq9: ScheduledMeasure, browser: Client, first_letter: Any
) -> None:
    pack(cast, "srs", LINE_ENDS, 4)
    schedule(cast, "srs")
    begin(browser, secret_in(first_letter))
    assert CheckIn.objects.get().asked == [["phq-9", 1]]


def test_every_answer_has_its_word(phq9: ScheduledMeasure, browser: Client, token: str) -> None:
    begin(browser, token)
    page = browser.get("/check-in/phq-9/").text
    words = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
    # The first once more: of the answers to the last question only that one is told to nobody.
    assert [page.count(f'<span lang="en">{word}</span>') for word in words] == [10, 9, 9, 9]
    assert "No permission required to reproduce" in page
    assert "Nobody watches these answers live." in page
    assert 'type="radio"' in page
    assert "required" not in page.replace("permission required", "").replace("No permission", "")


def test_another_language_is_marked_where_there_is_no_official_one(
    phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    begin(browser, token)
    page = browser.get("/check-in/phq-9/?language=es").text
    assert '<html lang="es">' in page
    assert '<h1 lang="en">Patient Health Questionnaire (PHQ-9)</h1>' in page
    assert '<legend lang="en">Feeling down, depressed, or hopeless</legend>' in page
    assert "Siguiente" in page


def test_answers_are_kept_in_the_draft_and_stand_in_the_review(
    phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    begin(browser, token)
    answer = browser.post("/check-in/phq-9/", {"interest": "2", "mood": "1", "to": "next"})
    assert answer["Location"] == "/check-in/wish/"
    kept = draft()["measures"]["phq-9"]
    assert (kept["language"], kept["answers"]["interest"], kept["answers"]["sleep"]) == (
        "en",
        2,
        None,
    )
    (section,) = [
        each
        for each in browser.get("/check-in/review/").context["sections"]
        if each.slug == "phq-9"
    ]
    assert [line.answer for line in section.lines] == [
        "More than half the days",
        "Several days",
        *[""] * 7,
    ]
    again = browser.post("/check-in/phq-9/?from=review", {"interest": "0", "to": "next"})
    assert again["Location"] == "/check-in/review/"
    assert draft()["measures"]["phq-9"]["answers"]["interest"] == 0


@pytest.mark.parametrize("value", ["4", "-1", "1.5", "two", "<script>", "٣", ""])
def test_what_is_no_answer_is_not_kept_and_the_rest_is(
    phq9: ScheduledMeasure, browser: Client, token: str, value: str
) -> None:
    begin(browser, token)
    answer = browser.post("/check-in/phq-9/", {"interest": "1", "mood": value})
    assert answer.status_code == (422 if value else 302)
    kept = draft()["measures"]["phq-9"]["answers"]
    assert (kept["interest"], kept.get("mood")) == (1, None)
    assert "<script>" not in answer.text.replace("<script src", "")


def test_the_draft_survives_a_change_of_the_schedule(
    cast: Cast, phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", dict.fromkeys(PHQ, "1"))
    schedule_measure("phq-9", None, by=cast.ada, was=phq9.changed_at)
    schedule(cast, "gad-7")
    begin(browser, token)
    assert CheckIn.objects.get().asked == [["phq-9", 1]]
    assert browser.get("/check-in/phq-9/").text.count(" checked") == 8
    send(browser)
    assert Administration.objects.get().answered == 8


def test_sending_scores_by_the_version_that_was_asked(
    phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", {**dict.fromkeys(PHQ, "2"), "self_harm": ""})
    send(browser)
    given = Administration.objects.get()
    check_in = CheckIn.objects.get()
    assert (given.instrument, given.instrument_version, given.language) == ("phq-9", 1, "en")
    # Eight answers of 2: the ninth is stretched from them.
    assert (given.score, given.answered, given.prorated) == (18, 8, True)
    assert given.answers == {**dict.fromkeys(PHQ, 2), "self_harm": None}
    assert (given.check_in, given.client, given.given_at) == (
        check_in,
        check_in.client,
        check_in.submitted_at,
    )


def test_left_blank_it_was_not_given_and_stays_due(
    phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", {"to": "next"})
    send(browser)
    assert CheckIn.objects.get().is_submitted
    assert Administration.objects.count() == 0


def test_too_few_answers_have_no_score(phq9: ScheduledMeasure, browser: Client, token: str) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", {"interest": "3"})
    send(browser)
    given = Administration.objects.get()
    assert (given.score, given.answered, given.prorated) == (None, 1, False)


@pytest.mark.parametrize("to", ["next", "keep", "back"])
def test_a_safety_item_speaks_as_soon_as_it_is_kept(
    cast: Cast, phq9: ScheduledMeasure, browser: Client, token: str, to: str
) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", {"self_harm": "1", "to": to})
    notice = SafetyNotice.objects.get()
    assert (notice.instrument, notice.item, notice.answer["answer"]) == ("phq-9", "self_harm", 1)
    assert [each.member for each in notice.recipients.all()] == [cast.ines]
    page = browser.get("/check-in/wish/").text
    assert "Thank you for saying that" in page
    assert "116 123" in page
    send(browser)
    assert SafetyNotice.objects.count() == 1


def test_a_zero_raises_nothing(phq9: ScheduledMeasure, browser: Client, token: str) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", {**dict.fromkeys(PHQ, "3"), "self_harm": "0"})
    assert "Thank you for saying that" not in browser.get("/check-in/wish/").text
    send(browser)
    assert SafetyNotice.objects.count() == 0


# --- Lines and numbers ---------------------------------------------------------------------------


@pytest.fixture
def lines(cast: Cast) -> None:
    """The SRS and the ORS, whose lines are marked in millimetres."""
    for key in ("srs", "ors"):
        pack(cast, key, LINE_ENDS, 4)
        schedule(cast, key)


def test_a_line_has_no_value_until_it_is_touched(lines: None, browser: Client, token: str) -> None:
    begin(browser, token)
    page = browser.get("/check-in/srs/").text
    # The line is for those whose browser runs the script; the number is what is sent.
    assert page.count('type="range" min="0" max="10" step="0.1"') == 4
    assert page.count('name="item_1" value=""') == 1
    assert "As a number, 0 to 10" in page
    browser.post("/check-in/srs/", {"to": "next"})
    assert draft()["measures"]["srs"]["answers"] == dict.fromkeys(
        ["item_1", "item_2", "item_3", "item_4"]
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7.3", 73), ("7,3", 73), ("10", 100), ("0", 0), (" 4.0 ", 40), ("", None)],
)
def test_a_number_is_kept_in_millimetres(
    lines: None, browser: Client, token: str, typed: str, kept: int | None
) -> None:
    begin(browser, token)
    answer = browser.post("/check-in/srs/", {"item_1": typed})
    assert answer.status_code == 302
    assert draft()["measures"]["srs"]["answers"]["item_1"] == kept
    shown = "" if kept is None else f"{kept / 10}"
    assert f'name="item_1" value="{shown}"' in browser.get("/check-in/srs/").text


def test_answers_in_words_that_were_withdrawn_before_they_were_sent_can_be_taken_away(
    cast: Cast, lines: None, browser: Client, token: str
) -> None:
    pack(cast, "ors", LINE_ENDS, 4, "es")
    begin(browser, token)
    answers = {f"item_{n}": "5" for n in range(1, 5)}
    browser.post("/check-in/ors/", answers | {"language": "es"})
    browser.post("/check-in/ors/", answers)
    withdraw_pack(WordingPack.objects.get(language="es"), by=cast.ada)
    send(browser)
    given = Administration.objects.get()
    assert given.language == "es"
    therapist = Client()
    therapist.force_login(cast.ines.user)
    export = therapist.get(f"/clients/{cast.mara.code}/measures/{given.code}/fhir/")
    assert (export.status_code, export.json()["language"]) == (200, "es")


def test_between_two_steps_there_is_no_answer(cast: Cast, browser: Client, token: str) -> None:
    import_instrument(on_a_line(Scale(0, 20, (0, 20), 0.5), 0, 10), by=cast.ada)
    schedule(cast, "calm")
    begin(browser, token)
    refused = browser.post("/check-in/calm/", {"mood": "4.9", "managed": "4.5"})
    assert refused.status_code == 422
    assert "Please enter a number from 0 to 10, or leave it out." in refused.text
    assert draft()["measures"]["calm"]["answers"] == {
        "managed": 9,
        "connected": None,
        "facing": None,
    }


@pytest.mark.parametrize("typed", ["10.1", "-0.1", "7.35", "nan", "Infinity", "1e9", "many"])
def test_what_is_not_on_the_line_is_refused(
    lines: None, browser: Client, token: str, typed: str
) -> None:
    begin(browser, token)
    answer = browser.post("/check-in/srs/", {"item_1": typed, "item_2": "3.3"})
    assert answer.status_code == 422
    assert answer.text.count("Please enter a number from 0 to 10, or leave it out.") == 1
    kept = draft()["measures"]["srs"]["answers"]
    assert (kept.get("item_1"), kept["item_2"]) == (None, 33)


def test_a_line_in_spanish_writes_a_comma(lines: None, browser: Client, token: str) -> None:
    begin(browser, token)
    browser.post("/check-in/srs/", {"item_1": "7.3"})
    assert 'step="0.1"' in browser.get("/check-in/srs/?language=es").text
    review = browser.get("/check-in/review/?language=es")
    (section,) = [each for each in review.context["sections"] if each.slug == "srs"]
    assert section.lines[0].answer == "7,3"


def test_a_permission_that_was_withdrawn_takes_the_page_away(
    cast: Cast, lines: None, browser: Client, token: str
) -> None:
    begin(browser, token)
    browser.post("/check-in/srs/", {"item_1": "7.3"})
    WordingPack.objects.filter(instrument="srs").update(
        withdrawn_at=timezone.now(), withdrawn_by=cast.ada
    )
    assert browser.get("/check-in/srs/").status_code == 404
    assert "/check-in/srs/" not in browser.get("/check-in/review/").text
    assert send(browser).status_code == 302


def test_a_definition_that_is_gone_keeps_nobody_from_sending(
    phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    begin(browser, token)
    browser.post("/check-in/phq-9/", dict.fromkeys(PHQ, "1"))
    CheckIn.objects.update(asked=[["gone", 1], ["phq-9", 1]])
    assert browser.get("/check-in/gone/").status_code == 404
    assert send(browser).status_code == 302
    assert [each.instrument for each in Administration.objects.all()] == ["phq-9"]


# --- The alliance beside the check ---------------------------------------------------------------


def answer_srs(browser: Client, value: str) -> None:
    answer = browser.post(
        "/check-in/srs/", dict.fromkeys(["item_1", "item_2", "item_3", "item_4"], value)
    )
    assert answer.status_code == 302


def test_a_measure_of_the_alliance_is_a_rating_with_a_line_of_its_own(
    lines: None, cast: Cast, browser: Client, token: str
) -> None:
    before = session_at(cast.ines, cast.mara, at=ago(days=40))
    as_usual = {f"item_{number}": 92 for number in range(1, 5)}
    rate_session(before, cast.mara, Perspective.CLIENT, as_usual, measure=instrument("srs"))
    begin(browser, token)
    answer_everything(browser)
    answer_srs(browser, "5.5")
    send(browser)
    check_in = CheckIn.objects.get()
    ratings = {each.instrument: each for each in Rating.objects.exclude(session=before)}
    assert {key: (each.score, each.session) for key, each in ratings.items()} == {
        "alliance-client": (5.6, check_in.about),
        "srs": (22.0, check_in.about),
    }
    read = Reading.objects.exclude(rating__session=before)
    assert {each.rating.instrument: each.value for each in read} == {
        "alliance-client": 5.6,
        "srs": 22.0,
    }
    assert {each.instrument: each.n for each in Standing.objects.all()} == {
        "alliance-client": Standing.objects.get(instrument="alliance-client").n,
        "srs": Standing.objects.get(instrument="srs").n,
    }
    # 22 where 37 is usual is far below: the check's own rule may speak, this one does not twice.
    assert read.get(rating__instrument="srs").flag == "marked"
    drops = Signal.objects.filter(kind="unexpected drop")
    assert {each.rating.instrument for each in drops if each.rating} <= {"alliance-client"}
    given = Administration.objects.get(instrument="srs")
    assert (given.score, given.answers["item_1"]) == (22.0, 55)


def test_a_later_correction_of_the_check_leaves_the_other_line_as_it_was(
    lines: None, cast: Cast, browser: Client, token: str
) -> None:
    begin(browser, token)
    answer_everything(browser)
    answer_srs(browser, "9")
    send(browser)
    srs = Reading.objects.get(rating__instrument="srs")
    about = CheckIn.objects.get().about
    assert about is not None
    rate_session(
        about,
        cast.mara,
        Perspective.CLIENT,
        {"understood": 1, "safe": 1, "goals": 1, "fit": 1, "say": 1},
        version=1,
    )
    srs.refresh_from_db()
    assert srs.superseded_at is None
    assert Rating.objects.get(instrument="srs").score == 36.0
    assert Rating.objects.get(instrument="alliance-client").score == 1


# --- What it costs -------------------------------------------------------------------------------


def test_queries_of_a_page_and_of_sending(
    cast: Cast, phq9: ScheduledMeasure, browser: Client, token: str
) -> None:
    schedule(cast, "gad-7")
    begin(browser, token)
    answer_everything(browser)
    browser.post("/check-in/phq-9/", dict.fromkeys(PHQ, "1"))
    browser.post("/check-in/gad-7/", {"nervous": "1"})
    browser.post("/check-in/between-us/", {"tension": "none"})
    with CaptureQueriesContext(connection) as asked:
        browser.get("/check-in/phq-9/")
    # Session, link, opened ruptures; imported instruments, packs; whether a safety answer stands.
    assert len(asked) == 6
    with CaptureQueriesContext(connection) as captured:
        assert send(browser).status_code == 302
    counted = [each for each in captured if not each["sql"].startswith(FRAME)]
    # The 11 of a plain one; the catalogue to read the draft and again to score it; a notice
    # looked for; one row for both instruments.
    assert len(counted) == 17
    assert Administration.objects.count() == 2


def test_beginning_without_a_schedule_costs_one_query(
    browser: Client, token: str, cast: Cast
) -> None:
    with CaptureQueriesContext(connection) as captured:
        browser.post(f"/c/{token}/")
    asks = [each for each in captured if "scheduledmeasure" in each["sql"]]
    others = [
        each
        for each in captured
        if any(
            name in each["sql"] for name in ("wordingpack", "administration", "clinicinstrument")
        )
    ]
    assert (len(asks), len(others)) == (1, 0)


def test_both_languages_ask_the_same(phq9: ScheduledMeasure, browser: Client, token: str) -> None:
    begin(browser, token)
    english = browser.get("/check-in/phq-9/?language=en").context["form"]
    spanish = browser.get("/check-in/phq-9/?language=es").context["form"]
    assert list(english.fields) == list(spanish.fields) == [*PHQ, "self_harm"]
    assert CheckInLink.objects.get().state == "open"
    assert list(ANSWERS) == ["arriving", "wish", "working-together", "between-us"]
