"""Striking through: never deleted, never undone, out of the briefs, readable on demand."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.models import CareTeamMember
from practice.actions import end_membership
from practice.models import Membership
from sessions.actions import StruckAlready, add_addendum, decide_release, strike_through
from sessions.models import Note, Session, Strike
from tests.cast import Cast, ago, ahead, session_at
from tests.signed import signed

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


def test_a_note_is_struck_through_with_its_reason_and_stays_readable(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    note = signed(met, cast.ines, "Words about Theo.")
    browser, path = signed_in(cast.ines), f"/sessions/{met.code}/strike/"
    assert "Words about Theo." in browser.get(path).content.decode()
    said = {"reason": "person", "words": "This was Theo’s hour."}
    page = browser.post(path, said, follow=True).content.decode()
    assert "Struck through by Ines Okafor" in page
    assert "It is about another person" in page
    assert "This was Theo’s hour." in page
    opened = page[page.index('<details class="struck">') :]
    opened = opened[: opened.index("</details>")]
    assert "<s " in opened
    assert "Words about Theo." in opened
    assert Note.objects.get().signed_digest == note.signed_digest
    story = browser.get(f"/clients/{cast.mara.code}/").content.decode()
    assert "note struck through" in story


def test_the_plan_of_a_struck_note_is_no_plan(cast: Cast, met: Session, signed_in: SignIn) -> None:
    earlier = session_at(cast.ines, cast.mara, at=ago(days=14))
    signed(earlier, cast.ines, plan="Begin with the letter.", promise="")
    wrong = signed(met, cast.ines, plan="Ask about the ferry.", promise="")
    planned = session_at(cast.ines, cast.mara, at=ahead(hours=2))
    browser, path = signed_in(cast.ines), f"/sessions/{planned.code}/"
    assert "Ask about the ferry." in browser.get(path).content.decode()
    strike_through(wrong, by=cast.ines, reason="session")
    brief = browser.get(path).content.decode()
    assert "Ask about the ferry." not in brief
    assert "Begin with the letter." in brief


def test_an_addendum_is_struck_alone(cast: Cast, met: Session, signed_in: SignIn) -> None:
    note = signed(met, cast.ines, "The note stands.")
    for words in ("This one was wrong.", "This one stands."):
        add_addendum(note, by=cast.ines, words=words)
    browser = signed_in(cast.ines)
    page = browser.post(
        f"/sessions/{met.code}/strike/?addendum=1", {"reason": "error"}, follow=True
    ).content.decode()
    assert Strike.objects.get().addendum.number == 1  # type: ignore[union-attr]
    assert "<s>This one was wrong.</s>" in page
    assert page.count("<s>") == 1
    assert browser.get(f"/sessions/{met.code}/strike/?addendum=3").status_code == 404
    assert browser.get(f"/sessions/{met.code}/strike/?addendum=x").status_code == 404


def test_what_was_struck_stays_struck_and_an_addendum_can_follow(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    note = signed(met, cast.ines)
    strike_through(note, by=cast.ines, reason="error")
    with pytest.raises(StruckAlready):
        strike_through(note, by=cast.ines, reason="person")
    browser = signed_in(cast.ines)
    again = browser.post(f"/sessions/{met.code}/strike/", {"reason": "person"}, follow=True)
    assert "It was struck through already." in again.content.decode()
    browser.post(f"/sessions/{met.code}/addendum/", {"words": "The strike was wrong."})
    assert "The strike was wrong." in browser.get(f"/sessions/{met.code}/").content.decode()
    assert Strike.objects.get().reason == "error"


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, "This field is required."),
        ({"reason": "mood"}, "is not one of the available choices"),
        ({"reason": "other"}, "Say in a few words what it is."),
    ],
)
def test_a_reason_is_asked_for(
    cast: Cast, met: Session, signed_in: SignIn, said: dict[str, str], refusal: str
) -> None:
    signed(met, cast.ines)
    refused = signed_in(cast.ines).post(f"/sessions/{met.code}/strike/", said | {"words": ""})
    assert refused.status_code == 422
    assert refusal in refused.content.decode()
    assert not Strike.objects.exists()


def test_a_draft_is_changed_and_not_struck(cast: Cast, met: Session, signed_in: SignIn) -> None:
    assert signed_in(cast.ines).get(f"/sessions/{met.code}/strike/").status_code == 404


def test_another_therapist_may_once_the_author_left(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    """Neither an admin nor a supervisor; a colleague on the care team only after that."""
    signed(met, cast.ines)
    CareTeamMember.objects.create(clinic=cast.riverside, client=cast.mara, therapist=cast.tomas)
    path = f"/sessions/{met.code}/strike/"
    asked = {name: signed_in(getattr(cast, name)) for name in ("tomas", "noor", "ada")}
    found = {name: browser.get(path).status_code for name, browser in asked.items()}
    assert found == {"tomas": 404, "noor": 404, "ada": 404}
    end_membership(cast.ines, by=cast.ada)
    found = {name: browser.get(path).status_code for name, browser in asked.items()}
    assert found == {"tomas": 200, "noor": 404, "ada": 404}
    asked["tomas"].post(path, {"reason": "person"})
    asked["tomas"].post(f"/sessions/{met.code}/addendum/", {"words": "Moved to Theo."})
    assert Strike.objects.get().struck_by == cast.tomas
    assert Note.objects.get().addenda.get().written_by == cast.tomas


def test_of_a_couple_the_other_therapist_must_care_for_both(cast: Cast, signed_in: SignIn) -> None:
    both = session_at(cast.ines, cast.mara, cast.theo, at=ago(days=3))
    signed(both, cast.ines)
    CareTeamMember.objects.create(clinic=cast.riverside, client=cast.mara, therapist=cast.tomas)
    Membership.objects.filter(pk=cast.ines.pk).update(ended_at=timezone.now())
    browser, path = signed_in(cast.tomas), f"/sessions/{both.code}/strike/"
    assert browser.get(path).status_code == 404
    CareTeamMember.objects.create(clinic=cast.riverside, client=cast.theo, therapist=cast.tomas)
    assert browser.get(path).status_code == 200


def test_a_struck_note_is_released_to_nobody(cast: Cast, met: Session) -> None:
    note = signed(met, cast.ines)
    decide_release(note, cast.mara, "released", by=cast.ines, shown="")
    assert list(Note.objects.released_to(cast.mara)) == [note]
    strike_through(note, by=cast.ines, reason="person")
    assert list(Note.objects.released_to(cast.mara)) == []
