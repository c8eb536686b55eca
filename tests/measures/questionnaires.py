"""A made-up instrument as a FHIR Questionnaire, as a clinic might bring it along."""

import json
from dataclasses import replace
from typing import Any

from measures import actions
from measures.catalogue import instrument
from measures.fhir.questionnaire import questionnaire
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


def imported(by: Membership, **over: Any) -> ClinicInstrument:
    """The same, stored."""
    return actions.import_instrument(calm(**over), by=by)
