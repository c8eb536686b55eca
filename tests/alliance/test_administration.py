"""Old answers: never scored again by a later version, and there to take away."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client as Browser

from alliance.actions import begin_check_in, schedule_measure, submit_check_in
from alliance.actions.invitation import new_link
from alliance.models import Administration, CheckIn, CheckInLink
from clients.models import Client
from measures.catalogue import instrument
from measures.clinic import catalogue_of
from measures.fhir.questionnaire import questionnaire
from measures.instrument import Instrument
from measures.models import ClinicInstrument
from measures.schedule import Rhythm, Timing
from practice.models import AuditEvent, Membership
from sessions.models import Session
from tests.alliance.answered import answered, met, outcomes, phq9, to_take_away
from tests.cast import Cast, ahead, session_at

SignIn = Callable[[Membership], Browser]


def imported(cast: Cast, version: int, **changed: Any) -> Instrument:
    """The GAD-7 under another name, as a clinic imports it; a version may score otherwise."""
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
        exported = json.loads(browser.get(to_take_away(given)).content)
        assert (
            exported["questionnaire"].rsplit("|", 1)[-1].startswith(str(given.instrument_version))
        )


# --- To take away --------------------------------------------------------------------------------


def test_the_answers_as_fhir(cast: Cast, signed_in: SignIn) -> None:
    answered(met(cast, 1)[0], phq9(14, left_out=1))
    given = Administration.objects.get()
    answer = signed_in(cast.ines).get(to_take_away(given))
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
    assert signed_in(getattr(cast, who)).get(
        to_take_away(Administration.objects.get())
    ).status_code == (404)
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
