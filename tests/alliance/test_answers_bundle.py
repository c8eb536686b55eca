"""All that one client answered, as one FHIR Bundle: for their therapist, and for themselves."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client as Browser
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from alliance.actions import begin_check_in, rate_session, schedule_measure, submit_check_in
from alliance.models import Administration, CheckIn, CheckInLink, Rating
from alliance.models.rating import Perspective
from measures import actions
from measures.schedule import Rhythm, Timing
from practice.models import AuditEvent, Clinic, Membership
from sessions.models import Session
from tests.cast import Cast, ago, ahead, session_at
from tests.measures.packs import switched_on
from tests.portal.space import come_in

SignIn = Callable[[Membership], Browser]
ALWAYS = Timing(Rhythm.EVERY_SESSIONS, 1)
CHECK = {"understood": 7, "safe": 3, "goals": 8, "fit": 10, "say": 0}
CORE = {f"item_{number}": 1 for number in range(1, 11)}
SRS = {f"item_{number}": 42 for number in range(1, 5)}


@pytest.fixture
def met(cast: Cast) -> Session:
    """Mara answered everything about last week's session; the words of two forms are gone since."""
    packs = [switched_on(key, cast.ada) for key in ("core-10", "srs")]
    for key in ("core-10", "srs"):
        schedule_measure(key, ALWAYS, by=cast.ada, was=None)
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    check_in = session_at(cast.ines, cast.mara, at=ahead(hours=20)).participations.get().check_in
    begin_check_in(check_in.links.get())
    core, srs = ({"language": "en", "pack": pack.pk} for pack in packs)
    submit_check_in(
        CheckInLink.objects.get(check_in=check_in),
        {
            "wellbeing": {"mood": 4, "managed": 6, "connected": 3, "facing": None},
            "wish": "A wish is no answer to a questionnaire",
            "alliance": CHECK,
            "tension": "some",
            "tension_words": "You looked at the clock",
            "request": "raise",
            "measures": {"core-10": core | {"answers": CORE}, "srs": srs | {"answers": SRS}},
        },
    )
    for pack in packs:
        actions.withdraw_pack(pack, by=cast.ada)
    return met


def covered(cast: Cast) -> None:
    Clinic.objects.filter(pk=cast.riverside.pk).update(rate_then_reveal=True)


def file_of(cast: Cast, browser: Browser) -> Any:
    answer = browser.post(f"/clients/{cast.mara.code}/answers.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert cast.mara.name not in answer.text
    return json.loads(answer.content)


def responses(bundle: Any) -> dict[str, Any]:
    """By instrument; others have looked at it first."""
    Bundle.model_validate(bundle)
    found = {}
    for entry in bundle.get("entry", []):
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        QuestionnaireResponse.model_validate(entry["resource"])
        found[entry["resource"]["questionnaire"].split("/")[-2]] = entry["resource"]
    assert len({entry["fullUrl"] for entry in bundle.get("entry", [])}) == len(found)
    return found


def test_all_of_it_in_one_file(cast: Cast, met: Session, signed_in: SignIn) -> None:
    bundle = file_of(cast, signed_in(cast.ines))
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    found = responses(bundle)
    assert set(found) == {"wellbeing", "alliance-client", "core-10", "srs"}
    said = {each["linkId"]: each["answer"][0] for each in found["alliance-client"]["item"]}
    assert said["safe"] == {"valueInteger": 3}
    assert said["tension"]["valueCoding"]["code"] == "some"
    assert said["tension_words"] == {"valueString": "You looked at the clock"}
    wellbeing = {each["linkId"] for each in found["wellbeing"]["item"]}
    assert wellbeing == {"mood", "managed", "connected"}
    # In the words in which it was asked, although nobody is asked in them any more.
    assert found["core-10"]["item"][5]["text"] == "Text for items item_6"
    for key, score in (("wellbeing", 13 / 3), ("alliance-client", 5.6), ("core-10", 14)):
        (value,) = [
            each["valueDecimal"]
            for each in found[key]["extension"][0]["extension"]
            if each["url"] == "value"
        ]
        assert value == pytest.approx(score)
    given = Administration.objects.get(instrument="core-10")
    assert found["core-10"]["id"] == str(given.code)
    assert {each["subject"]["identifier"]["value"] for each in found.values()} == {
        str(cast.mara.code)
    }


def test_its_parts_keep_their_ids(cast: Cast, met: Session, signed_in: SignIn) -> None:
    first, second = (responses(file_of(cast, signed_in(cast.ines))) for _ in range(2))
    assert first == second


def test_what_is_covered_is_left_out_until_the_therapist_has_rated(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    covered(cast)
    therapist = signed_in(cast.ines)
    assert set(responses(file_of(cast, therapist))) == {"wellbeing", "core-10"}
    rate_session(met, cast.mara, Perspective.THERAPIST, dict.fromkeys(CHECK, 6), by=cast.ines)
    found = responses(file_of(cast, therapist))
    assert set(found) == {"wellbeing", "alliance-client", "core-10", "srs"}


def test_the_therapists_own_rating_is_not_among_the_clients_answers(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    rate_session(met, cast.mara, Perspective.THERAPIST, dict.fromkeys(CHECK, 6), by=cast.ines)
    theirs = Rating.objects.get(perspective=Perspective.THERAPIST)
    bundle = file_of(cast, signed_in(cast.ines))
    assert str(theirs.code) not in json.dumps(bundle)
    assert "alliance-therapist" not in responses(bundle)


def test_what_cannot_be_read_any_more_is_named(cast: Cast, met: Session, signed_in: SignIn) -> None:
    Administration.objects.filter(instrument="srs").update(instrument="gone")
    bundle = file_of(cast, signed_in(cast.ines))
    Bundle.model_validate(bundle)
    last = bundle["entry"].pop()["resource"]
    assert last["resourceType"] == "OperationOutcome"
    assert last["issue"][0]["diagnostics"].startswith("gone, version 1, answered on 20")
    assert set(responses(bundle)) == {"wellbeing", "alliance-client", "core-10"}


def test_without_an_answer_it_is_empty_and_sound(cast: Cast, signed_in: SignIn) -> None:
    bundle = file_of(cast, signed_in(cast.ines))
    assert responses(bundle) == {}
    assert "entry" not in bundle


def test_it_leaves_a_trace_and_is_offered_with_the_record(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    therapist = signed_in(cast.ines)
    address = f"/clients/{cast.mara.code}/answers.json"
    assert f'action="{address}"' in therapist.get(f"/clients/{cast.mara.code}/record/").text
    file_of(cast, therapist)
    trace = AuditEvent.objects.get(kind="exported")
    assert (trace.actor, trace.client_code, trace.detail) == (
        cast.ines.code,
        cast.mara.code,
        {"answers": "fhir"},
    )


@pytest.mark.parametrize("who", ["noor", "tomas", "ada", "wren"])
def test_it_is_for_those_who_care_for_them(
    cast: Cast, met: Session, signed_in: SignIn, who: str
) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.post(f"/clients/{cast.mara.code}/answers.json").status_code == 404
    assert not AuditEvent.objects.filter(kind="exported").exists()


def test_their_own_copy_has_nothing_covered(
    cast: Cast, met: Session, browser: Browser, mailoutbox: list[EmailMessage]
) -> None:
    covered(cast)
    cache.clear()
    mara = come_in(browser, cast.mara, mailoutbox)
    assert 'action="/space/data/fhir/"' in mara.get("/space/data/").text
    answer = mara.post("/space/data/fhir/")
    assert set(responses(json.loads(answer.content))) == {
        "wellbeing",
        "alliance-client",
        "core-10",
        "srs",
    }
    assert AuditEvent.objects.get(kind="exported").detail == {"own": "fhir"}
    assert CheckIn.objects.filter(submitted_at__isnull=False).count() == 1
