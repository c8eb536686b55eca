"""A client's whole record for a transfer: what it holds, what it never holds, who may have it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import record_repair_attempt, record_rupture
from alliance.actions.rating import rate_session
from alliance.models import CheckIn
from alliance.models.rating import Perspective
from clients.actions import propose_goal
from clients.models import CareTeamMember, Client
from practice.models import AuditEvent, Clinic, Membership
from sessions.actions import add_addendum, save_note, sign_note
from sessions.models import Session
from tests.alliance.answered import answered, phq9
from tests.alliance.document.reader import Read, read
from tests.alliance.rated import answers, rate
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]
FEELING, OWN_PART, DRAFT = "bittern", "dunnock", "whimbrel"


def ask(browser: Browser, client: Client, **wanted: str) -> Any:
    return browser.post(f"/clients/{client.code}/record.pdf", {"answers": "on"} | wanted)


def record(browser: Browser, client: Client, **wanted: str) -> Read:
    answer = ask(browser, client, **wanted)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return read(answer.content)


def met(cast: Cast, weeks: int, words: str, *, sign: bool = True) -> Session:
    session = session_at(cast.ines, cast.mara, at=ago(weeks=weeks))
    content = {"sections": {"data": words}}
    note = save_note(
        session, by=cast.ines, content=content, format="dap", format_version=1, version=0
    )
    if sign:
        sign_note(note, by=cast.ines, version=1)
    return session


@pytest.fixture
def told(cast: Cast) -> list[Session]:
    """Three sessions, the last with a draft; a rupture and its repair; answers from both seats."""
    sessions = [met(cast, 6, "kestrel"), met(cast, 4, "plover"), met(cast, 2, DRAFT, sign=False)]
    add_addendum(sessions[0].note, by=cast.ines, words="curlew")
    propose_goal(cast.mara, by=cast.ines, words="To sleep again.", proposed_by="client")
    rate(sessions[0], cast.mara, 7.4)
    rate_session(
        sessions[0],
        cast.mara,
        Perspective.THERAPIST,
        answers(6.2),
        by=cast.ines,
        feeling={"words": FEELING},
    )
    rupture = record_rupture(
        sessions[1],
        cast.mara,
        by=cast.ines,
        direction="withdrawal",
        what_happened="She went quiet.",
        own_part=OWN_PART,
    )
    record_repair_attempt(
        rupture,
        sessions[2],
        by=cast.ines,
        strategies=["apologise"],
        words="I said sorry.",
        promise="To ask first.",
    )
    check_in: CheckIn = answered(sessions[1].participations.get(), phq9(12))
    check_in.tension, check_in.tension_request = "lot", "raise"
    check_in.tension_words, check_in.wish = "I felt rushed.", "To be asked."
    check_in.wellbeing_score = 4.5
    check_in.save()
    return sessions


def test_it_holds_the_whole_record(cast: Cast, signed_in: SignIn, told: list[Session]) -> None:
    found = record(signed_in(cast.ines), cast.mara)
    for words in (
        "Mara Lindqvist",
        "mara@mail.example",
        "Made for a transfer of care by Riverside Practice",
        "therapy, and keeping a record of it",
        "To sleep again.",
        "kestrel",
        "plover",
        "curlew",
        told[0].note.signed_digest,
        "1 note is still a draft.",
        "draft, not signed: left out",
        "Wished for: “To be asked.”",
        "“I felt rushed.”",
        "4.5 of 10",
        "7.4",
        "6.2",
        "12 / 27, moderate",
        "She went quiet.",
        "I said sorry.",
        "To ask first.",
        "being repaired",
    ):
        assert found.says(words), words


def test_it_never_holds(cast: Cast, signed_in: SignIn, told: list[Session]) -> None:
    found = record(signed_in(cast.ines), cast.mara)
    for words in (FEELING, OWN_PART, DRAFT, "Theo", "Otto"):
        assert not found.says(words), words
    assert found.says("Process notes: they are their author’s alone")


def test_anothers_part_of_a_session_of_two_is_not_in_it(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, cast.theo, at=ago(days=9))
    rate(session, cast.theo, 3.2)
    record_rupture(
        session, cast.theo, by=cast.ines, direction="mixed", what_happened="heron about Theo"
    )
    content = {
        "sections": {"data": "shared by both"},
        "people": {str(cast.theo.code): {"words": "heron about Theo"}},
    }
    note = save_note(
        session, by=cast.ines, content=content, format="dap", format_version=1, version=0
    )
    sign_note(note, by=cast.ines, version=1)
    found = record(signed_in(cast.ines), cast.mara)
    assert found.says("shared by both")
    for words in ("heron", "Theo", "3.2"):
        assert not found.says(words), words
    assert record(signed_in(cast.ines), cast.theo).says("3.2")


@pytest.mark.parametrize(("covers", "shown"), [(True, False), (False, True)])
def test_a_covered_rating_stays_covered(
    cast: Cast, signed_in: SignIn, told: list[Session], covers: bool, shown: bool
) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(rate_then_reveal=covers)
    rate(told[1], cast.mara, 2.6)
    found = record(signed_in(cast.ines), cast.mara)
    assert found.says("2.6") is shown
    assert found.says("covered until the therapist has rated") is covers
    assert found.says("7.4")  # of a session that the therapist has rated


def test_a_period(cast: Cast, signed_in: SignIn, told: list[Session]) -> None:
    day = timezone.localtime(told[1].starts_at).date()
    browser = signed_in(cast.ines)
    one = record(browser, cast.mara, since=day.isoformat(), until=day.isoformat())
    assert one.says("plover")
    assert one.says("Session 2,")
    assert one.says("She went quiet.")
    assert one.says("12 / 27")
    for words in ("kestrel", "7.4", "is still a draft"):
        assert not one.says(words), words
    later = record(browser, cast.mara, since=(day + timedelta(days=1)).isoformat())
    for words in ("plover", "kestrel", "She went quiet.", "12 / 27", "I felt rushed."):
        assert not later.says(words), words


def test_without_answers(cast: Cast, signed_in: SignIn, told: list[Session]) -> None:
    found = record(signed_in(cast.ines), cast.mara, answers="")
    assert found.says("were left out on request")
    assert found.says("kestrel")
    for words in ("I felt rushed.", "7.4", "12 / 27"):
        assert not found.says(words), words


def test_a_period_that_ends_before_it_begins(cast: Cast, signed_in: SignIn) -> None:
    answer = ask(signed_in(cast.ines), cast.mara, since="2026-05-02", until="2026-05-01")
    assert answer.status_code == 422
    assert b"This day lies before the first one." in answer.content
    assert not AuditEvent.objects.filter(kind="exported").exists()


def test_when_there_is_nothing_yet(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    page = browser.get(f"/clients/{cast.mara.code}/record/").content.decode()
    assert "No session is written down yet." in page
    found = record(browser, cast.mara)
    for words in ("No session lies in this period.", "No signed note lies", "No goal is written"):
        assert found.says(words), words
    session_at(cast.ines, cast.mara, at=ago(days=1))
    page = browser.get(f"/clients/{cast.mara.code}/record/").content.decode()
    assert "No session is written down yet." not in page
    assert "It never holds" in page


def test_everybody_can_read_it(cast: Cast, signed_in: SignIn, told: list[Session]) -> None:
    found = record(signed_in(cast.ines), cast.mara)
    root = found.pdf.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "en"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with found.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert found.tags >= {"Title", "H1", "H2", "H3", "P", "Table", "TH", "TD", "TOC", "TOCI"}
    assert found.bookmarks == [
        "What is in it",
        "About this record",
        "The person",
        "Care team",
        "Consents",
        "Goals",
        "Who said what about the goals",
        "Sessions and attendance",
        "Signed notes",
        "Check-ins",
        "The alliance, from both seats",
        "Questionnaires",
        "Ruptures and repair",
    ]
    last = len(found.pages)
    assert [f"{n} of {last}" in page for n, page in enumerate(found.pages, 1)] == [True] * last
    listed = re.search(r"Ruptures and repair\W+(\d+)", found.bodies[0])
    assert listed
    assert "Ruptures and repair" in found.bodies[int(listed[1]) - 1]


def test_it_is_named_for_the_day_kept_nowhere_and_traced(
    cast: Cast, signed_in: SignIn, told: list[Session]
) -> None:
    answer = ask(signed_in(cast.ines), cast.mara, since="2026-01-01")
    today = timezone.localtime(timezone=cast.riverside.zone).date()
    name = f'attachment; filename="record-{today.isoformat()}.pdf"'
    assert answer["Content-Disposition"] == name
    assert "no-store" in answer["Cache-Control"]
    row = AuditEvent.objects.get(kind="exported")
    assert (row.actor, row.about, row.client_code) == (
        cast.ines.code,
        "clients.client",
        cast.mara.code,
    )
    assert row.detail == {"since": "2026-01-01", "until": None, "answers": True}


def test_only_the_care_team_may(cast: Cast, signed_in: SignIn) -> None:
    """Not even a supervisor who is a therapist besides, and may read the record."""
    Membership.objects.filter(pk=cast.noor.pk).update(is_therapist=True)
    CareTeamMember.objects.create(clinic=cast.riverside, client=cast.theo, therapist=cast.tomas)
    everybody = (cast.ines, cast.noor, cast.tomas, cast.ada, cast.wren, cast.olga)
    browsers = [signed_in(each) for each in everybody]
    shown = [each.get(f"/clients/{cast.mara.code}/record/").status_code for each in browsers]
    given = [ask(each, cast.mara).status_code for each in browsers]
    assert shown == given == [200, 404, 404, 404, 404, 404]
    assert ask(signed_in(cast.tomas), cast.theo).status_code == 200


def test_from_the_page_to_the_file(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    details = browser.get(f"/clients/{cast.mara.code}/details/").content.decode()
    assert f'href="/clients/{cast.mara.code}/record/"' in details
    page = browser.get(f"/clients/{cast.mara.code}/record/").content.decode()
    assert f'action="/clients/{cast.mara.code}/record.pdf"' in page
    assert browser.get(f"/clients/{cast.mara.code}/record.pdf").status_code == 405


@pytest.mark.parametrize("sessions", [1, 30])
def test_queries(cast: Cast, signed_in: SignIn, sessions: int) -> None:
    for week in range(sessions):
        each = met(cast, week + 1, f"Week {week}.")
        add_addendum(each.note, by=cast.ines, words="More.")
        rate(each, cast.mara, 7.0)
        rupture = record_rupture(each, cast.mara, by=cast.ines, direction="withdrawal")
        record_repair_attempt(rupture, each, by=cast.ines, strategies=["validate"])
        answered(each.participations.get(), phq9(9))
    browser = signed_in(cast.ines)
    with CaptureQueriesContext(connection) as captured:
        record(browser, cast.mara)
    assert len(captured) == 27
