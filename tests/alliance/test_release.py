"""Releasing a signed note: for each client, with a history, never silently."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.actions import add_addendum, decide_release, save_note
from sessions.models import Note, NoteRelease, Session
from tests.cast import Cast, ago, session_at
from tests.signed import signed

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


def shown() -> str:
    latest = NoteRelease.objects.order_by("-id").first()
    return str(latest.code) if latest else ""


def test_released_taken_back_withheld_with_everything_kept(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    note = signed(met, cast.ines)
    browser, path = signed_in(cast.ines), f"/sessions/{met.code}/release/"
    about = {"client": str(cast.mara.code)}
    assert list(Note.objects.released_to(cast.mara)) == []
    browser.post(path, about | {"decision": "released", "shown": shown()})
    assert list(Note.objects.released_to(cast.mara)) == [note]
    browser.post(path, about | {"decision": "taken back", "shown": shown()})
    assert list(Note.objects.released_to(cast.mara)) == []
    withheld = {"decision": "withheld", "shown": shown(), "reason": "third", "words": "Her sister."}
    page = browser.post(path, about | withheld, follow=True).content.decode()
    assert list(Note.objects.released_to(cast.mara)) == []
    decisions = NoteRelease.objects.order_by("id").values_list("decision", "reason")
    assert list(decisions) == [("released", ""), ("taken back", ""), ("withheld", "third")]
    assert "It speaks about a third person" in page
    assert "Her sister." in page
    assert "Every decision" in page
    on_the_note = browser.get(f"/sessions/{met.code}/").content.decode()
    assert "Withheld by Ines Okafor" in on_the_note


def test_a_released_note_says_that_its_addenda_go_with_it(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    note = signed(met, cast.ines)
    for words in ("One.", "Two."):
        add_addendum(note, by=cast.ines, words=words)
    page = signed_in(cast.ines).get(f"/sessions/{met.code}/release/").content.decode()
    assert "A released note goes with all its 2 addenda, and with those that follow." in page
    assert "to take along as a PDF, in the client’s own space." in page


def test_of_a_couple_each_is_decided_about_alone(cast: Cast, signed_in: SignIn) -> None:
    both = session_at(cast.ines, cast.mara, cast.theo, at=ago(days=3))
    note = signed(both, cast.ines)
    browser, path = signed_in(cast.ines), f"/sessions/{both.code}/release/"
    assert "Each person gets the shared part and their own" in browser.get(path).content.decode()
    browser.post(path, {"client": str(cast.theo.code), "decision": "released", "shown": ""})
    assert list(Note.objects.released_to(cast.theo)) == [note]
    assert list(Note.objects.released_to(cast.mara)) == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"reason": ""}, "Choose the reason. It stays in the record."),
        ({"reason": "other"}, "Say in a few words what it is."),
        ({"reason": "mood"}, "is not one of the available choices"),
    ],
)
def test_nothing_is_withheld_without_a_reason(
    cast: Cast, met: Session, signed_in: SignIn, said: dict[str, str], refusal: str
) -> None:
    signed(met, cast.ines)
    data = {"client": str(cast.mara.code), "decision": "withheld", "shown": ""} | said
    refused = signed_in(cast.ines).post(f"/sessions/{met.code}/release/", data)
    assert refused.status_code == 422
    assert refusal in refused.content.decode()
    assert not NoteRelease.objects.exists()


def test_a_decision_over_one_that_was_not_seen_is_told(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    note = signed(met, cast.ines)
    decide_release(note, cast.mara, "withheld", by=cast.ines, shown="", reason="asked")
    data = {"client": str(cast.mara.code), "decision": "released", "shown": ""}
    told = signed_in(cast.ines).post(f"/sessions/{met.code}/release/", data, follow=True)
    assert "Somebody decided meanwhile." in told.content.decode()
    assert NoteRelease.objects.get().decision == "withheld"
    with pytest.raises(ChangedMeanwhile):
        decide_release(note, cast.mara, "taken back", by=cast.ines, shown=shown())


def test_a_draft_and_a_strangers_name_are_released_by_nobody(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    content = {"sections": {"data": "Not yet."}}
    save_note(met, by=cast.ines, content=content, format="dap", format_version=1, version=0)
    browser, path = signed_in(cast.ines), f"/sessions/{met.code}/release/"
    assert browser.get(path).status_code == 404
    other = session_at(cast.ines, cast.theo, at=ago(days=2))
    signed(other, cast.ines)
    data = {"client": str(cast.mara.code), "decision": "released", "shown": ""}
    assert browser.post(f"/sessions/{other.code}/release/", data).status_code == 404
    assert not NoteRelease.objects.exists()


def test_what_is_released_to_one_client_is_only_what_they_took_part_in(
    cast: Cast, met: Session
) -> None:
    mine = signed(met, cast.ines)
    decide_release(mine, cast.mara, "released", by=cast.ines, shown="")
    theirs = signed(session_at(cast.wren, cast.otto, at=ago(days=2)), cast.wren)
    decide_release(theirs, cast.otto, "released", by=cast.wren, shown="")
    NoteRelease.objects.create(  # a row that no door writes: he was not there
        clinic=cast.riverside,
        note=mine,
        client=cast.theo,
        decision="released",
        decided_by=cast.ines,
    )
    found = {
        person.short_name: list(Note.objects.released_to(person))
        for person in (cast.mara, cast.theo, cast.otto)
    }
    assert found == {"Mara L.": [mine], "Theo B.": [], "Otto F.": [theirs]}
