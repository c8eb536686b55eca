"""An instrument that a clinic brings along: looked at first, stored only when confirmed."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures import actions
from measures.catalogue import UnknownInstrumentError, instrument
from measures.clinic import catalogue_of
from measures.fhir.errors import FhirError
from measures.instrument import Scale
from measures.models import ClinicInstrument
from practice.models import AuditEvent, Membership
from tests.cast import Cast
from tests.measures.questionnaires import calm, imported, on_a_line

SignIn = Callable[[Membership], Client]


def _send(browser: Client, source: str | bytes) -> Any:
    content = source.encode() if isinstance(source, str) else source
    file = SimpleUploadedFile("form.json", content, content_type="application/json")
    return browser.post(reverse("import_instrument"), {"questionnaire": file})


def _signed(answer: Any) -> str:
    found = re.search(r'name="signed" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def _error(answer: Any) -> str:
    page = unescape(answer.content.decode())
    return (
        page.partition('id="id_questionnaire_error"')[2]
        .partition("<strong>")[2]
        .partition("</strong>")[0]
    )


def test_what_was_understood_is_shown_and_then_stored(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    shown = _send(browser, calm())
    page = unescape(shown.content.decode())
    assert shown.status_code == 200
    assert "4 items, answered 0 to 10." in page
    assert instrument("wellbeing").wording("en").items["mood"] in page
    assert "Nothing is stored yet." in page
    assert ClinicInstrument.objects.count() == 0

    stored = browser.post(reverse("import_instrument"), {"signed": _signed(shown)})
    assert stored["Location"] == reverse("instrument", kwargs={"key": "calm"})
    row = ClinicInstrument.objects.get()
    assert (row.clinic, row.key, row.version, row.title, row.imported_by) == (
        cast.riverside,
        "calm",
        1,
        "Calm check",
        cast.ada,
    )
    assert row.questionnaire == json.loads(calm())
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.about_code, event.detail) == (
        "created",
        row.code,
        {"instrument": "calm", "instrument_version": 1},
    )
    assert [each.key for each in catalogue_of(cast.riverside).askable("en")].count("calm") == 1
    assert catalogue_of(cast.riverside).instrument("calm", 1).title == "Calm check"
    with pytest.raises(UnknownInstrumentError):
        catalogue_of(cast.hillside).instrument("calm")
    with pytest.raises(UnknownInstrumentError):
        instrument("calm")
    assert browser.get(reverse("instrument", kwargs={"key": "calm"})).status_code == 200


BAD = {
    "not JSON": (b"{", "the file: is not JSON"),
    "not text": (b"\xff\xfe{}", "the file: is not UTF-8 text"),
    "another resource": (b'{"resourceType": "Observation"}', "the file: is not a Questionnaire"),
    "no scoring": (
        json.dumps({k: v for k, v in json.loads(calm()).items() if k != "extension"}).encode(),
        "Questionnaire.extension: ",
    ),
    "an item of another type": (
        calm().replace('"type": "integer"', '"type": "date"', 1).encode(),
        "Questionnaire.item",
    ),
    "a deep one": (b'{"a":' * 100_000, "the file: "),
    "too large": (b" " * (1024 * 1024 + 1), "This file is larger than 1 MB. Nothing was read."),
    "empty": (b"", "The submitted file is empty."),
    "a key that is shipped": (
        calm(key="phq-9").encode(),
        "The product is shipped with an instrument of this key.",
    ),
    "a key that is an address": (
        calm(key="import").encode(),
        "The product is shipped with an instrument of this key.",
    ),
    "a long key": (
        calm(key="a" * 41).encode(),
        "Questionnaire.extension: holds a name of more than 40 characters",
    ),
    "a late version": (calm(version=40_000).encode(), "Questionnaire.version: is above 32767"),
    # Posted with every page of a check-in, beside the answers.
    "an item under the name of a field": (
        calm().replace('"mood', '"for').encode(),
        "Questionnaire.item: has “for”, which names no question here",
    ),
    "a score below zero": (
        on_a_line(Scale(-3, 3, (-3, 3)), -3, 3).encode(),
        "Questionnaire.extension: has a score below 0, which is not kept here",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_is_refused_with_its_place(
    cast: Cast, signed_in: SignIn, what: str
) -> None:
    content, says = BAD[what]
    answer = _send(signed_in(cast.ada), content)
    assert answer.status_code == 422
    assert _error(answer).startswith(says)
    assert "Read the file" in answer.content.decode()
    assert ClinicInstrument.objects.count() == 0


def test_the_same_version_twice_is_refused_and_a_later_one_is_not(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ada)
    imported(cast.ada)
    twice = _send(browser, calm())
    assert _error(twice) == "The clinic has this version already. Nothing was stored."
    shown = _send(browser, calm(version=2, title="Calmer check"))
    assert browser.post(reverse("import_instrument"), {"signed": _signed(shown)}).status_code == 302
    catalogue = catalogue_of(cast.riverside)
    assert (catalogue.instrument("calm").version, catalogue.instrument("calm", 1).version) == (2, 1)
    # Confirmed a second time, from another tab.
    again = browser.post(reverse("import_instrument"), {"signed": _signed(shown)})
    assert again.status_code == 422
    assert "The clinic has this version already." in again.content.decode()
    assert ClinicInstrument.objects.count() == 2


def test_a_long_text_with_accents_can_be_read_again(cast: Cast) -> None:
    row = imported(cast.ada, citation="é" * 300_000)
    assert len(catalogue_of(cast.riverside).instrument(row.key).citation) == 300_000


def test_another_clinic_may_have_the_same(cast: Cast) -> None:
    imported(cast.olga)
    imported(cast.ada)
    assert ClinicInstrument.objects.count() == 2


def test_what_is_confirmed_is_what_was_shown_here_and_lately(cast: Cast, signed_in: SignIn) -> None:
    signed = _signed(_send(signed_in(cast.olga), calm()))
    elsewhere = signed_in(cast.ada).post(reverse("import_instrument"), {"signed": signed})
    assert elsewhere.status_code == 422
    changed = signed_in(cast.olga).post(reverse("import_instrument"), {"signed": signed + "x"})
    assert "Choose the file again." in changed.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        late = signed_in(cast.olga).post(reverse("import_instrument"), {"signed": signed})
    assert late.status_code == 422
    assert ClinicInstrument.objects.count() == 0


def test_a_withdrawn_one_is_not_asked_and_stays_readable(cast: Cast, signed_in: SignIn) -> None:
    row = imported(cast.ada)
    browser = signed_in(cast.ada)
    address = reverse("withdraw_instrument", kwargs={"code": row.code})
    assert "Withdraw Calm check?" in browser.get(address).content.decode()
    assert browser.post(address)["Location"] == reverse("instruments")
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.about_code) == ("revoked", row.code)
    catalogue = catalogue_of(cast.riverside)
    assert "calm" not in [each.key for each in catalogue.askable("en")]
    assert catalogue.instrument("calm", 1).wording("en").title == "Calm check"
    page = browser.get(reverse("instrument", kwargs={"key": "calm"})).content.decode()
    assert "Withdrawn on" in page
    assert "Fill in a wording pack" not in page
    browser.post(reverse("new_pack", kwargs={"key": "calm"}), {"language": "es"})
    browser.post(address)
    assert AuditEvent.objects.latest("pk") == event
    # The newest is the newest of those that were not withdrawn.
    imported(cast.ada, version=3)
    actions.withdraw_instrument(imported(cast.ada, version=4), by=cast.ada)
    assert catalogue_of(cast.riverside).instrument("calm").version == 3


def test_an_imported_definition_cannot_be_changed_by_sql(cast: Cast) -> None:
    row = imported(cast.ada)
    rows = ClinicInstrument.objects.filter(pk=row.pk)
    for change in (
        lambda: rows.update(questionnaire={}),
        lambda: rows.update(title="Other"),
        rows.delete,
    ):
        with pytest.raises(IntegrityError, match="imported"), transaction.atomic():
            change()
    actions.withdraw_instrument(row, by=cast.ada)
    with pytest.raises(IntegrityError, match="withdrawn"), transaction.atomic():
        rows.update(withdrawn_at=None, withdrawn_by=None)


def test_what_was_imported_before_a_rule_was_made_is_still_read(cast: Cast) -> None:
    """Old answers belong to it."""
    turned = tuple(replace(item, reversed=True) for item in instrument("wellbeing").items)
    source = calm(items=turned)
    with pytest.raises(FhirError, match="every item is reversed"):
        actions.import_instrument(source, by=cast.ada)
    ClinicInstrument.objects.create(
        clinic=cast.riverside,
        key="calm",
        version=1,
        title="Calm check",
        questionnaire=json.loads(source),
        imported_by=cast.ada,
    )
    assert catalogue_of(cast.riverside).instrument("calm").items == turned


@pytest.mark.parametrize(
    ("tag", "language"), [("en-US", "en"), ("es-419", "es"), ("EN", "en"), ("es", "es")]
)
def test_a_regional_wording_is_for_those_who_speak_the_language(
    cast: Cast, tag: str, language: str
) -> None:
    actions.import_instrument(tagged(tag), by=cast.ada)
    catalogue = catalogue_of(cast.riverside)
    assert catalogue.instrument("calm").languages == (language,)
    assert "calm" in [each.key for each in catalogue.askable(language)]
    assert ClinicInstrument.objects.get().questionnaire["language"] == tag  # as it came


@pytest.mark.parametrize("tag", ["zz", "de", "pt-BR"])
def test_a_language_in_which_nobody_is_asked_is_refused(
    cast: Cast, signed_in: SignIn, tag: str
) -> None:
    said = f"Questionnaire.language: “{tag}” is none of en, es"
    assert said in _error(_send(signed_in(cast.ada), tagged(tag)))
    with pytest.raises(FhirError, match="the languages in which clients are asked here"):
        actions.import_instrument(tagged(tag), by=cast.ada)
    assert not ClinicInstrument.objects.exists()


def tagged(language: str) -> str:
    """Calm, its words said to be in a language."""
    return json.dumps(json.loads(calm()) | {"language": language})
