"""A clinic that holds a permission supplies the wording, and is the only one that may show it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures import actions
from measures.catalogue import instrument
from measures.clinic import catalogue_of
from measures.fhir.questionnaire import questionnaire
from measures.instrument import NoWordingError
from measures.models import WordingPack
from practice.models import AuditEvent, Membership
from tests.cast import Cast
from tests.measures.packs import EVIDENCE, WAI_SR, draft, invented, switched_on, typed

SignIn = Callable[[Membership], Client]


def _address(pack: WordingPack, name: str = "pack") -> str:
    return reverse(name, kwargs={"code": pack.code})


def _error(page: str, field: str) -> str:
    """What stands beside a field; empty if nothing does."""
    _, found, rest = page.partition(f'id="id_{field}_error"')
    return rest.partition("<strong>")[2].partition("</strong>")[0] if found else ""


def test_the_story_of_a_permission(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    started = browser.post(reverse("new_pack", kwargs={"key": "wai-sr"}), {"language": "en"})
    pack = WordingPack.objects.get()
    assert (pack.clinic, pack.licence, pack.is_draft) == (
        cast.riverside,
        "permission-required",
        True,
    )
    assert started["Location"] == _address(pack)

    # Every text, but nothing to show that the clinic may use it.
    refused = browser.post(_address(pack), typed(WAI_SR, to="switch-on", confirm="on"))
    page = refused.content.decode()
    assert refused.status_code == 422
    needed = "This is needed before it can be switched on."
    assert [_error(page, name) for name in EVIDENCE] == [needed, needed, needed]
    assert _error(page, "items--item_1") == _error(page, "confirm") == ""
    pack.refresh_from_db()
    assert (pack.is_draft, pack.texts, pack.version) == (True, invented(WAI_SR), 2)
    with pytest.raises(NoWordingError):
        catalogue_of(cast.riverside).instrument("wai-sr").wording("en")

    complete = typed(WAI_SR, version=2, to="switch-on", confirm="on", **EVIDENCE)
    assert browser.post(_address(pack), complete)["Location"] == _address(pack)
    pack.refresh_from_db()
    assert (pack.is_on, pack.switched_on_by, pack.version) == (True, cast.ada, 3)

    here = catalogue_of(cast.riverside)
    wording = here.instrument("wai-sr").wording("en")
    assert wording.items["item_12"] == "Text for items item_12"
    assert wording.anchors[5] == "Text for anchors 5"
    assert "wai-sr" in [each.key for each in here.askable("en")]
    assert "wai-sr" not in [each.key for each in here.askable("es")]

    elsewhere = catalogue_of(cast.hillside)
    assert "wai-sr" not in [each.key for each in elsewhere.askable("en")]
    with pytest.raises(NoWordingError):
        elsewhere.instrument("wai-sr").wording("en")
    with pytest.raises(NoWordingError):
        instrument("wai-sr").wording("en")

    kinds = AuditEvent.objects.filter(about_code=pack.code).order_by("pk")
    assert [(each.kind, each.actor) for each in kinds] == [
        ("created", cast.ada.code),
        ("changed", cast.ada.code),
        ("changed", cast.ada.code),
        ("changed", cast.ada.code),
    ]
    assert kinds[3].detail == {
        "state": "switched on",
        "instrument": "wai-sr",
        "instrument_version": 1,
        "language": "en",
    }
    assert "Text for" not in json.dumps([each.detail for each in kinds])


def test_the_sentence_about_the_permission_must_be_confirmed(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    shown = browser.get(_address(pack)).content.decode()
    assert "We hold the permission and this is the text it covers." in shown
    refused = browser.post(_address(pack), typed(WAI_SR, to="switch-on", **EVIDENCE))
    assert _error(refused.content.decode(), "confirm") == "Tick this to say that it is so."
    pack.refresh_from_db()
    assert pack.is_draft


def test_an_incomplete_draft_is_kept_and_says_what_is_missing(
    cast: Cast, signed_in: SignIn
) -> None:
    pack = draft("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    some = {"version": "1", "to": "save", "title": "Our form", "items--item_3": " Third \r\nline "}
    page = browser.post(_address(pack), some, follow=True).content.decode()
    pack.refresh_from_db()
    assert pack.texts == {"title": "Our form", "items": {"item_3": "Third \nline"}}
    # Instructions, five answers, eleven items and the three subscales, whose names were taken out.
    assert "A draft: 20 texts are missing." in page
    assert "Draft saved. 20 texts are missing." in page
    refused = browser.post(
        _address(pack), {**some, "version": "2", "to": "switch-on", "confirm": "on", **EVIDENCE}
    )
    assert refused.status_code == 422
    errors = refused.context["form"].errors
    assert len(errors) == 20
    assert "items--item_3" not in errors


def test_a_new_draft_names_the_subscales_in_english_and_nothing_else(cast: Cast) -> None:
    english, spanish = draft("wai-sr", cast.ada), draft("wai-sr", cast.ada, "es")
    assert english.texts == {"subscales": {"goals": "Goals", "tasks": "Tasks", "bond": "Bond"}}
    assert spanish.texts == {}


def test_saving_what_is_there_writes_nothing(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada, "es")
    events = AuditEvent.objects.count()
    signed_in(cast.ada).post(_address(pack), {"version": "1", "to": "save"})
    pack.refresh_from_db()
    assert (pack.version, AuditEvent.objects.count()) == (1, events)


def test_what_was_typed_is_kept_before_it_is_previewed(cast: Cast, signed_in: SignIn) -> None:
    browser, pack = signed_in(cast.ada), draft("wai-sr", cast.ada)
    assert "Save and preview" in browser.get(_address(pack)).text
    answer = browser.post(_address(pack), typed(WAI_SR, to="preview"))
    assert answer["Location"] == reverse("preview_pack", kwargs={"code": pack.code})
    pack.refresh_from_db()
    assert pack.texts == invented(WAI_SR)


def test_the_later_of_two_tabs_is_told_and_keeps_its_text(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    browser.post(_address(pack), {"version": "1", "to": "save", "title": "First"})
    late = browser.post(_address(pack), {"version": "1", "to": "save", "title": "Second"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody saved this meanwhile." in page
    assert 'name="title" value="Second"' in page
    assert 'name="version" value="2"' in page
    assert "<h3>First</h3>" in page
    pack.refresh_from_db()
    assert pack.texts == {"title": "First"}
    browser.post(_address(pack), {"version": "2", "to": "save", "title": "Second"})
    pack.refresh_from_db()
    assert pack.texts == {"title": "Second"}


def test_a_tab_that_was_open_while_it_was_switched_on_changes_nothing(
    cast: Cast, signed_in: SignIn
) -> None:
    pack = switched_on("wai-sr", cast.ada)
    late = signed_in(cast.ada).post(
        _address(pack), typed(WAI_SR, version=pack.version, title="Another title")
    )
    assert late.status_code == 409
    assert 'value="Another title"' in late.content.decode()
    pack.refresh_from_db()
    assert pack.texts == invented(WAI_SR)


@pytest.mark.parametrize("numbered", [True, False])
def test_pasted_lines_are_dealt_out(cast: Cast, signed_in: SignIn, numbered: bool) -> None:
    pack = draft("wai-sr", cast.ada)
    lines = [f"{n}. Line {n}" if numbered else f"Line {n}" for n in range(1, 13)]
    browser = signed_in(cast.ada)
    sent = {"version": "1", "to": "distribute", "title": "T", "paste": "\r\n\r\n".join(lines)}
    page = browser.post(_address(pack), sent, follow=True).content.decode()
    pack.refresh_from_db()
    assert pack.texts == {
        "title": "T",
        "items": {f"item_{n}": f"Line {n}" for n in range(1, 13)},
    }
    assert "Filled in and saved as a draft. Read it against the original." in page


def test_too_few_lines_fill_in_nothing_and_nothing_is_lost(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    sent = {"version": "1", "to": "distribute", "title": "Typed", "paste": "One\nTwo"}
    answer = signed_in(cast.ada).post(_address(pack), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    said = "There are 12 items, and these lines are 2. Nothing was filled in."
    assert _error(page, "paste") == said
    assert 'value="Typed"' in page
    assert "One\nTwo" in page
    pack.refresh_from_db()
    assert ("items" in pack.texts, pack.version) == (False, 1)


def _upload(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_a_foreign_questionnaire_gives_its_words(cast: Cast, signed_in: SignIn) -> None:
    """One that a clinic with a pack has exported stands for any other system's."""
    theirs = switched_on("wai-sr", cast.olga)
    resource = questionnaire(catalogue_of(cast.hillside).instrument("wai-sr"), "en")
    pack = draft("wai-sr", cast.ada)
    sent = {
        "version": "1",
        "to": "fill",
        "questionnaire": _upload("form.json", json.dumps(resource).encode()),
    }
    assert signed_in(cast.ada).post(_address(pack), sent).status_code == 302
    pack.refresh_from_db()
    assert pack.texts == theirs.texts


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not json", "the file: is not JSON"),
        (b'{"resourceType": "Patient"}', "the file: is not a Questionnaire"),
        (b"[" * 200_000, "the file: "),
        (b" " * (1024 * 1024 + 1), "This file is larger than 1 MB."),
    ],
)
def test_a_file_that_gives_no_words_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, content: bytes, says: str
) -> None:
    pack = draft("wai-sr", cast.ada)
    sent = {"version": "1", "to": "fill", "questionnaire": _upload("form.json", content)}
    answer = signed_in(cast.ada).post(_address(pack), sent)
    assert answer.status_code == 422
    assert _error(answer.content.decode(), "questionnaire").startswith(says)
    pack.refresh_from_db()
    assert (list(pack.texts), pack.version) == (["subscales"], 1)


def test_a_permission_of_tomorrow_is_none_yet(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = signed_in(cast.ada).post(
        _address(pack), typed(WAI_SR, permission_on=tomorrow.isoformat())
    )
    assert _error(answer.content.decode(), "permission_on") == "This day has not come yet."
    pack.refresh_from_db()
    assert (list(pack.texts), pack.version) == (["subscales"], 1)


def test_withdrawn_words_are_shown_to_nobody_but_stay_for_old_answers(
    cast: Cast, signed_in: SignIn
) -> None:
    pack = switched_on("wai-sr", cast.ada)
    meanwhile = timezone.now()
    browser = signed_in(cast.ada)
    assert browser.get(_address(pack, "withdraw_pack")).status_code == 200
    gone = browser.post(_address(pack, "withdraw_pack"))
    assert gone["Location"] == reverse("instrument", kwargs={"key": "wai-sr"})
    pack.refresh_from_db()
    assert (pack.is_on, pack.withdrawn_by, pack.texts) == (False, cast.ada, invented(WAI_SR))
    assert AuditEvent.objects.latest("pk").kind == "revoked"
    catalogue = catalogue_of(cast.riverside)
    assert catalogue.instrument("wai-sr").wordings == {}
    assert catalogue.answered("wai-sr", 1, meanwhile).wording("en").title == "Text for title"
    assert catalogue.answered("wai-sr", 1, timezone.now()).wordings == {}
    events = AuditEvent.objects.count()
    browser.post(_address(pack, "withdraw_pack"))  # a second click
    assert AuditEvent.objects.count() == events
    # Another text is another pack.
    browser.post(reverse("new_pack", kwargs={"key": "wai-sr"}), {"language": "en"})
    assert list(WordingPack.objects.filter(withdrawn_at=None).get().texts) == ["subscales"]


def test_one_current_pack_for_a_language(cast: Cast, signed_in: SignIn) -> None:
    pack = switched_on("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    again = browser.post(reverse("new_pack", kwargs={"key": "wai-sr"}), {"language": "en"})
    assert (again.status_code, WordingPack.objects.count()) == (302, 1)
    browser.post(reverse("new_pack", kwargs={"key": "wai-sr"}), {"language": "es"})
    assert WordingPack.objects.exclude(pk=pack.pk).get().language == "es"


@pytest.mark.parametrize(("key", "language"), [("phq-9", "en"), ("wai-sr", "fr"), ("wai-sr", "")])
def test_shipped_wording_is_not_replaced_and_other_languages_are_not_offered(
    cast: Cast, signed_in: SignIn, key: str, language: str
) -> None:
    signed_in(cast.ada).post(reverse("new_pack", kwargs={"key": key}), {"language": language})
    assert WordingPack.objects.count() == 0


def test_the_action_itself_refuses_what_is_shipped(cast: Cast) -> None:
    with pytest.raises(actions.WordedAlready):
        actions.begin_pack(instrument("phq-9"), "en", by=cast.ada)


def test_a_pack_that_does_not_fit_its_instrument_shows_no_words(cast: Cast) -> None:
    """Half a form would be worse than none, and one bad row must not close every page."""
    pack = draft("wai-sr", cast.ada)
    WordingPack.objects.filter(pk=pack.pk).update(
        texts={"title": "T"},
        switched_on_at=timezone.now(),
        switched_on_by=cast.ada,
        permission_holder="x",
        permission_on=timezone.localdate(),
        permission_document="y",
    )
    assert catalogue_of(cast.riverside).instrument("wai-sr").wordings == {}
