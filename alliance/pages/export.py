"""What a client answered, to take away: one instrument, or all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils import timezone

from alliance.asked import WELLBEING
from alliance.models import Administration, CheckIn, Rating
from alliance.models.rating import CLIENT_CHECK, Perspective
from clients.models import Client
from measures import catalogue
from measures.catalogue import UnknownInstrumentError
from measures.clinic import ClinicCatalogue, catalogue_of
from measures.fhir.bundle import collection, outcome
from measures.fhir.response import Answer, questionnaire_response
from measures.instrument import NoWordingError
from measures.scoring import Score, score


@dataclass(frozen=True, slots=True)
class Answered:
    """One set of questions as it was answered; `since` is when it could first be seen."""

    code: UUID
    instrument: str
    version: int
    language: str
    answers: Mapping[str, Answer]
    at: datetime
    score: float | None
    since: datetime | None = None
    pack: int | None = None
    prorated: bool | None = None


def as_response(given: Administration) -> dict[str, Any]:
    """The answers as a FHIR R4 QuestionnaireResponse, in the words in which they were asked.

    The score is the one that was computed when they were given; the subscales follow from the
    same answers and the same version. Two queries.
    """
    return _response(_administered(given), catalogue_of(given.clinic), given.client)


def answers_as_bundle(client: Client, *, own: bool = False) -> dict[str, Any]:
    """All that a client answered in check-ins as one FHIR R4 Bundle, oldest first. 6 queries.

    The wellbeing check, their rating of each session with what was tense or unsaid, and every
    questionnaire. What the clinic keeps covered is left out but for the client's `own` copy. What
    was for somebody other than the therapist is in no check-in. An instrument that can no longer
    be read or shown is named in an OperationOutcome.
    """
    known = catalogue_of(client.clinic)
    given = [*_wellbeing(client), *_rated(client, own), *_questionnaires(client, own)]
    written, missing = [], []
    for each in sorted(given, key=lambda each: each.at):
        try:
            written.append(_response(each, known, client))
        except (UnknownInstrumentError, NoWordingError):
            day = timezone.localdate(each.at, client.clinic.zone).isoformat()
            missing.append(f"{each.instrument}, version {each.version}, answered on {day}")
    if missing:
        written.append(outcome(missing, outcome_id=uuid4()))
    return collection(written, made=timezone.now(), bundle_id=uuid4())


def _response(given: Answered, known: ClinicCatalogue, client: Client) -> dict[str, Any]:
    instrument = known.answered(
        given.instrument, given.version, given.at, since=given.since, pack=given.pack
    )
    items = {item.key: given.answers.get(item.key) for item in instrument.items}
    scored = score(instrument, items)  # type: ignore[arg-type]
    return questionnaire_response(
        instrument,
        given.language,
        given.answers,
        authored=given.at,
        subject=client.code,
        response_id=given.code,
        score=_as_it_was(scored, given),
    )


def _as_it_was(scored: Score, given: Answered) -> Score:
    prorated = scored.prorated if given.prorated is None else given.prorated
    return replace(scored, value=given.score, prorated=prorated)


def _administered(given: Administration) -> Answered:
    return Answered(
        code=given.code,
        instrument=given.instrument,
        version=given.instrument_version,
        language=given.language,
        answers=given.answers,
        at=given.given_at,
        score=given.score,
        since=given.check_in.begun_at,
        pack=given.pack_id,
        prorated=given.prorated,
    )


def _wellbeing(client: Client) -> Iterator[Answered]:
    sent = CheckIn.objects.filter(client=client, submitted_at__isnull=False)
    for each in sent.order_by("submitted_at"):
        if _says_something(each.wellbeing):
            yield Answered(
                # The check-in is no response itself: each of its parts has an id that stays.
                code=uuid5(each.code, WELLBEING),
                instrument=WELLBEING,
                version=catalogue.instrument(WELLBEING).version,
                language=client.language,
                answers=each.wellbeing,
                at=each.submitted_at,  # type: ignore[arg-type]
                score=each.wellbeing_score,
            )


def _rated(client: Client, own: bool) -> Iterator[Answered]:
    """Ratings by other instruments of the alliance stand among the questionnaires."""
    ratings = Rating.objects.filter(
        client=client, perspective=Perspective.CLIENT, instrument=CLIENT_CHECK
    )
    shown = ratings if own else ratings.revealed(client.clinic)
    for each in shown.select_related("check_in").order_by("rated_at"):
        answers = dict(each.answers) | (_unsaid(each.check_in) if each.check_in else {})
        if _says_something(answers):
            yield Answered(
                code=each.code,
                instrument=each.instrument,
                version=each.instrument_version,
                language=client.language,
                answers=answers,
                at=each.rated_at,
                score=each.score,
            )


def _unsaid(check_in: CheckIn) -> dict[str, Answer]:
    return {
        "tension": check_in.tension,
        "tension_words": check_in.tension_words,
        "request": check_in.tension_request,
    }


def _questionnaires(client: Client, own: bool) -> Iterator[Answered]:
    covered: set[tuple[int | None, str]] = set()
    if not own:
        ratings = Rating.objects.filter(client=client, perspective=Perspective.CLIENT)
        shown = ratings.revealed(client.clinic).values("pk")
        hidden = ratings.exclude(pk__in=shown)
        covered = set(hidden.values_list("session", "instrument"))
    for each in Administration.objects.filter(client=client).select_related("check_in"):
        if (each.check_in.about_id, each.instrument) not in covered:
            yield _administered(each)


def _says_something(answers: Mapping[str, Answer]) -> bool:
    return any(answer not in {None, ""} for answer in answers.values())
