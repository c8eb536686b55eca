"""How somebody has been: beneath the alliance chart, in the brief, and to take away."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import begin_check_in, rate_session, schedule_measure, submit_check_in
from alliance.actions.check_in import new_link
from alliance.chart import ChartPoint, OutcomePoint, outcome_chart, story_chart
from alliance.models import Administration, CheckIn, CheckInLink, Reading
from alliance.models.rating import Perspective
from alliance.pages import caseload, client_story, workspace
from alliance.pages.outcomes import Outcome
from clients.models import Client
from measures.catalogue import instrument
from measures.fhir.questionnaire import questionnaire
from measures.instrument import Instrument
from measures.models import ClinicInstrument
from measures.schedule import Rhythm, Timing
from measures.scoring import score
from practice.models import AuditEvent, Clinic, Membership
from sessions.models import Participation, Session
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.test_scheduled_measures import LINE_ENDS, pack

SignIn = Callable[[Membership], Browser]
PHQ9 = instrument("phq-9")


def phq9(total: int, *, left_out: int = 0) -> dict[str, int | None]:
    """Answers that come to a total, the last items left out; the safety item is 0."""
    answers: dict[str, int | None] = {item.key: 0 for item in PHQ9.items}
    open_items = [item.key for item in PHQ9.items if not item.safety]
    for number in range(total):
        key = open_items[number % len(open_items)]
        answers[key] = (answers[key] or 0) + 1
    for key in open_items[len(open_items) - left_out :]:
        answers[key] = None
    return answers


def met(cast: Cast, sessions: int) -> list[Participation]:
    made = [
        session_at(cast.ines, cast.mara, at=ago(days=7 * (sessions - each)))
        for each in range(sessions)
    ]
    return [each.participations.get() for each in made]


def answered(
    part: Participation, answers: dict[str, int | None] | None, measure: Instrument = PHQ9
) -> CheckIn:
    """A check-in in which the instrument was asked, and answered unless `answers` is None."""
    at = part.starts_at - timedelta(hours=3)
    check_in, _ = CheckIn.objects.get_or_create(
        participation=part,
        defaults={"client": part.client, "clinic": part.clinic, "sent_at": at, "begun_at": at},
    )
    check_in.asked = [*check_in.asked, [measure.key, measure.version]]
    check_in.submitted_at = check_in.begun_at = at
    check_in.save()
    if answers is not None:
        scored = score(measure, answers)
        Administration.objects.create(
            clinic=part.clinic,
            client=part.client,
            check_in=check_in,
            instrument=measure.key,
            instrument_version=measure.version,
            language="en",
            answers=answers,
            answered=scored.answered,
            score=scored.value,
            prorated=scored.prorated,
            given_at=at,
        )
    return check_in


def outcomes(cast: Cast) -> list[Outcome]:
    shown: list[Outcome] = client_story(cast.mara, cast.ines)["outcomes"]
    return shown


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
    assert "The latest answers were too few for a score." in page


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
    assert (brief.reading.value, brief.answered_rating.instrument) == (8.0, "alliance-client")
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
        '<span class="soft">too few answers for a score</span>'
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
        (f"/clients/{cast.mara.code}/", 9),
        (f"/sessions/{parts[-1].session.code}/", 11),
    ):
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        assert (path, len(captured)) == (path, count)


# --- Old answers ---------------------------------------------------------------------------------


def imported(cast: Cast, version: int, **changed: Any) -> Instrument:
    """The GAD-7 under another name, as a clinic imports it; a version may score otherwise."""
    from dataclasses import replace

    from measures.clinic import catalogue_of

    base = instrument("gad-7")
    own = replace(base, key="worry-scale", version=version, loinc=None, **changed)
    ClinicInstrument.objects.create(
        clinic=cast.riverside,
        key=own.key,
        version=version,
        title=own.title,
        questionnaire=questionnaire(own, "en"),
        imported_by=cast.ada,
    )
    return catalogue_of(cast.riverside).instrument("worry-scale", version)


def submitted(cast: Cast, session: Session, answers: dict[str, int]) -> Administration:
    check_in = session.participations.get().check_in
    link = begin_link(check_in)
    begin_check_in(link)
    given = {"worry-scale": {"language": "en", "answers": answers}}
    submit_check_in(CheckInLink.objects.get(pk=link.pk), {"measures": given})
    return Administration.objects.latest("pk")


def begin_link(check_in: CheckIn) -> CheckInLink:
    new_link(check_in, expires_at=check_in.participation.starts_at)
    return check_in.links.latest("pk")


def test_a_new_version_never_rescores_old_answers(cast: Cast, signed_in: SignIn) -> None:
    from dataclasses import replace

    first = imported(cast, 1)
    schedule_measure("worry-scale", Timing(Rhythm.EVERY_SESSIONS, 1), by=cast.ada, was=None)
    answers = {item.key: 2 for item in first.items}
    old = submitted(cast, session_at(cast.ines, cast.mara, at=ahead(hours=5)), answers)
    assert (old.instrument_version, old.score) == (1, 14)
    # In the second version every item is reversed: the same answers come to 7.
    second = imported(cast, 2, items=tuple(replace(each, reversed=True) for each in first.items))
    new = submitted(cast, session_at(cast.ines, cast.mara, at=ahead(hours=29)), answers)
    assert (new.instrument_version, new.score) == (2, 7)
    old.refresh_from_db()
    assert (old.instrument_version, old.score, old.answers) == (1, 14, answers)
    lines = {each.instrument.version: each for each in outcomes(cast)}
    assert {version: each.answers[0].score for version, each in lines.items()} == {1: 14, 2: 7}
    assert second.version == 2
    browser = signed_in(cast.ines)
    for given in (old, new):
        exported = json.loads(browser.get(_export(given)).content)
        assert (
            exported["questionnaire"].rsplit("|", 1)[-1].startswith(str(given.instrument_version))
        )


# --- To take away --------------------------------------------------------------------------------


def _export(given: Administration) -> str:
    return f"/clients/{given.client.code}/measures/{given.code}/fhir/"


def test_the_answers_as_fhir(cast: Cast, signed_in: SignIn) -> None:
    answered(met(cast, 1)[0], phq9(14, left_out=1))
    given = Administration.objects.get()
    answer = signed_in(cast.ines).get(_export(given))
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="phq-9-{given.code}.json"'
    )
    found = json.loads(answer.content)
    assert (found["resourceType"], found["id"], found["language"], found["status"]) == (
        "QuestionnaireResponse",
        str(given.code),
        "en",
        "completed",
    )
    assert found["subject"]["identifier"]["value"] == str(cast.mara.code)
    assert len(found["item"]) == 8
    (total,) = [
        each["valueDecimal"]
        for each in found["extension"][0]["extension"]
        if each["url"] == "value"
    ]
    assert total == given.score == 15
    assert cast.mara.name not in answer.text
    trace = AuditEvent.objects.get(kind="exported")
    assert (trace.actor, trace.about_code, trace.client_code) == (
        cast.ines.code,
        given.code,
        cast.mara.code,
    )


@pytest.mark.parametrize("who", ["noor", "tomas", "ada", "wren"])
def test_they_are_for_those_who_care_for_them(cast: Cast, signed_in: SignIn, who: str) -> None:
    answered(met(cast, 1)[0], phq9(9))
    assert signed_in(getattr(cast, who)).get(_export(Administration.objects.get())).status_code == (
        404
    )
    assert AuditEvent.objects.filter(kind="exported").count() == 0


def test_who_supervises_reads_the_line_and_is_offered_no_answers_to_take_away(
    cast: Cast, signed_in: SignIn
) -> None:
    Membership.objects.filter(pk=cast.noor.pk).update(is_therapist=True)
    answered(met(cast, 1)[0], phq9(9))
    pages = [
        signed_in(member).get(f"/clients/{cast.mara.code}/").text
        for member in (cast.ines, cast.noor)
    ]
    assert ['<strong class="num">9</strong>' in page for page in pages] == [True, True]
    assert ["/fhir/" in page for page in pages] == [True, False]
    assert [f"/clients/{cast.mara.code}/measures/" in page for page in pages] == [True, False]


def test_another_clients_answers_are_not_under_this_one(cast: Cast, signed_in: SignIn) -> None:
    answered(met(cast, 1)[0], phq9(9))
    given = Administration.objects.get()
    other: Client = cast.theo
    path = f"/clients/{other.code}/measures/{given.code}/fhir/"
    assert signed_in(cast.ines).get(path).status_code == 404
