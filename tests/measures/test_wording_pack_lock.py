"""What clients were asked stays as they read it: by form, by action and by SQL."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures import actions
from measures.clinic import catalogue_of
from measures.evidence import Evidence
from measures.models import ClinicInstrument, WordingPack
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from tests.cast import Cast
from tests.measures.packs import CORE_10, draft, invented, switched_on, typed

SignIn = Callable[[Membership], Client]


def _address(pack: WordingPack, name: str = "pack") -> str:
    return reverse(name, kwargs={"code": pack.code})


# --- CORE-10: pasted as published, then locked ---------------------------------------------------


def test_core_10_is_pasted_confirmed_and_locked(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("core-10", cast.ada)
    browser = signed_in(cast.ada)
    page = browser.get(_address(pack)).content.decode()
    assert "From then on it is locked" in page
    assert "This is the published text, word for word." in page
    assert "© CORE System Trust" in page
    assert 'name="permission_holder"' not in page
    sent = typed(CORE_10, to="switch-on", confirm="on")
    assert browser.post(_address(pack), sent).status_code == 302
    shown = browser.get(_address(pack)).content.decode()
    assert "Locked: the licence allows no change" in shown
    assert "<textarea" not in shown
    assert "© CORE System Trust" in shown
    assert catalogue_of(cast.riverside).instrument("core-10").wording("en").title


def test_core_10_cannot_be_reworded_by_form(cast: Cast, signed_in: SignIn) -> None:
    pack = switched_on("core-10", cast.ada, evidence=Evidence())
    answer = signed_in(cast.ada).post(
        _address(pack), typed(CORE_10, version=pack.version, title="Nicer")
    )
    assert answer.status_code == 409
    pack.refresh_from_db()
    assert pack.texts == invented(CORE_10)


def test_core_10_cannot_be_reworded_by_action(cast: Cast) -> None:
    pack = switched_on("core-10", cast.ada, evidence=Evidence())
    with pytest.raises(ChangedMeanwhile):
        actions.save_pack(
            pack, by=cast.ada, version=pack.version, texts={"title": "Nicer"}, evidence=Evidence()
        )
    pack.refresh_from_db()
    assert pack.texts == invented(CORE_10)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("texts", '{"title": "Nicer"}'),
        ("language", "es"),
        ("instrument", "gad-7"),
        ("instrument_version", 2),
        ("licence", "original"),
        ("permission_holder", "Somebody else"),
        ("permission_on", "2020-01-01"),
        ("permission_document", "Another letter"),
        ("correction", "Nothing was wrong"),
        ("document_name", "other.pdf"),
        ("switched_on_at", None),
    ],
)
def test_core_10_cannot_be_reworded_by_sql(cast: Cast, column: str, value: Any) -> None:
    pack = switched_on("core-10", cast.ada)
    with (
        pytest.raises(IntegrityError, match=r"switched_on|corrected"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE measures_wordingpack SET {column} = %s WHERE id = %s", [value, pack.pk]
        )
    stored = WordingPack.objects.get()
    assert (stored.texts, stored.language, stored.permission_on) == (
        invented(CORE_10),
        "en",
        date(2026, 3, 2),
    )


def test_a_home_made_translation_of_core_10_is_refused(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("core-10", cast.ada, "es")
    browser = signed_in(cast.ada)
    assert (
        "Evidence that the translation is official" in browser.get(_address(pack)).content.decode()
    )
    refused = browser.post(_address(pack), typed(CORE_10, to="switch-on", confirm="on"))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["permission_document"]
    with (
        pytest.raises(IntegrityError, match="wordingpack_official_translation"),
        transaction.atomic(),
    ):
        WordingPack.objects.update(switched_on_at=timezone.now(), switched_on_by=cast.ada)
    sent = typed(
        CORE_10,
        version=2,
        to="switch-on",
        confirm="on",
        permission_document="CORE-10 in Spanish, coresystemtrust.org.uk, read on 3 March 2026",
    )
    assert browser.post(_address(pack), sent).status_code == 302
    pack.refresh_from_db()
    assert pack.is_on


def test_nobody_is_shown_core_10_in_english_for_want_of_spanish_unless_it_is_on(
    cast: Cast,
) -> None:
    assert "core-10" not in [each.key for each in catalogue_of(cast.riverside).askable("es")]
    switched_on("core-10", cast.ada, evidence=Evidence())
    assert "core-10" in [each.key for each in catalogue_of(cast.riverside).askable("es")]


def test_a_translation_of_a_public_measure_says_where_it_was_published(cast: Cast) -> None:
    with pytest.raises(actions.NotYet):
        switched_on("phq-9", cast.ada, "es", Evidence())
    official = Evidence(permission_document="phqscreeners.com, Spanish (Mexico), March 2026")
    actions.withdraw_pack(draft("phq-9", cast.ada, "es"), by=cast.ada)
    switched_on("phq-9", cast.ada, "es", official)
    here = catalogue_of(cast.riverside).instrument("phq-9")
    assert (here.languages, here.wording("es").title) == (("en", "es"), "Text for title")


# --- Every pack ----------------------------------------------------------------------------------


def test_a_pack_that_is_on_can_be_withdrawn_and_never_deleted(cast: Cast) -> None:
    pack = switched_on("wai-sr", cast.ada)
    with pytest.raises(IntegrityError, match=r"switched_on|corrected"), transaction.atomic():
        WordingPack.objects.filter(pk=pack.pk).delete()
    actions.withdraw_pack(pack, by=cast.ada)
    for change in (
        lambda: WordingPack.objects.filter(pk=pack.pk).delete(),
        lambda: WordingPack.objects.update(withdrawn_at=None, withdrawn_by=None),
        lambda: WordingPack.objects.update(withdrawn_at=timezone.now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert WordingPack.objects.get().texts == pack.texts


def test_the_database_wants_the_evidence_too(cast: Cast) -> None:
    pack = draft("wai-sr", cast.ada)
    with pytest.raises(IntegrityError, match="permission_evidence"), transaction.atomic():
        WordingPack.objects.filter(pk=pack.pk).update(
            switched_on_at=timezone.now(), switched_on_by=cast.ada
        )


@pytest.mark.parametrize("lacks", ["text", "evidence"])
def test_the_action_switches_on_nothing_unfinished(cast: Cast, lacks: str) -> None:
    definition = catalogue_of(cast.riverside).instrument("wai-sr")
    texts = invented(definition)
    if lacks == "text":
        del texts["instructions"]
    evidence = Evidence() if lacks == "evidence" else Evidence("A", date(2026, 3, 2), "B")
    pack = draft("wai-sr", cast.ada)
    saved = actions.save_pack(pack, by=cast.ada, version=1, texts=texts, evidence=evidence)
    with pytest.raises(actions.NotYet):
        actions.switch_on(saved, definition, by=cast.ada, version=saved.version)
    assert WordingPack.objects.get().is_draft


def test_a_text_that_belongs_to_nothing_is_not_switched_on(cast: Cast) -> None:
    definition = catalogue_of(cast.riverside).instrument("core-10")
    pack = draft("core-10", cast.ada)
    texts = invented(definition) | {"label": "A caution that a validated measure does not have"}
    saved = actions.save_pack(pack, by=cast.ada, version=1, texts=texts, evidence=Evidence())
    with pytest.raises(actions.NotYet):
        actions.switch_on(saved, definition, by=cast.ada, version=saved.version)


def test_the_triggers_forget_no_column() -> None:
    """A column that is added later is frozen too, or is named here."""
    frozen = import_module("measures.migrations.0001_squashed_0003_packs_are_frozen")
    withdrawal = {"withdrawn_at", "withdrawn_by_id"}
    pack = (*frozen.PACK, "correction")  # see the test that tries to change it
    for model, columns in ((WordingPack, pack), (ClinicInstrument, frozen.INSTRUMENT)):
        assert {field.column for field in model._meta.concrete_fields} - withdrawal == set(columns)
