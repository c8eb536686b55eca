"""How somebody has been: beneath the alliance chart and in the brief."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import begin_check_in, rate_session, schedule_measure, submit_check_in
from alliance.chart import ChartPoint, OutcomePoint, outcome_chart, story_chart
from alliance.models import Administration, CheckIn, CheckInLink, Rating, Reading
from alliance.models.rating import Perspective
from alliance.pages import caseload, client_story, workspace
from alliance.pages.outcomes import Outcome
from measures.catalogue import instrument
from measures.instrument import Instrument
from measures.schedule import Rhythm, Timing
from practice.models import Clinic, Membership
from sessions.models import Session
from tests.alliance.answered import answered, met, outcomes, phq9, to_take_away
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.test_scheduled_measures import LINE_ENDS, pack

SignIn = Callable[[Membership], Browser]


def the_only(cast: Cast) -> Outcome:
    (shown,) = outcomes(cast)
    return shown


# --- On the client's page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "band", "change"),
    [
        ((16, 12, 9), "mild", "recovered since the first, 16"),
        ((22, 15), "moderately severe", "improved since the first, 22"),
        ((16, 11), "moderate", "not reliably changed since the first, 16"),
        ((4, 5, 10), "moderate", "deteriorated since the first, 4"),
    ],
)
def test_what_the_latest_score_means(
    cast: Cast, signed_in: SignIn, scores: tuple[int, ...], band: str, change: str
) -> None:
    for part, total in zip(met(cast, len(scores)), scores, strict=True):
        answered(part, phq9(total))
    shown = the_only(cast)
    assert shown.latest is not None
    assert shown.since is not None
    assert (shown.latest.shown, shown.latest.band, shown.since.words) == (
        str(scores[-1]),
        band,
        change,
    )
    page = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").text
    assert f'<strong class="num">{scores[-1]}</strong>' in page
    assert change in page
    for words in (
        "A change of 6 or more is more than measurement error: Gyani",
        "The clinical cut-off is 10 or more: Kroenke",
    ):
        assert words in page
    # An answer of 0 to the safety item says nothing, and nothing is said of it.
    assert re.findall(r"\brisk\b", page.lower()) == []


def test_one_answer_is_no_change(cast: Cast) -> None:
    answered(met(cast, 1)[0], phq9(16))
    assert the_only(cast).since is None


def test_only_where_it_was_answered(cast: Cast) -> None:
    parts = met(cast, 6)
    for number, total in ((0, 16), (1, 14), (4, 10), (5, 9)):
        answered(parts[number], phq9(total))
    answered(parts[2], None)
    line = [(each.at, each.score, each.asked_only, each.joined) for each in the_only(cast).answers]
    assert line == [
        (1, 16, False, True),
        (2, 14, False, True),
        (3, None, True, True),
        (5, 10, False, False),
        (6, 9, False, True),
    ]
    wide = the_only(cast).charts["wide"]
    assert (wide.count("<polyline"), wide.count("<circle"), wide.count('class="gap"')) == (2, 4, 1)


@pytest.mark.parametrize(("opened", "lines"), [(True, 1), (False, 0)])
def test_the_line_breaks_where_a_check_in_that_would_have_asked_stayed_unopened(
    cast: Cast, opened: bool, lines: int
) -> None:
    schedule_measure("phq-9", Timing(Rhythm.EVERY_SESSIONS, 1), by=cast.ada, was=None)
    first, silent, last = met(cast, 3)
    answered(first, phq9(16))
    if not opened:
        CheckIn.objects.create(
            participation=silent, client=cast.mara, clinic=cast.riverside, sent_at=ago(days=15)
        )
    answered(last, phq9(9))
    shown = the_only(cast)
    assert shown.charts["wide"].count("<polyline") == lines
    # What was never asked was not left out: no mark claims it.
    assert shown.charts["wide"].count('class="gap"') == 0


def test_after_too_few_answers_the_next_check_in_would_have_asked_again(cast: Cast) -> None:
    schedule_measure("phq-9", Timing(Rhythm.EVERY_SESSIONS, 2), by=cast.ada, was=None)
    parts = met(cast, 5)
    answered(parts[0], phq9(16))
    answered(parts[2], {"mood": 3})
    CheckIn.objects.create(
        participation=parts[3], client=cast.mara, clinic=cast.riverside, sent_at=ago(days=8)
    )
    answered(parts[4], phq9(9))
    line = [(each.at, each.score, each.joined) for each in the_only(cast).answers]
    assert line == [(1, 16, True), (3, None, True), (5, 9, False)]


def test_prorated_is_said(cast: Cast, signed_in: SignIn) -> None:
    answered(met(cast, 1)[0], phq9(14, left_out=1))
    shown = the_only(cast)
    assert shown.latest is not None
    assert shown.latest.prorated
    page = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").text
    assert "(prorated: an answer was left out)" in page


def test_too_few_answers_are_no_score_and_no_dot(cast: Cast, signed_in: SignIn) -> None:
    answered(met(cast, 1)[0], {"mood": 3})
    shown = the_only(cast)
    assert shown.charts["wide"].count("<circle") == 0
    page = signed_in(cast.ines).get(f"/clients/{cast.mara.code}/").text
    assert "The latest answers: too little for a score (1 of 9)." in page


def test_nothing_scheduled_shows_the_wellbeing_check(cast: Cast) -> None:
    first, second, third = met(cast, 3)
    for part, value in ((first, 4.5), (third, 6.0)):
        CheckIn.objects.create(
            participation=part,
            client=cast.mara,
            clinic=cast.riverside,
            begun_at=part.starts_at,
            submitted_at=part.starts_at,
            wellbeing_score=value,
        )
    CheckIn.objects.create(participation=second, client=cast.mara, clinic=cast.riverside)
    shown = the_only(cast)
    assert shown.instrument.key == "wellbeing"
    assert [(each.at, each.score) for each in shown.answers] == [(1, 4.5), (2, None), (3, 6.0)]
    assert shown.charts["wide"].count("<polyline") == 0
    answered(third, phq9(9))
    assert [each.instrument.key for each in outcomes(cast)] == ["phq-9"]


def test_an_answer_for_the_next_session_stands_past_the_last(cast: Cast) -> None:
    answered(met(cast, 2)[1], phq9(16))
    ahead_of = session_at(cast.ines, cast.mara, at=ahead(hours=20)).participations.get()
    answered(ahead_of, phq9(9))
    line = the_only(cast)
    assert [each.at for each in line.answers] == [2, 3]
    assert ">next</text>" in line.charts["wide"]
    assert ">next</text>" in line.charts["compact"]


def test_what_was_answered_before_a_missed_session_stands_between(cast: Cast) -> None:
    parts = met(cast, 3)
    parts[1].attendance, parts[1].attendance_at = "no-show", parts[1].starts_at
    parts[1].save()
    answered(parts[1], phq9(12))
    (answer,) = the_only(cast).answers
    assert answer.at == 1.5
    assert "when you did not meet" in answer.session


def test_it_stands_on_the_sessions_of_the_alliance_chart() -> None:
    sessions = [ChartPoint(n, f"{n} May", 7, None, 5, 9) for n in range(1, 15)]
    points = [OutcomePoint(n, 10.0, f"{n}") for n in (1, 5, 9, 13)]
    for compact in (False, True):
        above = story_chart(sessions, [], title="", description="", compact=compact)
        beneath = outcome_chart(
            points,
            sessions,
            lowest=0,
            highest=27,
            title="",
            description="",
            prefix="p",
            compact=compact,
        )
        ticks = [_places(drawn) for drawn in (above, beneath)]
        assert ticks[0] == ticks[1]


def _places(svg: str) -> dict[str, str]:
    """Where each session number stands, by what is written in the bottom row."""
    found = re.findall(r'<text class="tick" x="([\d.]+)" y="([\d.]+)"[^>]*>(\d+)</text>', svg)
    lowest = max(float(y) for _x, y, _text in found)
    return {text: x for x, y, text in found if float(y) == lowest}


# --- Measures of the alliance beside the check ---------------------------------------------------


@pytest.fixture
def srs(cast: Cast) -> Instrument:
    pack(cast, "srs", LINE_ENDS, 4)
    schedule_measure("srs", Timing(Rhythm.EVERY_SESSIONS, 1), by=cast.ada, was=None)
    return instrument("srs")


def check_in_with_srs(cast: Cast, value: int) -> Session:
    """Mara checks in about the last session, with the check at 8 and the SRS at `value`."""
    about = session_at(cast.ines, cast.mara, at=ago(days=7))
    session = session_at(cast.ines, cast.mara, at=ahead(hours=20))
    check_in = session.participations.get().check_in
    link = check_in.links.get()
    begin_check_in(link)
    items = dict.fromkeys(["item_1", "item_2", "item_3", "item_4"], value)
    submit_check_in(
        CheckInLink.objects.get(pk=link.pk),
        {
            "alliance": dict.fromkeys(("understood", "safe", "goals", "fit", "say"), 8),
            "measures": {"srs": {"language": "en", "answers": items}},
        },
    )
    assert check_in.about is None or check_in.about == about
    return session


def test_it_has_a_line_with_what_was_expected(cast: Cast, srs: Instrument) -> None:
    check_in_with_srs(cast, 92)
    shown = the_only(cast)
    reading = Reading.objects.get(rating__instrument="srs")
    (answer,) = shown.answers
    assert (answer.at, answer.score) == (1, 36.8)
    assert (answer.low, answer.high) == (pytest.approx(reading.low), reading.high)
    assert '<polygon class="band"' in shown.charts["wide"]


def test_it_never_mixes_with_the_main_line(cast: Cast, srs: Instrument, signed_in: SignIn) -> None:
    session = check_in_with_srs(cast, 92)
    story = client_story(cast.mara, cast.ines)
    assert [chapter.point.client for chapter in story["chapters"]] == [8.0]
    (row,) = [each for each in caseload(cast.ines)["rows"] if each.client == cast.mara]
    assert (row.latest.value, row.rated) == (8.0, 1)
    (brief,) = workspace(session, list(session.participations.all()), cast.ines)["briefs"]
    assert brief.together.whole.value == 8.0
    assert [each.instrument.key for each in brief.answered] == ["srs"]
    page = signed_in(cast.ines).get(f"/sessions/{session.code}/").text
    assert "36.8 / 40" in page


def test_it_is_covered_until_the_therapist_has_rated(
    cast: Cast, srs: Instrument, signed_in: SignIn
) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    cast.riverside.refresh_from_db()
    session = check_in_with_srs(cast, 92)
    browser = signed_in(cast.ines)
    given = Administration.objects.get()
    export = f"/clients/{cast.mara.code}/measures/{given.code}/fhir/"
    pages = (f"/clients/{cast.mara.code}/", f"/sessions/{session.code}/")
    assert ["36.8" in browser.get(page).text for page in pages] == [False, False]
    assert browser.get(export).status_code == 404
    about = given.check_in.about
    assert about is not None
    ratings = dict.fromkeys(("understood", "safe", "goals", "fit", "say"), 7)
    rate_session(about, cast.mara, Perspective.THERAPIST, ratings, by=cast.ines)
    assert ["36.8" in browser.get(page).text for page in pages] == [True, True]
    assert browser.get(export).status_code == 200


def test_it_is_covered_too_where_a_second_check_in_was_about_the_same_session(
    cast: Cast, srs: Instrument, signed_in: SignIn
) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    check_in_with_srs(cast, 92)
    first = Administration.objects.get()
    later = session_at(cast.ines, cast.mara, at=ahead(days=3))
    second = CheckIn.objects.get(participation__session=later)
    second.about, second.begun_at = first.check_in.about, timezone.now()
    second.asked = first.check_in.asked
    second.save()
    measures = {"srs": {"language": "en", "answers": first.answers}}
    submit_check_in(second.links.get(), {"measures": measures})
    given = Administration.objects.latest("pk")
    assert (given.check_in, Rating.objects.filter(instrument="srs").count()) == (second, 1)
    assert signed_in(cast.ines).get(to_take_away(given)).status_code == 404


# --- In the brief --------------------------------------------------------------------------------


def test_the_brief_has_a_line_for_each(cast: Cast, signed_in: SignIn) -> None:
    first, last = met(cast, 2)
    answered(first, phq9(16))
    answered(last, phq9(9))
    gad7 = instrument("gad-7")
    answered(last, dict.fromkeys([item.key for item in gad7.items[:3]], 1), gad7)
    page = signed_in(cast.ines).get(f"/sessions/{last.session.code}/").text
    flat = " ".join(page.split())
    assert (
        '<span class="soft">Patient Health Questionnaire-9 (PHQ-9):</span> '
        '<strong class="num">9 / 27</strong>, mild; recovered since the first, 16 </p>'
    ) in flat
    assert (
        "Generalized Anxiety Disorder 7-item scale (GAD-7):</span> "
        '<span class="soft">too little for a score (3 of 7):</span>'
    ) in flat


@pytest.mark.parametrize("instruments", [0, 1, 2])
def test_it_costs_the_pages_no_query(cast: Cast, signed_in: SignIn, instruments: int) -> None:
    parts = met(cast, 5)
    for part in parts:
        answered(part, phq9(9) if instruments else None)
        if instruments == 2:
            measure = instrument("gad-7")
            answered(part, dict.fromkeys([item.key for item in measure.items], 1), measure)
    CheckIn.objects.update(read_at=timezone.now(), read_by=cast.ines)
    browser = signed_in(cast.ines)
    for path, count in (
        (f"/clients/{cast.mara.code}/", 10),
        (f"/sessions/{parts[-1].session.code}/", 11),
    ):
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        assert (path, len(captured)) == (path, count)
