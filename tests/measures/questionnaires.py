"""A made-up instrument as a FHIR Questionnaire, as a clinic might bring it along."""

import json
from dataclasses import replace
from typing import Any

from measures import actions
from measures.catalogue import instrument
from measures.fhir.questionnaire import questionnaire
from measures.instrument import Scale
from measures.models import ClinicInstrument
from practice.models import Membership


def calm(**over: Any) -> str:
    """The wellbeing check under the name of Calm, version 1, in JSON."""
    values = {"key": "calm", "title": "Calm check", "version": 1, **over}
    wellbeing = instrument("wellbeing")
    wordings = {
        code: replace(wording, title="Calm check") for code, wording in wellbeing.wordings.items()
    }
    made_up = replace(wellbeing, **{"wordings": wordings, **values})
    return json.dumps(questionnaire(made_up, "en"), ensure_ascii=False)


def on_a_line(scale: Scale, lowest: float, highest: float) -> str:
    """The same on another scale, with words at its two ends."""
    wellbeing = instrument("wellbeing")
    ends = {scale.minimum: "Not at all", scale.maximum: "Fully"}
    return calm(
        scale=scale,
        composite=replace(wellbeing.composite, lowest=lowest, highest=highest),
        wordings={"en": replace(wellbeing.wording("en"), title="Calm check", anchors=ends)},
    )


def imported(by: Membership, **over: Any) -> ClinicInstrument:
    """The same, stored."""
    return actions.import_instrument(calm(**over), by=by)
