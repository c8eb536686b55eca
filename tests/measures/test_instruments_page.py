"""The clinic's instruments: who may see them, what the list and each page say, what goes out."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from measures import actions
from measures.catalogue import all_instruments, instrument
from measures.clinic import catalogue_of
from measures.evidence import Evidence
from measures.fhir.incoming import read_questionnaire
from measures.instrument import NoWordingError
from practice.models import AuditEvent, Membership
from tests.cast import Cast
from tests.measures.packs import draft, switched_on
from tests.measures.questionnaires import imported

SignIn = Callable[[Membership], Client]


def _addresses(cast: Cast, by: Membership) -> list[tuple[str, str]]:
    """Every page and act about instruments, aimed at the clinic of `by`."""
    pack, row = switched_on("wai-sr", by), imported(by)
    one, key = {"code": pack.code}, {"key": "wai-sr"}
    return [
        ("get", reverse("instruments")),
        ("get", reverse("import_instrument")),
        ("post", reverse("import_instrument")),
        ("get", reverse("instrument", kwargs=key)),
        ("get", reverse("export_instrument", kwargs=key)),
        ("post", reverse("new_pack", kwargs=key)),
        ("get", reverse("pack", kwargs=one)),
        ("post", reverse("pack", kwargs=one)),
        ("get", reverse("pack_document", kwargs=one)),
        ("get", reverse("preview_pack", kwargs=one)),
        ("get", reverse("withdraw_pack", kwargs=one)),
        ("post", reverse("withdraw_pack", kwargs=one)),
        ("get", reverse("withdraw_instrument", kwargs={"code": row.code})),
        ("post", reverse("withdraw_instrument", kwargs={"code": row.code})),
    ]


@pytest.mark.parametrize("who", ["ines", "noor", "tomas", "wren"])
def test_who_is_no_admin_finds_nothing(cast: Cast, signed_in: SignIn, who: str) -> None:
    addresses = _addresses(cast, cast.ada)
    events = AuditEvent.objects.count()
    browser = signed_in(getattr(cast, who))
    assert {getattr(browser, method)(path).status_code for method, path in addresses} == {404}
    assert AuditEvent.objects.count() == events


def test_a_stranger_is_asked_to_sign_in(cast: Cast, browser: Client) -> None:
    for method, path in _addresses(cast, cast.ada):
        answer = getattr(browser, method)(path)
        assert answer["Location"] == f"{reverse('account_login')}?next={path}"


def test_another_clinics_pack_is_as_absent_as_one_that_never_was(
    cast: Cast, signed_in: SignIn
) -> None:
    theirs = [(m, p) for m, p in _addresses(cast, cast.olga) if p.count("-") >= 4]
    assert len(theirs) == 8
    events = AuditEvent.objects.count()
    browser = signed_in(cast.ada)
    for method, path in theirs:
        code = next(part for part in path.split("/") if part.count("-") == 4)
        absent = path.replace(code, "00000000-0000-4000-8000-000000000000")
        answer, nobodys = getattr(browser, method)(path), getattr(browser, method)(absent)
        assert (answer.status_code, answer.content) == (404, nobodys.content)
    foreign = browser.get(reverse("instrument", kwargs={"key": "calm"}))
    never = browser.get(reverse("instrument", kwargs={"key": "never"}))
    assert (foreign.status_code, foreign.content) == (404, never.content)
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("packs", [0, 1, 3])
def test_the_list_asks_five_questions(
    cast: Cast,
    signed_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    packs: int,
) -> None:
    for key in ("wai-sr", "wai-s", "ors")[:packs]:
        switched_on(key, cast.ada)
    browser = signed_in(cast.ada)
    with django_assert_num_queries(5):
        page = browser.get(reverse("instruments")).content.decode()
    assert page.count('<span class="tag ask">on</span>') == packs


def test_the_catalogue_asks_two_questions(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    switched_on("wai-sr", cast.ada)
    imported(cast.ada)
    with django_assert_num_queries(2):
        catalogue = catalogue_of(cast.riverside)
        assert catalogue.instrument("wai-sr").languages == ("en",)
        assert catalogue.instrument("calm").languages == ("en",)
        asked = {each.key for each in catalogue.askable("es")}
    assert asked >= {"calm", "wellbeing", "gad-7"}
    assert "wai-sr" not in asked


def _rows(page: str) -> dict[str, str]:
    """The list as text: title to the rest of its line."""
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {_text(title): _text(rest) for title, rest in rows}


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_list_says_where_each_stands(cast: Cast, signed_in: SignIn) -> None:
    on = switched_on("wai-sr", cast.ada)
    draft("ors", cast.ada, "es")
    actions.withdraw_pack(switched_on("core-10", cast.ada, evidence=Evidence()), by=cast.ada)
    imported(cast.ada)
    page = signed_in(cast.ada).get(reverse("instruments")).content.decode()
    rows = _rows(page)
    day = f"{on.switched_on_at:%Y}"
    assert len(rows) == len(all_instruments()) + 1
    assert rows["Generalized Anxiety Disorder 7-item scale (GAD-7)"] == (
        "ready wording shipped English public, free to use"
    )
    wai = next(rest for title, rest in rows.items() if "WAI-SR" in title)
    assert re.fullmatch(
        rf"on English, since \d+ \w+ {day} by Ada Kowalski English "
        "only with the holder’s permission",
        wai,
    )
    ors = next(rest for title, rest in rows.items() if "(ORS)" in title)
    assert ors == "draft Spanish, not switched on – only with the holder’s permission"
    core = rows["CORE-10"]
    assert core.startswith("wording needed paste the official text withdrawn English, on ")
    srs = next(rest for title, rest in rows.items() if "(SRS)" in title)
    assert srs == "wording needed permission required – only with the holder’s permission"
    calm = next(rest for title, rest in rows.items() if title.startswith("Calm"))
    assert calm.startswith("imported on ")


def test_the_first_sentence_follows_from_the_list(cast: Cast, signed_in: SignIn) -> None:
    shipped = all_instruments()
    ready = sum(bool(each.wordings) for each in shipped)
    assert (ready, len(shipped)) == (6, 13)
    browser = signed_in(cast.ada)
    assert "<h1>Six instruments are ready. Seven wait for their wording.</h1>" in (
        browser.get(reverse("instruments")).content.decode()
    )
    switched_on("wai-sr", cast.ada)
    assert "<h1>Seven instruments are ready. Six wait for their wording.</h1>" in (
        browser.get(reverse("instruments")).content.decode()
    )
    elsewhere = signed_in(cast.olga).get(reverse("instruments")).content.decode()
    assert "Six instruments are ready." in elsewhere


@pytest.mark.parametrize("key", sorted(each.key for each in all_instruments()))
def test_every_instrument_has_a_page(cast: Cast, signed_in: SignIn, key: str) -> None:
    shown = signed_in(cast.ada).get(reverse("instrument", kwargs={"key": key}))
    page = unescape(shown.content.decode())
    assert shown.status_code == 200
    assert instrument(key).citation in page
    assert instrument(key).attribution in page


def _facts(browser: Client, key: str) -> dict[str, list[str]]:
    page = browser.get(reverse("instrument", kwargs={"key": key}))
    return {fact.term: fact.lines + fact.sources for fact in page.context["about"].facts}


def test_a_definition_in_plain_words(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    core = _facts(browser, "core-10")
    assert core["Items"] == ["10 items, answered 0 to 4."]
    assert core["Score"] == ["The sum of the answers, 0 to 40; higher is worse."]
    assert core["Missing answers"] == [
        (
            "At least 9 of 10 must be answered; otherwise there is no score. "
            "The sum is stretched over what is missing."
        )
    ]
    assert core["Reversed"] == ["Items 2 and 3."]
    assert core["Safety"][0].startswith("Item 6: any answer above 0 raises a notice at once")
    assert core["Cut-off"] == ["Clinical: 11 or more.", "Barkham et al. (2013)."]
    assert core["Reliable change"][0] == "6 points."
    wai = _facts(browser, "wai-sr")
    assert wai["Subscales"] == [
        "Goals: items 4, 6, 8 and 11",
        "Tasks: items 1, 2, 10 and 12",
        "Bond: items 3, 5, 7 and 9",
    ]
    assert wai["Missing answers"] == ["Every item must be answered; otherwise there is no score."]
    assert wai["Cut-off"] == ["None has been validated."]
    ors = _facts(browser, "ors")
    assert ors["Items"] == ["4 lines from 0 to 10, read to 0.1."]
    assert ors["Cut-off"][0] == "Clinical: below 25."
    assert _facts(browser, "phq-9")["LOINC"] == ["44249-1, total 44261-6"]
    check = _facts(browser, "alliance-client")
    assert check["Validated"][0] == instrument("alliance-client").wording("en").label


def test_the_page_tells_the_history_of_the_wording(cast: Cast, signed_in: SignIn) -> None:
    actions.withdraw_pack(switched_on("wai-sr", cast.ada), by=cast.ada)
    draft("wai-sr", cast.ada)
    page = signed_in(cast.ada).get(reverse("instrument", kwargs={"key": "wai-sr"}))
    text = _text(page.content.decode())
    assert text.count("by Ada Kowalski") == 4  # begun twice, on once, withdrawn once
    assert "19 texts are missing." in text
    # English is begun; Spanish can still be.
    assert page.context["form"].languages == [("es", "Spanish")]


@pytest.mark.parametrize(
    ("query", "language", "name"),
    [("?language=en", "en", "wai-sr-1-en.json"), ("", None, "wai-sr-1.json")],
)
def test_an_export_can_be_read_again(
    cast: Cast, signed_in: SignIn, query: str, language: str | None, name: str
) -> None:
    switched_on("wai-sr", cast.ada)
    answer = signed_in(cast.ada).get(reverse("export_instrument", kwargs={"key": "wai-sr"}) + query)
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert json.loads(answer.content).get("language") == language
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.actor) == ("exported", cast.ada.code)
    assert event.detail == {
        "instrument": "wai-sr",
        "instrument_version": 1,
        "language": language or "",
    }


@pytest.mark.parametrize("query", ["?language=en", "?language=es", "?language=", ""])
def test_without_a_pack_the_definition_leaves_without_words(
    cast: Cast, signed_in: SignIn, query: str
) -> None:
    switched_on("wai-sr", cast.olga)
    answer = signed_in(cast.ada).get(reverse("export_instrument", kwargs={"key": "wai-sr"}) + query)
    resource = json.loads(answer.content)
    assert "language" not in resource
    assert "Text for" not in answer.content.decode()
    assert [item.get("text") for item in resource["item"]] == [None] * 12


def test_a_definition_alone_is_the_definition(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.ada).get(reverse("export_instrument", kwargs={"key": "core-10"}))
    again = read_questionnaire(answer.content)
    assert (again.items, again.composite) == (
        instrument("core-10").items,
        instrument("core-10").composite,
    )
    with pytest.raises(NoWordingError):
        again.wording("en")
