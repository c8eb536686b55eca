"""What a licence forbids to change cannot come back in other words: as a pack or as an import."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures import actions
from measures.catalogue import instrument
from measures.clinic import catalogue_of
from measures.evidence import Evidence
from measures.fhir.errors import FhirError
from measures.fhir.questionnaire import questionnaire
from measures.instrument import Instrument, Item, Licence, Wording
from measures.models import ClinicInstrument, WordingPack
from practice.models import AuditEvent, Membership
from tests.cast import Cast
from tests.measures.packs import CORE_10, draft, invented, switched_on, typed

SignIn = Callable[[Membership], Client]
WHY = "“Felt” was typed “fell”; see the published form of 2013"


@pytest.fixture
def second(cast: Cast) -> WordingPack:
    """The CORE-10 was on and was withdrawn; a new draft is begun."""
    first = switched_on("core-10", cast.ada, evidence=Evidence())
    actions.withdraw_pack(first, by=cast.ada)
    return draft("core-10", cast.ada)


def kept(pack: WordingPack, texts: Any, by: Membership, why: str | None = None) -> WordingPack:
    evidence = Evidence(correction=why)
    return actions.save_pack(pack, by=by, version=pack.version, texts=texts, evidence=evidence)


def with_other_words() -> dict[str, Any]:
    texts: dict[str, Any] = invented(CORE_10)
    return texts | {"items": texts["items"] | {"item_6": "I thought of chocolate"}}


def test_other_words_are_not_switched_on_after_a_withdrawal(
    cast: Cast, second: WordingPack
) -> None:
    saved = kept(second, with_other_words(), cast.ada)
    with pytest.raises(actions.Reworded):
        actions.switch_on(saved, CORE_10, by=cast.ada, version=saved.version)
    assert catalogue_of(cast.riverside).instrument("core-10").wordings == {}


def test_the_form_names_the_item(cast: Cast, second: WordingPack, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    address = reverse("pack", kwargs={"code": second.code})
    assert "the licence lets nobody change them" in browser.get(address).text
    sent = typed(CORE_10, to="switch-on", confirm="on") | {"items--item_6": "Of chocolate"}
    refused = browser.post(address, sent)
    assert refused.status_code == 422
    said = (
        "The licence allows no other words than those that were on before: “Text for items item_6”."
    )
    assert dict(refused.context["form"].errors) == {"items--item_6": [said]}
    again = browser.post(address, sent | {"version": "2", "correction": WHY})
    assert again.status_code == 302
    assert WHY in browser.get(address).text


def test_a_typing_error_is_named_kept_and_audited(cast: Cast, second: WordingPack) -> None:
    saved = kept(second, with_other_words(), cast.ada, WHY)
    actions.switch_on(saved, CORE_10, by=cast.ada, version=saved.version)
    assert WordingPack.objects.get(pk=second.pk).correction == WHY
    detail = AuditEvent.objects.latest("pk").detail
    assert (detail["corrected"], detail["reason"]) == (["items--item_6"], WHY)
    # What was corrected is what may not be changed from now on.
    actions.withdraw_pack(second, by=cast.ada)
    third = kept(draft("core-10", cast.ada), with_other_words(), cast.ada)
    assert actions.switch_on(third, CORE_10, by=cast.ada, version=third.version).is_on


def test_the_same_words_come_back_whatever_their_lines(cast: Cast, second: WordingPack) -> None:
    texts = invented(CORE_10) | {"instructions": "Text for\ninstructions "}
    saved = kept(second, texts, cast.ada)
    assert actions.switch_on(saved, CORE_10, by=cast.ada, version=saved.version).is_on


def test_another_language_has_words_of_its_own(cast: Cast, second: WordingPack) -> None:
    texts = invented(CORE_10) | {"title": "CORE-10 en español"}
    pack = draft("core-10", cast.ada, "es")
    evidence = Evidence(permission_document="CORE-10 in Spanish, coresystemtrust.org.uk")
    saved = actions.save_pack(pack, by=cast.ada, version=1, texts=texts, evidence=evidence)
    assert actions.switch_on(saved, CORE_10, by=cast.ada, version=saved.version).is_on


def test_a_permission_may_cover_another_text(cast: Cast) -> None:
    first = switched_on("wai-sr", cast.ada)
    actions.withdraw_pack(first, by=cast.ada)
    pack = draft("wai-sr", cast.ada)
    evidence = Evidence("Riverside Practice", first.permission_on, "Letter")
    here = catalogue_of(cast.riverside).instrument("wai-sr")
    texts = invented(here) | {"title": "Another title"}
    saved = actions.save_pack(pack, by=cast.ada, version=1, texts=texts, evidence=evidence)
    assert actions.switch_on(saved, here, by=cast.ada, version=saved.version).is_on


# --- Under another name --------------------------------------------------------------------------


def exported(**over: Any) -> Instrument:
    """The CORE-10 with invented words, as a clinic could have exported and rewritten it."""
    words = {item.key: f"Statement {item.number}" for item in CORE_10.items}
    wording = Wording(
        language="en",
        title="Ten questions",
        instructions="Over the last week",
        label=None,
        anchors={anchor: f"Answer {anchor}" for anchor in CORE_10.scale.anchors},
        items=words | {"item_6": "I thought of chocolate"},
        questions={},
        subscales={},
        bands={},
    )
    return replace(CORE_10, key="core-10b", **{"wordings": {"en": wording}, **over})


def renamed(items: tuple[Item, ...]) -> dict[str, Any]:
    found = tuple(replace(item, key=f"question_{item.number}") for item in items)
    wording = exported().wordings["en"]
    words = {item.key: f"Statement {item.number}" for item in found}
    return {"items": found, "wordings": {"en": replace(wording, items=words)}}


REWRITTEN = {
    "as it was exported": exported(),
    "with another citation": exported(citation="Ours (2026)."),
    "under another licence": exported(citation="Ours (2026).", licence=Licence.ORIGINAL),
    "with other keys": exported(citation="Ours (2026).", **renamed(CORE_10.items)),
    "without its safety item": exported(
        citation="Ours (2026).",
        items=tuple(replace(item, safety=False) for item in CORE_10.items),
    ),
    "without reversals": exported(
        items=tuple(replace(item, reversed=False) for item in CORE_10.items)
    ),
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_it_is_not_imported_in_another_form(cast: Cast, how: str) -> None:
    source = json.dumps(questionnaire(REWRITTEN[how], "en"))
    with pytest.raises(FhirError, match="CORE-10, whose licence allows no other form") as refused:
        actions.import_instrument(source, by=cast.ada)
    assert refused.value.place == "Questionnaire.item"
    assert not ClinicInstrument.objects.exists()


def test_nor_in_the_words_that_are_on(cast: Cast) -> None:
    """Neither citation nor shape gives it away: the words do."""
    switched_on("core-10", cast.ada, evidence=Evidence())
    plain = tuple(replace(item, reversed=False) for item in CORE_10.items)
    mine = exported(citation="Ours (2026).", items=plain)
    texts = {item.key: f"Text for items {item.key}" for item in CORE_10.items}
    own = replace(mine.wordings["en"], items=texts | {"item_6": "I thought of chocolate"})
    worded = replace(mine, wordings={"en": own})
    with pytest.raises(FhirError, match="CORE-10"):
        actions.import_instrument(json.dumps(questionnaire(worded, "en")), by=cast.ada)


def test_what_may_be_changed_comes_in_under_another_name(cast: Cast) -> None:
    gad = instrument("gad-7")
    own = replace(gad, key="worry", title="Worry")
    row = actions.import_instrument(json.dumps(questionnaire(own, "en")), by=cast.ada)
    assert row.key == "worry"
