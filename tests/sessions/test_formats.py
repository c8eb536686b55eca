"""A clinic's own note formats: who may, versions, limits, retiring, two admins at once."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from practice.models import AuditEvent, Clinic, Membership
from sessions import actions
from sessions.formats import Section, all_formats
from sessions.models import NoteFormatVersion
from tests.cast import Cast
from tests.sessions.formats import first_hour, typed

SignIn = Callable[[Membership], Browser]
AT = "/clinic/note-formats/"


@pytest.fixture
def ada(cast: Cast, signed_in: SignIn) -> Browser:
    return signed_in(cast.ada)


def only() -> NoteFormatVersion:
    return NoteFormatVersion.objects.get()


# --- Making one ----------------------------------------------------------------------------------


def test_a_format_is_begun_from_a_shipped_one_and_offered(cast: Cast, ada: Browser) -> None:
    page = ada.get(f"{AT}new/?from=soap")
    rows = page.context["form"].sections
    assert [form.initial["key"] for form in rows] == [
        "subjective",
        "objective",
        "assessment",
        "plan",
    ]
    assert page.context["form"]["name"].value() == ""
    sections = [{"key": "subjective", "name": "In their words", "required": "on"}, {"name": "Risk"}]
    answer = ada.post(f"{AT}new/", typed("First hour", sections, about="The intake"))
    assert answer["Location"] == f"{AT}own-first-hour/"
    row = only()
    assert (row.clinic, row.key, row.version, row.created_by) == (
        cast.riverside,
        "own-first-hour",
        1,
        cast.ada,
    )
    assert row.sections == [
        {"key": "subjective", "name": "In their words", "prompt": "", "required": True},
        {"key": "risk", "name": "Risk", "prompt": "", "required": False},
    ]
    listed = ada.get(AT).content.decode()
    assert "Notes can be written in six formats. One is your own." in listed
    assert f'href="{AT}own-first-hour/"' in listed


def test_every_shipped_format_is_listed_with_what_it_asks(ada: Browser) -> None:
    page = ada.get(AT).content.decode()
    assert "Notes can be written in five formats. None of your own yet." in page
    for each in all_formats().values():
        assert f'href="{AT}new/?from={each.key}"' in page
        assert all(section.name in page for section in each.sections)


@pytest.mark.parametrize("formats", [1, 3])
def test_the_list_asks_one_question(
    cast: Cast, ada: Browser, formats: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(formats):
        first_hour(cast.ada, name=f"Format {number}")
    ada.get(AT)
    with django_assert_num_queries(3):  # with session and membership
        page = ada.get(AT).content.decode()
    assert page.count("Begin another from it") == formats


def test_keys_are_told_apart(cast: Cast) -> None:
    made = [first_hour(cast.ada, name=name) for name in ("Week!", "week", "周", "x" * 40, "x" * 39)]
    assert [row.key for row in made] == [
        "own-week",
        "own-week-2",
        "own-format",
        f"own-{'x' * 16}",
        f"own-{'x' * 14}-2",
    ]
    assert first_hour(cast.olga, name="Week").key == "own-week"


# --- The editor without JavaScript ---------------------------------------------------------------


def names(answer: Any) -> list[str]:
    return [form["name"].value() for form in answer.context["form"].sections]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("add", ["One", "Two", "Three", None]),
        ("up-2", ["One", "Three", "Two"]),
        ("up-0", ["One", "Two", "Three"]),
        ("down-0", ["Two", "One", "Three"]),
        ("down-2", ["One", "Two", "Three"]),
        ("remove-1", ["One", "Three"]),
        ("remove-9", ["One", "Two", "Three"]),
        ("preview", ["One", "Two", "Three"]),
        ("up-x", ["One", "Two", "Three"]),
    ],
)
def test_a_button_moves_sections_and_keeps_everything_typed(
    ada: Browser, do: str, order: list[str | None]
) -> None:
    sections = [
        {"name": "One", "prompt": "First prompt"},
        {"name": "Two", "required": "on", "key": "two"},
        {"name": "Three"},
    ]
    answer = ada.post(f"{AT}new/", typed("Half typed", sections, about="Kept", do=do))
    assert answer.status_code == 200
    assert names(answer) == order
    form = answer.context["form"]
    assert (form["name"].value(), form["about"].value()) == ("Half typed", "Kept")
    by_name = {row["name"].value(): row for row in form.sections}
    assert by_name["One"]["prompt"].value() == "First prompt"
    if "Two" in by_name:
        assert by_name["Two"]["required"].value() is True
        assert by_name["Two"]["key"].value() == "two"
    preview = answer.content.decode().split('id="preview"')[1]
    shown = [name or "A section without a name" for name in order]
    places = [preview.index(name) for name in shown]
    assert places == sorted(places)
    assert not NoteFormatVersion.objects.exists()


def test_twelve_sections_are_the_most(ada: Browser) -> None:
    many = [{"name": f"Section {n}"} for n in range(12)]
    added = ada.post(f"{AT}new/", typed("Long", many, do="add"))
    assert len(names(added)) == 12
    assert "Twelve are the most" in added.content.decode()
    refused = ada.post(f"{AT}new/", typed("Long", [*many, {"name": "One more"}]))
    assert refused.status_code == 422
    assert "At most 12 sections." in refused.content.decode()
    assert names(refused)[-1] == "One more"
    assert ada.post(f"{AT}new/", typed("Long", many)).status_code == 302


@pytest.mark.parametrize(
    ("name", "sections", "said"),
    [
        ("", [{"name": "One"}], "This field is required."),
        ("SOAP", [{"name": "One"}], "Another format has this name."),
        ("first HOUR", [{"name": "One"}], "Another format has this name."),
        ("x" * 41, [{"name": "One"}], "at most 40 characters"),
        ("New", [], "A format has at least one section. Add one."),
        ("New", [{"name": " "}], "Give this section a name, or remove it."),
        ("New", [{"name": "Plan"}, {"name": "PLAN"}], "Another section has this name."),
        ("New", [{"name": "One", "prompt": "x" * 201}], "at most 200 characters"),
        ("New", [{"name": "A", "key": "a"}, {"name": "B", "key": "a"}], "Two sections are the"),
        ("New", [{"name": "One", "key": "no key"}], "Enter a valid"),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(
    cast: Cast, ada: Browser, name: str, sections: list[dict[str, str]], said: str
) -> None:
    first_hour(cast.ada)
    answer = ada.post(f"{AT}new/", typed(name, sections))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert answer.context["form"]["name"].value() == name
    assert NoteFormatVersion.objects.count() == 1


# --- Versions ------------------------------------------------------------------------------------


def test_a_change_is_the_next_version_and_keys_stay(cast: Cast, ada: Browser) -> None:
    row = first_hour(cast.ada)
    renamed = [
        {"name": "What came up", "key": "brought"},
        {"name": "Brought", "prompt": "Something else"},
    ]
    ada.post(f"{AT}{row.key}/", typed("First hour", renamed, version=1))
    newest = NoteFormatVersion.objects.get(version=2)
    assert [(s["key"], s["name"]) for s in newest.sections] == [
        ("brought", "What came up"),
        ("brought-2", "Brought"),
    ]
    # A section that is dropped and comes back by name has its key again.
    ada.post(f"{AT}{row.key}/", typed("First hour", renamed[:1], version=2))
    back = [*renamed[:1], {"name": "risk"}]
    ada.post(f"{AT}{row.key}/", typed("First hour", back, version=3))
    assert NoteFormatVersion.objects.get(version=4).sections[1]["key"] == "risk"
    row.refresh_from_db()
    assert [section["name"] for section in row.sections] == ["Brought", "Risk"]
    page = ada.get(f"{AT}{row.key}/").content.decode()
    assert re.findall(r"<summary>(Version \d)", page) == [f"Version {n}" for n in (4, 3, 2, 1)]
    assert page.count("Ada Kowalski") >= 4


def test_what_is_not_different_makes_no_version(cast: Cast, ada: Browser) -> None:
    row = first_hour(cast.ada)
    sections = [
        {name: value for name, value in section.items() if value} for section in row.sections
    ]
    sent = typed("First hour", sections, version=1, about=row.about)
    answer = ada.post(f"{AT}{row.key}/", sent, follow=True)
    assert "Nothing was different" in answer.content.decode()
    assert only() == row


def test_two_admins_at_once(cast: Cast, ada: Browser) -> None:
    row = first_hour(cast.ada)
    actions.change_format(
        row, by=cast.ada, version=1, name="First hour", about="", sections=[Section("", "New", "")]
    )
    late = typed("First hour", [{"name": "Mine", "key": "brought"}], version=1)
    refused = ada.post(f"{AT}{row.key}/", late)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Ada Kowalski saved version 2 meanwhile." in page
    assert "What version 2 asks" in page
    assert names(refused) == ["Mine"]
    assert NoteFormatVersion.objects.count() == 2
    assert refused.context["form"]["version"].value() == "2"
    ada.post(f"{AT}{row.key}/", late | {"version": "2"})
    assert NoteFormatVersion.objects.get(version=3).sections[0]["name"] == "Mine"


def test_retired_meanwhile_is_said(cast: Cast, ada: Browser) -> None:
    row = first_hour(cast.ada)
    actions.retire_format(row, by=cast.ada)
    refused = ada.post(f"{AT}{row.key}/", typed("First hour", [{"name": "Mine"}], version=1))
    assert refused.status_code == 409
    assert "Somebody retired this format meanwhile." in refused.content.decode()
    assert 'value="Mine"' in refused.content.decode()


COLUMNS: dict[str, str | int] = {
    "key": "own-other",
    "version": 9,
    "name": "Other",
    "about": "Other",
    "sections": "[]",
    "created_at": "2020-01-01 00:00:00+00:00",
    "code": "00000000000040008000000000000000",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_version_never_changes(cast: Cast, column: str) -> None:
    row = first_hour(cast.ada)
    with (
        pytest.raises(IntegrityError, match="written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE therapy_sessions_noteformatversion SET {column} = %s WHERE id = %s",
            [COLUMNS[column], row.pk],
        )
    with pytest.raises(IntegrityError, match="written"), transaction.atomic():
        NoteFormatVersion.objects.filter(pk=row.pk).delete()
    assert only().sections == row.sections


def test_the_trigger_forgets_no_column() -> None:
    frozen = import_module("sessions.migrations.0001_squashed_0006_after_the_signature").FORMAT
    columns = {field.column for field in NoteFormatVersion._meta.concrete_fields}
    assert columns - {"retired_at", "retired_by_id"} == set(frozen)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"version": 1}, "once"),
        ({"version": 0}, "from_one"),
        ({"key": "soap"}, "key_of_its_own"),
    ],
)
def test_the_database_holds_the_rules(cast: Cast, change: dict[str, Any], rule: str) -> None:
    row = first_hour(cast.ada)
    row.pk, row.version = None, 2
    row.code = import_module("uuid").uuid4()
    for name, value in change.items():
        setattr(row, name, value)
    message = "UNIQUE|once" if rule == "once" else rule
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        row.save(force_insert=True)


# --- Retiring, and what new notes begin with -----------------------------------------------------


def test_retired_and_brought_back(cast: Cast, ada: Browser) -> None:
    row = first_hour(cast.ada)
    ada.post(f"{AT}usual/", {"format": row.key})
    assert Clinic.objects.get(pk=cast.riverside.pk).note_format == row.key
    answer = ada.post(f"{AT}{row.key}/retire/", follow=True)
    assert "New notes begin again with the format of the last one." in answer.content.decode()
    assert Clinic.objects.get(pk=cast.riverside.pk).note_format == ""
    assert only().retired_by == cast.ada
    assert "1 retired format" in ada.get(AT).content.decode()
    assert "Bring it back" in ada.get(f"{AT}{row.key}/").content.decode()
    ada.post(f"{AT}{row.key}/restore/")
    assert only().retired_at is None
    done = AuditEvent.objects.filter(about="therapy_sessions.noteformatversion").order_by("pk")
    assert [event.kind for event in done] == ["created", "revoked", "changed"]
    assert done[2].detail == {"format_version": 1, "state": "brought back"}
    assert {event.actor for event in done} == {cast.ada.code}
    assert "First hour" not in str([event.detail for event in AuditEvent.objects.all()])


def test_a_name_that_another_has_by_now_does_not_come_back(cast: Cast, ada: Browser) -> None:
    row = first_hour(cast.ada)
    actions.retire_format(row, by=cast.ada)
    first_hour(cast.ada)
    answer = ada.post(f"{AT}{row.key}/restore/", follow=True)
    assert "Another format has this name now." in answer.content.decode()
    row.refresh_from_db()
    assert row.retired_by == cast.ada


def test_what_is_not_offered_cannot_be_chosen(cast: Cast, ada: Browser) -> None:
    theirs = first_hour(cast.olga)
    answer = ada.post(f"{AT}usual/", {"format": theirs.key}, follow=True)
    assert "no longer offered" in answer.content.decode()
    ada.post(f"{AT}usual/", {"format": "birp"})
    assert Clinic.objects.get(pk=cast.riverside.pk).note_format == "birp"


# --- Who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ines", "noor", "tomas"])
def test_therapists_may_not(cast: Cast, signed_in: SignIn, who: str) -> None:
    row = first_hour(cast.ada)
    browser = signed_in(getattr(cast, who))
    for path in (AT, f"{AT}new/", f"{AT}{row.key}/"):
        assert browser.get(path).status_code == 404
    for path in (f"{AT}new/", f"{AT}{row.key}/"):
        sent = typed("Theirs", [{"name": "One"}], version=1)
        assert browser.post(path, sent).status_code == 404
    for path in (f"{AT}{row.key}/retire/", f"{AT}{row.key}/restore/", f"{AT}usual/"):
        assert browser.post(path).status_code == 404
    assert only().retired_at is None


def test_another_clinic_sees_nothing(cast: Cast, signed_in: SignIn) -> None:
    row = first_hour(cast.ada)
    olga = signed_in(cast.olga)
    assert "First hour" not in olga.get(AT).content.decode()
    assert "First hour" not in olga.get(f"{AT}new/?from={row.key}").content.decode()
    assert olga.get(f"{AT}{row.key}/").status_code == 404
    assert olga.post(f"{AT}{row.key}/retire/").status_code == 404
    assert only().retired_at is None
