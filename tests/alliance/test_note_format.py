"""A note in a clinic's own format: offered, kept, switched without loss, needed before signing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from practice.models import AuditEvent, Clinic, Membership
from sessions import actions
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.formats import Section
from sessions.models import Note, NoteFormatVersion, Session
from sessions.reading import note_in_words
from tests.cast import Cast, ago, session_at
from tests.sessions.formats import SECTIONS, first_hour

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=1))


@pytest.fixture
def ines(cast: Cast, signed_in: SignIn) -> Browser:
    return signed_in(cast.ines)


def sent(cast: Cast, format: str, version: int = 0, /, **more: str) -> dict[str, str]:
    return {
        "version": str(version),
        "format": format,
        f"rating-{cast.mara.code}-version": "0",
    } | more


def save(browser: Browser, session: Session, data: dict[str, str]) -> Any:
    return browser.post(f"/sessions/{session.code}/note/", data)


def form(browser: Browser, session: Session, query: str = "") -> Any:
    return browser.get(f"/sessions/{session.code}/{query}").context["note_form"]


def sign(browser: Browser, met: Session, **extra: Any) -> Any:
    """Press the button of the page as it stands."""
    path = f"/sessions/{met.code}/sign/"
    note = Note.objects.get(session=met)
    data = {"version": str(note.version), "digest": digest(signed_bytes(note))}
    return browser.post(path, data, **extra)


def next_version(cast: Cast, row: NoteFormatVersion) -> NoteFormatVersion:
    more = [Section("brought", "Brought", ""), Section("risk", "Safety", "", required=True)]
    return actions.change_format(
        row, by=cast.ada, version=row.version, name=row.name, about="", sections=more
    )


# --- Offered, and begun --------------------------------------------------------------------------


def test_the_clinics_own_is_offered_here_and_nowhere_else(
    cast: Cast, met: Session, ines: Browser, signed_in: SignIn
) -> None:
    row = first_hour(cast.ada)
    retired = first_hour(cast.ada, name="Old")
    next_version(cast, retired)
    actions.retire_format(NoteFormatVersion.objects.get(key=retired.key, version=2), by=cast.ada)
    offered = [each.name for each in form(ines, met).desk.offered]
    assert offered == ["First hour", "DAP", "BIRP", "GIRP", "Narrative", "SOAP"]
    page = ines.get(f"/sessions/{met.code}/?format={row.key}").content.decode()
    assert "What you asked, and the answer. Needed before the note is signed." in page
    theirs = session_at(cast.wren, cast.otto, at=ago(days=1))
    wren = signed_in(cast.wren)
    assert "First hour" not in wren.get(f"/sessions/{theirs.code}/").content.decode()
    assert form(wren, theirs, f"?format={row.key}").note_format.key == "dap"
    data = {"version": "0", "format": row.key, "format_version": "1"}
    save(wren, theirs, data | {f"rating-{cast.otto.code}-version": "0"})
    assert not Note.objects.exists()


def test_new_notes_begin_as_the_clinic_decided(cast: Cast, met: Session, ines: Browser) -> None:
    save(ines, met, sent(cast, "soap"))
    later = session_at(cast.ines, cast.mara, at=ago(hours=2))
    assert form(ines, later).note_format.key == "soap"  # as the last one
    row = first_hour(cast.ada)
    Clinic.objects.filter(pk=cast.riverside.pk).update(note_format=row.key)
    assert form(ines, later).note_format.key == row.key
    assert form(ines, met).note_format.key == "soap"  # a draft stays what it is
    actions.retire_format(row, by=Membership.objects.get(pk=cast.ada.pk))
    assert form(ines, later).note_format.key == "soap"


# --- Versions ------------------------------------------------------------------------------------


def test_a_draft_keeps_its_version_until_the_newest_is_taken_over(
    cast: Cast, met: Session, ines: Browser
) -> None:
    row = first_hour(cast.ada)
    save(ines, met, sent(cast, row.key, **{"section-risk": "Asked, none."}))
    next_version(cast, row)
    page = ines.get(f"/sessions/{met.code}/")
    assert page.context["note_form"].note_format.version == 1
    assert "This draft keeps version 1 of the format." in page.content.decode()
    # Saved from the page as it stands, it stays in version 1, and takes over on request.
    again = sent(cast, row.key, 1, format_version="1", then="newest")
    answer = save(ines, met, again | {"section-risk": "Asked, none at all."})
    assert answer["Location"] == f"/sessions/{met.code}/?format={row.key}#note"
    assert Note.objects.get().format_version == 1
    taken = form(ines, met, f"?format={row.key}")
    assert taken.note_format.version == 2
    assert [(each.label, each.value()) for each in taken.sections] == [
        ("Brought", ""),
        ("Safety", "Asked, none at all."),
    ]
    save(ines, met, sent(cast, row.key, 2, format_version="2", **{"section-risk": "Asked."}))
    assert Note.objects.get().format_version == 2
    assert "This draft keeps" not in ines.get(f"/sessions/{met.code}/").content.decode()


def test_a_page_opened_before_a_new_version_saves_in_its_own(
    cast: Cast, met: Session, ines: Browser
) -> None:
    row = first_hour(cast.ada)
    next_version(cast, row)
    save(ines, met, sent(cast, row.key, format_version="1"))
    assert Note.objects.get().format_version == 1
    save(ines, met, sent(cast, row.key, 1, format_version="7"))
    save(ines, met, sent(cast, "soap", 1, format_version="7"))
    save(ines, met, sent(cast, "nothing", 1))
    assert Note.objects.get().version == 1


def test_a_retired_format_stays_with_its_draft(cast: Cast, met: Session, ines: Browser) -> None:
    row = first_hour(cast.ada)
    save(ines, met, sent(cast, row.key, **{"section-brought": "Her words."}))
    actions.retire_format(row, by=cast.ada)
    page = ines.get(f"/sessions/{met.code}/").content.decode()
    assert "The clinic has retired this format. This draft keeps it." in page
    assert "Her words." in page
    save(ines, met, sent(cast, row.key, 1, format_version="1", **{"section-risk": "None."}))
    assert Note.objects.get().content["sections"]["risk"] == "None."


def test_a_signed_note_is_read_in_the_version_it_was_written_in(
    cast: Cast, met: Session, ines: Browser
) -> None:
    row = first_hour(cast.ada)
    save(ines, met, sent(cast, row.key, **{"section-risk": "None."}))
    sign(ines, met)
    actions.retire_format(next_version(cast, row), by=cast.ada)
    page = ines.get(f"/sessions/{met.code}/").content.decode()
    assert "<h3>Risk</h3>" in page
    assert "Safety" not in page


@pytest.mark.parametrize(("format", "many"), [("soap", 0), ("own-first-hour", 1)])
def test_reading_asks_one_question_at_most(
    cast: Cast, met: Session, ines: Browser, format: str, many: int
) -> None:
    first_hour(cast.ada)
    save(ines, met, sent(cast, format, plan="Go on."))
    note = Note.objects.get()
    assert note.content["plan"] == "Go on."
    with CaptureQueriesContext(connection) as captured:
        assert [passage.text for passage in note_in_words(note, [])] == ["Go on."]
    assert len(captured) == many


# --- Another format, and nothing lost ------------------------------------------------------------


def test_switching_loses_nothing_typed(cast: Cast, met: Session, ines: Browser) -> None:
    typed = {"section-data": "Unsaved words.", "section-plan": "Go on.", "act-empathy": "on"}
    answer = save(ines, met, sent(cast, "dap", then="format", new_format="soap", **typed))
    assert answer["Location"] == f"/sessions/{met.code}/?format=soap#note"
    page = ines.get(answer["Location"]).content.decode()
    assert "From the earlier format" in page
    switched = form(ines, met, "?format=soap")
    assert [(each.label, each.value()) for each in switched.earlier] == [("Data", "Unsaved words.")]
    assert switched["section-plan"].value() == "Go on."
    # A page that does not send the earlier text leaves it as it was.
    save(ines, met, sent(cast, "soap", 1, **{"section-subjective": "Hers."}))
    note = Note.objects.get()
    assert (note.format, note.content["sections"]["data"]) == ("soap", "Unsaved words.")
    shown = {passage.heading: passage.text for passage in note_in_words(note, [])}
    assert shown["Data (from the earlier format)"] == "Unsaved words."
    # Moved by hand and emptied there, it is gone; back in DAP it would be a section again.
    assert form(ines, met, "?format=dap")["section-data"].value() == "Unsaved words."
    moved = {"section-subjective": "Hers. Unsaved words.", "section-data": ""}
    save(ines, met, sent(cast, "soap", 2, **moved))
    assert "data" not in Note.objects.get().content["sections"]


def test_switching_an_untouched_page_stores_nothing(
    cast: Cast, met: Session, ines: Browser
) -> None:
    answer = save(ines, met, sent(cast, "dap", then="format", new_format="soap"))
    assert answer["Location"] == f"/sessions/{met.code}/?format=soap#note"
    assert not Note.objects.exists()


def test_what_is_wrong_is_said_before_another_format_is_shown(
    cast: Cast, met: Session, ines: Browser
) -> None:
    wrong = {"section-data": "Kept.", f"rating-{cast.mara.code}-safe": "11"}
    answer = save(ines, met, sent(cast, "dap", then="format", new_format="soap", **wrong))
    assert answer.status_code == 422
    assert "Kept." in answer.content.decode()


# --- Needed before it is signed ------------------------------------------------------------------


def test_signing_waits_for_what_is_needed(cast: Cast, met: Session, ines: Browser) -> None:
    row = first_hour(cast.ada)
    save(ines, met, sent(cast, row.key, **{"section-brought": "Her words.", "section-risk": " "}))
    path = f"/sessions/{met.code}/sign/"
    page = ines.get(path).content.decode()
    assert "It cannot be signed yet" in page
    assert f'href="/sessions/{met.code}/#id_section-risk"' in page
    assert 'id="id_section-risk"' in ines.get(f"/sessions/{met.code}/").content.decode()
    assert 'name="version"' not in page
    refused = sign(ines, met, follow=True).content.decode()
    assert "Not signed: something that is needed is still empty." in refused
    with pytest.raises(actions.Unfinished):
        actions.sign_note(Note.objects.get(), by=cast.ines, version=1)
    assert not Note.objects.get().is_signed
    save(ines, met, sent(cast, row.key, 1, **{"section-risk": "None."}))
    assert 'name="version" value="2"' in ines.get(path).content.decode()
    sign(ines, met)
    assert Note.objects.get().is_signed


def test_sections_that_are_not_needed_may_stay_empty(
    cast: Cast, met: Session, ines: Browser
) -> None:
    assert [section.required for section in SECTIONS] == [False, True]
    save(ines, met, sent(cast, "soap"))
    sign(ines, met)
    assert Note.objects.get().is_signed
    assert AuditEvent.objects.filter(kind="signed").count() == 1


# --- What it costs -------------------------------------------------------------------------------


def queries(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code == 200
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([each for each in captured if not each["sql"].startswith(frame)])


@pytest.mark.parametrize("kept", ["nothing", "formats", "snippets", "both"])
def test_formats_and_snippets_cost_one_query_each_where_there_are_any(
    cast: Cast, met: Session, ines: Browser, kept: str
) -> None:
    page = f"/sessions/{met.code}/"
    save(ines, met, sent(cast, "dap"))
    ines.get(page)
    before = queries(lambda: ines.get(page))
    if kept in ("formats", "both"):
        for name in ("One", "Two", "Three"):
            first_hour(cast.ada, name=name)
    if kept in ("snippets", "both"):
        for key in ("one", "two", "three"):
            actions.keep_snippet(by=cast.ines, for_clinic=False, name=key, key=key, words=key)
    more = {"nothing": 0, "formats": 1, "snippets": 1, "both": 2}[kept]
    assert queries(lambda: ines.get(page)) == before + more
    autosave = sent(cast, "dap", 1, **{"section-data": "More."})
    path, fragment = f"{page}note/", {"HX-Request": "true"}
    assert queries(lambda: ines.post(path, autosave, headers=fragment)) == 7


def test_an_autosave_in_an_own_format_costs_one_more(
    cast: Cast, met: Session, ines: Browser
) -> None:
    row = first_hour(cast.ada)
    save(ines, met, sent(cast, row.key, format_version="1"))
    path = f"/sessions/{met.code}/note/"
    data = sent(cast, row.key, 1, format_version="1", **{"section-risk": "None."})
    assert queries(lambda: ines.post(path, data, headers={"HX-Request": "true"})) == 8
