"""An answered instrument to take away."""

from dataclasses import replace
from typing import Any

from alliance.models import Administration
from measures.clinic import catalogue_of
from measures.fhir.response import questionnaire_response
from measures.scoring import score


def as_response(given: Administration) -> dict[str, Any]:
    """The answers as a FHIR R4 QuestionnaireResponse, in the words in which they were asked.

    The score is the one that was computed when they were given; the subscales follow from the
    same answers and the same version. Two queries.
    """
    catalogue = catalogue_of(given.clinic)
    instrument = catalogue.answered(
        given.instrument,
        given.instrument_version,
        given.given_at,
        since=given.check_in.begun_at,
        pack=given.pack_id,
    )
    scored = replace(score(instrument, given.answers), value=given.score, prorated=given.prorated)
    return questionnaire_response(
        instrument,
        given.language,
        given.answers,
        authored=given.given_at,
        subject=given.client.code,
        response_id=given.code,
        score=scored,
    )
