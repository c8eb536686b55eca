"""A wording pack as the client would see it, before and after it is switched on."""

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from measures import actions
from measures.evidence import Evidence
from measures.models import WordingPack
from practice.models import AuditEvent, Membership
from tests.cast import Cast
from tests.measures.packs import draft, switched_on

SignIn = Callable[[Membership], Client]


def _preview(browser: Client, pack: WordingPack) -> str:
    answer = browser.get(reverse("preview_pack", kwargs={"code": pack.code}))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_is_the_clients_page_and_cannot_be_sent(cast: Cast, signed_in: SignIn) -> None:
    pack = switched_on("wai-sr", cast.ada)
    page = _preview(signed_in(cast.ada), pack)
    assert '<html lang="en">' in page
    assert "<h1" in page
    assert "Text for title</h1>" in page
    assert page.count("<fieldset") == 12
    # Twelve items with five answers and "clear" each.
    assert page.count('type="radio"') == 12 * 6
    assert "Text for anchors 3" in page
    assert "Text for items item_12" in page
    assert "Working Alliance Inventory – Short Revised by Robert L. Hatcher" in page
    assert "<form" not in page
    assert 'class="button" disabled' in page
    assert "A preview." in page
    assert f'href="{reverse("pack", kwargs={"code": pack.code})}"' in page


def test_posting_to_it_does_nothing(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    events = AuditEvent.objects.count()
    answer = signed_in(cast.ada).post(reverse("preview_pack", kwargs={"code": pack.code}))
    assert answer.status_code == 405
    assert AuditEvent.objects.count() == events


def test_a_draft_shows_where_a_text_is_missing(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    actions.save_pack(
        pack,
        by=cast.ada,
        version=1,
        texts={"title": "Half a form", "items": {"item_1": "The first"}},
        evidence=Evidence(),
    )
    page = _preview(signed_in(cast.ada), pack)
    assert "Half a form</h1>" in page
    assert page.count("<legend") == 12
    assert page.count(">…</legend>") == 11
    assert "Where “…” stands, a text is missing." in page


def test_it_speaks_the_packs_language_and_its_bar_the_readers(
    cast: Cast, signed_in: SignIn
) -> None:
    evidence = Evidence("Riverside", date(2026, 3, 2), "Letter")
    page = _preview(signed_in(cast.ada), switched_on("wai-sr", cast.ada, "es", evidence))
    assert '<html lang="es">' in page
    assert "Siguiente" in page
    assert '<aside class="preview" lang="en">' in page
    assert "This is how a client sees it." in page
    assert "Back to the pack" in page


def test_lines_are_drawn_as_lines(cast: Cast, signed_in: SignIn) -> None:
    page = _preview(signed_in(cast.ada), switched_on("ors", cast.ada))
    assert page.count('type="range"') == 4
    assert page.count('type="radio"') == 0


def test_before_a_safety_question_it_says_where_to_turn(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    with_question = _preview(browser, switched_on("core-10", cast.ada, evidence=Evidence()))
    assert "Samaritans" in with_question
    assert "Samaritans" not in _preview(browser, switched_on("wai-sr", cast.ada))


@pytest.mark.parametrize("who", ["ines", "noor", "tomas", "wren", "olga"])
def test_it_is_for_the_clinics_own_admins(cast: Cast, signed_in: SignIn, who: str) -> None:
    pack = switched_on("wai-sr", cast.ada)
    browser = signed_in(getattr(cast, who))
    assert browser.get(reverse("preview_pack", kwargs={"code": pack.code})).status_code == 404
