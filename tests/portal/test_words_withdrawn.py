"""Words that are withdrawn while a client answers: what was answered is kept, shown and scored."""

from typing import Any

import pytest
from django.test import Client

from alliance.models import Administration, CheckIn, SafetyNotice
from measures import actions
from measures.catalogue import instrument
from measures.clinic import catalogue_of
from measures.evidence import Evidence
from measures.models import WordingPack
from tests.cast import Cast
from tests.measures.packs import draft, invented, switched_on
from tests.portal.conftest import begin
from tests.portal.test_review import send
from tests.portal.test_scheduled_measures import pages, schedule

CORE = "/check-in/core-10/"
TENS = {item.key: "1" for item in instrument("core-10").items}


@pytest.fixture
def core(cast: Cast, browser: Client, token: str) -> WordingPack:
    """The words of the CORE-10 are on, and Mara has begun a check-in that asks it."""
    pack = switched_on("core-10", cast.ada)
    schedule(cast, "core-10")
    begin(browser, token)
    assert browser.get(CORE).status_code == 200
    return pack


def section_of(browser: Client) -> Any:
    page = browser.get("/check-in/review/")
    return next((each for each in page.context["sections"] if each.slug == "core-10"), None)


def test_what_was_answered_is_shown_sent_and_scored(
    cast: Cast, core: WordingPack, browser: Client
) -> None:
    browser.post(CORE, TENS)
    actions.withdraw_pack(core, by=cast.ada)
    section = section_of(browser)
    assert [line.question for line in section.lines] == [
        f"Text for items item_{number}" for number in range(1, 11)
    ]
    assert {line.answer for line in section.lines} == {"Text for anchors 1"}
    page = browser.get("/check-in/review/").text
    assert "These questions are no longer asked." in page
    assert 'href="/check-in/core-10/' not in page
    assert browser.get(CORE).status_code == 404
    send(browser)
    given = Administration.objects.get()
    # Two of the ten are reversed: 8 × 1 + 2 × 3.
    assert (given.instrument, given.answered, given.score) == ("core-10", 10, 14)
    assert (given.language, given.pack) == ("en", core)


def test_it_is_taken_away_in_the_words_in_which_it_was_asked(
    cast: Cast, core: WordingPack, browser: Client
) -> None:
    """Another pack was switched on before it was sent; it was not asked in that one."""
    browser.post(CORE, TENS)
    actions.withdraw_pack(core, by=cast.ada)
    switched_on("core-10", cast.ada)
    assert section_of(browser).withdrawn is False
    send(browser)
    given = Administration.objects.get()
    assert given.pack == core
    catalogue = catalogue_of(cast.riverside)
    found = catalogue.answered("core-10", 1, given.given_at, pack=given.pack_id)
    assert found.wording("en").pack == core.pk


def test_other_words_that_were_switched_on_since_are_not_put_into_their_mouth(
    cast: Cast, browser: Client, token: str
) -> None:
    first = switched_on("wai-sr", cast.ada)
    schedule(cast, "wai-sr")
    begin(browser, token)
    items = {item.key: "5" for item in instrument("wai-sr").items}
    browser.post("/check-in/wai-sr/", items)
    actions.withdraw_pack(first, by=cast.ada)
    second = reworded("wai-sr", cast)

    def asked() -> set[str]:
        sections = browser.get("/check-in/review/").context["sections"]
        lines = next(each for each in sections if each.slug == "wai-sr").lines
        return {line.question.split()[0] for line in lines}

    assert asked() == {"Text"}
    browser.post("/check-in/wai-sr/", items)  # asked once more, in the words of today
    assert asked() == {"Other"}
    send(browser)
    assert Administration.objects.get().pack == second


def reworded(key: str, cast: Cast) -> WordingPack:
    definition = catalogue_of(cast.riverside).instrument(key)
    pack = draft(key, cast.ada)
    texts = invented(definition)
    texts["items"] = {item.key: f"Other {item.key}" for item in definition.items}
    evidence = Evidence("Riverside Practice", pack.created_at.date(), "Letter, folder B")
    saved = actions.save_pack(
        pack, by=cast.ada, version=pack.version, texts=texts, evidence=evidence
    )
    return actions.switch_on(saved, definition, by=cast.ada, version=saved.version)


@pytest.mark.parametrize(("to", "status"), [("next", 302), ("keep", 204)])
def test_a_page_that_was_open_is_still_taken(
    cast: Cast, core: WordingPack, browser: Client, to: str, status: int
) -> None:
    actions.withdraw_pack(core, by=cast.ada)
    answer = browser.post(CORE, {"item_6": "4", "to": to})
    assert answer.status_code == status
    assert SafetyNotice.objects.get().item == "item_6"
    assert browser.get("/check-in/")["Location"] == "/check-in/wish/"
    send(browser)
    assert Administration.objects.get().answers["item_6"] == 4


def test_what_was_not_answered_is_asked_no_more(
    cast: Cast, core: WordingPack, browser: Client
) -> None:
    actions.withdraw_pack(core, by=cast.ada)
    assert "core-10" not in pages(browser)
    assert section_of(browser) is None
    send(browser)
    assert CheckIn.objects.get().is_submitted
    assert not Administration.objects.exists()
