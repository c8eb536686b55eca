"""One check-in open on two devices: what either of them says stays."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client as Browser

from alliance.actions import save_draft, submit_check_in
from alliance.models import CheckIn, CheckInLink, Concern
from portal.steps import answers_of
from practice.sealed import Sealed, as_stored

pytestmark = pytest.mark.django_db


def _loaded(check_in: CheckIn) -> CheckIn:
    return CheckIn.objects.get(pk=check_in.pk)


def _wishing(draft: dict[str, Any]) -> dict[str, Any]:
    return draft | {"wish": "From the phone"}


def _arriving(draft: dict[str, Any]) -> dict[str, Any]:
    return draft | {"wellbeing": {"mood": 4}}


def test_what_the_other_one_wrote_meanwhile_stays(begun: Browser, check_in: CheckIn) -> None:
    phone, tablet = _loaded(check_in), _loaded(check_in)
    assert (phone.draft, tablet.draft) == ({}, {})
    assert save_draft(phone, _wishing)
    assert save_draft(tablet, _arriving)
    both = {"wish": "From the phone", "wellbeing": {"mood": 4}}
    assert (tablet.draft, _loaded(check_in).draft) == (both, both)
    # The phone's row is old by now: it goes on from what stands.
    assert save_draft(phone, lambda draft: draft | {"at": "review"})
    assert _loaded(check_in).draft == both | {"at": "review"}


def test_after_it_was_sent_nothing_is_kept(begun: Browser, check_in: CheckIn) -> None:
    link = CheckInLink.objects.get(check_in=check_in)
    late = _loaded(link.check_in)
    submit_check_in(link, answers_of(link.check_in))
    assert not save_draft(late, _wishing)
    assert (_loaded(late).draft, _loaded(late).wish) == ({}, "")


def test_what_the_other_one_adds_is_not_sent_unseen(
    begun: Browser, check_in: CheckIn, token: str
) -> None:
    """The second device answers while the first one's sending is on its way."""
    begun.post("/check-in/wish/", {"wish": "Sleep", "to": "next"})
    other = Browser()
    other.post(f"/c/{token}/")

    def meanwhile(check_in: CheckIn) -> dict[str, Any]:
        answers = answers_of(check_in)
        other.post("/check-in/between-us/", {"tension": "little", "to": "next"})
        return answers

    with patch("portal.views.review.answers_of", meanwhile):
        again = begun.post("/check-in/review/", {"to": "send"})
    assert again.status_code == 409
    assert "Something was added on another device meanwhile." in again.text
    for text in ("Sleep", "A little"):
        assert text in again.text
    stands = _loaded(check_in)
    assert (stands.is_submitted, Concern.objects.count()) == (False, 0)
    assert begun.post("/check-in/review/", {"to": "send"})["Location"] == "/check-in/thanks/"
    sent = _loaded(check_in)
    assert (sent.wish, sent.tension, sent.draft) == ("Sleep", "little", {})


def test_a_page_that_comes_once_more_holds_nothing_up(begun: Browser, check_in: CheckIn) -> None:
    """A request that was slow on its way: it writes what is there already."""
    begun.post("/check-in/wish/", {"wish": "Sleep", "to": "next"})
    begun.post("/check-in/between-us/", {"tension": "little", "to": "next"})

    def meanwhile(check_in: CheckIn) -> dict[str, Any]:
        answers = answers_of(check_in)
        begun.post("/check-in/wish/", {"wish": "Sleep", "to": "next"})
        return answers

    with patch("portal.views.review.answers_of", meanwhile):
        sent = begun.post("/check-in/review/", {"to": "send"})
    assert sent["Location"] == "/check-in/thanks/"
    stands = _loaded(check_in)
    assert (stands.wish, stands.tension, stands.draft) == ("Sleep", "little", {})


def test_the_pages_of_two_devices(begun: Browser, check_in: CheckIn, token: str) -> None:
    """The second page is answered while the first is on its way to the database."""
    other = Browser()
    other.post(f"/c/{token}/")
    stored = as_stored
    met: list[Browser] = []

    def meanwhile(instance: Any, column: str) -> Sealed:
        if not met:
            met.append(other)
            other.post("/check-in/wish/", {"wish": "Sleep", "to": "next"})
        return stored(instance, column)

    with patch("alliance.actions.check_in.as_stored", meanwhile):
        begun.post("/check-in/between-us/", {"tension": "little", "to": "next"})
    draft = _loaded(check_in).draft
    assert met
    assert (draft["wish"], draft["tension"]) == ("Sleep", "little")


def test_the_bytes_that_stand_are_known_before_and_after_they_are_opened(
    begun: Browser, check_in: CheckIn
) -> None:
    save_draft(_loaded(check_in), _wishing)
    row = _loaded(check_in)
    closed = as_stored(row, "draft")
    assert row.draft["wish"] == "From the phone"
    assert as_stored(row, "draft") == closed
    assert closed == bytes(CheckIn.objects.filter(pk=row.pk).values_list("draft", flat=True).get())
