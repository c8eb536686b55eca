"""Instruments that ask the same: a safety question stays one, and only one of them is asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from alliance.actions import AskedInstead, schedule_measure
from alliance.actions.schedule import instruments_due
from alliance.models import CheckIn
from measures import actions
from measures.catalogue import instrument
from measures.fhir.errors import FhirError
from measures.fhir.questionnaire import questionnaire
from measures.instrument import Instrument, Item
from measures.models import ClinicInstrument
from measures.relatives import asks_the_same
from measures.schedule import Rhythm, Timing
from practice.models import Membership
from tests.cast import Cast, ahead, session_at
from tests.measures.packs import switched_on

SignIn = Callable[[Membership], Client]
ALWAYS = Timing(Rhythm.EVERY_SESSIONS, 1)
PHQ9, PHQ8, GAD7 = instrument("phq-9"), instrument("phq-8"), instrument("gad-7")


def ours(ninth: dict[str, Any] | None = None, words: str = "", **over: Any) -> Instrument:
    """The PHQ-9 under the clinic's own name, its ninth item changed."""
    *items, last = PHQ9.items
    changed: Item = replace(last, **(ninth or {}))
    values = {"items": (*items, changed), **over}
    own = replace(PHQ9, key="our-phq9", title="Our mood form", **values)
    wording = PHQ9.wording("en")
    texts = {**wording.items, changed.key: words or wording.items["self_harm"]}
    texts = {item.key: texts[item.key] for item in own.items}
    return replace(own, wordings={"en": replace(wording, items=texts)})


def brought(instrument: Instrument, by: Membership) -> ClinicInstrument:
    return actions.import_instrument(json.dumps(questionnaire(instrument, "en")), by=by)


MUTED = {
    "known by its code": ours({"safety": False}, "Other words", loinc=None),
    "known by its place in the panel": ours({"safety": False, "loinc": None}, "Other words"),
    "known by its words": ours({"safety": False, "loinc": None}, loinc=None),
}


@pytest.mark.parametrize("how", MUTED)
def test_a_safety_question_does_not_come_in_silent(cast: Cast, how: str) -> None:
    with pytest.raises(FhirError) as refused:
        brought(MUTED[how], cast.ada)
    # The instructions come first, then nine items.
    assert refused.value.place == "Questionnaire.item[9]"
    assert refused.value.reason == "“self_harm” is a safety question and must be marked as one"
    assert not ClinicInstrument.objects.exists()


def test_nor_one_whose_words_the_clinic_filled_in(cast: Cast) -> None:
    switched_on("core-10", cast.ada)
    own = ours({"safety": False, "key": "last", "loinc": None}, "Text for items item_6", loinc=None)
    with pytest.raises(FhirError, match="“last” is a safety question"):
        brought(own, cast.ada)


def test_marked_as_one_it_comes_in(cast: Cast) -> None:
    assert brought(ours(), cast.ada).key == "our-phq9"


def test_who_asks_the_same() -> None:
    uncoded = tuple(replace(item, loinc=None) for item in PHQ9.items)
    assert asks_the_same(PHQ9, PHQ8)
    assert asks_the_same(PHQ9, ours(items=uncoded))  # by the panel
    assert not asks_the_same(PHQ9, ours(items=uncoded, loinc=None))
    assert not asks_the_same(PHQ9, GAD7)
    assert not asks_the_same(PHQ9, PHQ9)


def test_only_one_of_them_is_on_the_schedule(cast: Cast, signed_in: SignIn) -> None:
    brought(ours(), cast.ada)
    schedule_measure("our-phq9", ALWAYS, by=cast.ada, was=None)
    for key in ("phq-9", "phq-8"):
        with pytest.raises(AskedInstead, match="our-phq9"):
            schedule_measure(key, ALWAYS, by=cast.ada, was=None)
    schedule_measure("gad-7", ALWAYS, by=cast.ada, was=None)
    sent = {"was": "", "timing": "every sessions", "interval": "1", "sessions": ""}
    answer = signed_in(cast.ada).post("/clinic/schedule/phq-9/", sent)
    assert answer.status_code == 422
    assert "Our mood form is asked already." in answer.text


def test_a_clients_own_line_takes_the_place_of_each_that_asks_the_same(cast: Cast) -> None:
    brought(ours(), cast.ada)
    schedule_measure("our-phq9", ALWAYS, by=cast.ada, was=None)
    schedule_measure("phq-8", ALWAYS, by=cast.ines, client=cast.mara, was=None)
    session = session_at(cast.ines, cast.mara, at=ahead(hours=20))
    check_in = CheckIn.objects.get(participation__session=session)
    assert instruments_due(check_in) == [["phq-8", 1]]


def test_one_that_was_withdrawn_is_in_nobodys_way(cast: Cast) -> None:
    row = brought(ours(), cast.ada)
    schedule_measure("our-phq9", ALWAYS, by=cast.ada, was=None)
    actions.withdraw_instrument(row, by=cast.ada)
    assert schedule_measure("phq-9", ALWAYS, by=cast.ada, was=None)
