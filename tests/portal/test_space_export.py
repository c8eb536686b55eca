"""A client's own copy: all that is theirs, nothing that is not, in a file that says what it is."""

import json
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client as Browser
from django.utils import translation
from jsonschema import Draft202012Validator, FormatChecker

from portal.export import PARTS, own_record, schema
from portal.export.document import own_document
from portal.export.labels import LABELS
from practice.models import AuditEvent
from sessions.models import Addendum, Strike
from tests.cast import Cast
from tests.portal.owned import MAY, MAY_NOT, everything, word
from tests.portal.space import come_in

SCHEMA = json.loads(schema())


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open, with one of everything in her record."""
    cache.clear()
    everything(cast.mara, cast.ines)
    everything(cast.theo, cast.ines, "theo")
    everything(cast.otto, cast.wren, "otto")
    return come_in(browser, cast.mara, mailoutbox)


def seen(text: str) -> set[str]:
    return {key for key in MAY | MAY_NOT if word(key) in text}


def copy_of(browser: Browser) -> Any:
    answer = browser.post("/space/data/json/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return json.loads(answer.content)


def test_it_holds_all_that_is_theirs_and_nothing_else(cast: Cast, mara: Browser) -> None:
    text = mara.post("/space/data/json/").text
    assert seen(text) == MAY
    assert ("canarytheo" in text, "canaryotto" in text) == (False, False)


def test_it_is_as_its_published_schema_says(cast: Cast, mara: Browser) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    record = copy_of(mara)
    assert [error.message for error in validator.iter_errors(record)] == []
    # Every part but the one nobody can fill here by hand has a row, so that each was looked at.
    assert {part.key for part in PARTS if not record[part.key]} == {"questionnaires", "opened"}


@pytest.mark.parametrize("fault", ["more", "less", "other"])
def test_a_copy_that_is_otherwise_is_not_as_the_schema_says(
    fault: str, cast: Cast, mara: Browser
) -> None:
    record = copy_of(mara)
    if fault == "more":
        record["goals"][0]["private"] = "x"
    elif fault == "less":
        del record["notes"]
    else:
        record["check_ins"][0]["wellbeing_of_10"] = 11
    assert not Draft202012Validator(SCHEMA).is_valid(record)


def test_the_schema_names_every_part_and_is_open_to_everybody(db: None) -> None:
    answer = Browser().get("/space/data/schema/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    assert answer.content == schema()
    assert {part.key for part in PARTS} == {
        key for key, value in SCHEMA["properties"].items() if value.get("type") == "array"
    }


def test_every_field_has_a_name_for_a_reader() -> None:
    def fields(rows: dict[str, Any]) -> set[str]:
        own = rows["items"]["properties"]
        inner = [fields(each) for each in own.values() if each.get("type") == "array"]
        return set(own).union(*inner)

    all_of_them = set().union(*(fields(SCHEMA["properties"][part.key]) for part in PARTS))
    assert all_of_them == set(LABELS)


def test_what_was_struck_through_is_not_given(cast: Cast, mara: Browser) -> None:
    addendum = Addendum.objects.get(note__releases__client=cast.mara)
    Strike.objects.create(
        clinic=cast.riverside,
        note=addendum.note,
        addendum=addendum,
        reason="person",
        struck_by=cast.ines,
        digest="x",
    )
    text = mara.post("/space/data/json/").text
    assert seen(text) == MAY - {"addendum"}
    added = json.loads(text)["notes"][0]["addenda"][0]
    assert (added["words"], added["struck_through"]) == (None, True)


def test_the_pdf_holds_the_same(cast: Cast, mara: Browser) -> None:
    answer = mara.post("/space/data/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "my-record-" in answer["Content-Disposition"]
    assert "Mara" not in answer["Content-Disposition"]
    pdf = pikepdf.open(BytesIO(answer.content))
    assert str(pdf.docinfo["/Title"]) == "My record"
    assert "/StructTreeRoot" in pdf.Root
    for language in ("en", "es"):
        with translation.override(language):
            text = str(own_document(cast.mara, own_record(cast.mara)))
        assert seen(text) == MAY
        assert "canarytheo" not in text


def test_the_page_counts_what_there_is(cast: Cast, mara: Browser) -> None:
    page = mara.get("/space/data/").text
    assert "What it holds today" in page
    assert '<span>Strengths</span><span class="soft">2</span>' in page
    assert "Nothing yet of:" in page
    assert seen(page) == set()


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_that_it_was_taken_is_written_down(kind: str, cast: Cast, mara: Browser) -> None:
    mara.post(f"/space/data/{kind}/")
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.actor, event.client_code) == ("exported", None, cast.mara.code)
    assert event.detail == {"own": kind}


def test_who_opened_it_is_named(cast: Cast, mara: Browser) -> None:
    work = Browser()
    work.force_login(cast.ines.user)
    work.get(f"/clients/{cast.mara.code}/")
    work.get(f"/clients/{cast.theo.code}/")
    rows = copy_of(mara)["opened"]
    assert {(each["act"], each["person"]) for each in rows} == {("record opened", "Ines Okafor")}
    assert all(set(each) == {"at", "act", "person"} for each in rows)


def test_it_is_asked_for_ten_times_an_hour_at_most(cast: Cast, mara: Browser) -> None:
    answers = [mara.post("/space/data/json/").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert "Please try again in an hour" in mara.post("/space/data/pdf/").text


def test_nobody_else_gets_it(cast: Cast, mara: Browser) -> None:
    stranger = Browser()
    for kind in ("json", "pdf"):
        assert stranger.post(f"/space/data/{kind}/")["Location"] == "/space/sign-in/"
        assert mara.get(f"/space/data/{kind}/").status_code == 405
    stranger.force_login(cast.ines.user)
    assert stranger.post("/space/data/json/")["Location"] == "/space/sign-in/"


def test_it_is_read_in_a_fixed_number_of_queries(
    cast: Cast, mara: Browser, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(25):
        own_record(cast.mara)
