"""Patterns shared with the client, in their own space; a letter that an answer is there."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from alliance.actions import (
    answer_concern,
    end_pattern,
    record_pattern,
    say_concern,
    share_pattern,
    withdraw_concern,
)
from alliance.models import Concern, RelationalPattern
from clients.models import Client, Consent
from practice.models import Membership
from practice.outbox import sweep
from tests.cast import Cast
from tests.portal.space import come_in


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


def pattern(client: Client, by: Membership, wish: str) -> RelationalPattern:
    words = {"of_the_other": "They help", "of_the_self": "I go", "with_whom": "My sisters"}
    return record_pattern(client, by=by, wish=wish, **words)


def test_a_shared_one_is_read_until_it_ends(cast: Cast, mara: Browser) -> None:
    shared = pattern(cast.mara, cast.ines, "To be heard")
    pattern(cast.mara, cast.ines, "Kept to themselves")
    share_pattern(pattern(cast.theo, cast.ines, "Of another"), by=cast.ines, version=1)
    assert "To be heard" not in mara.get("/space/between-us/").text
    share_pattern(shared, by=cast.ines, version=1)
    page = mara.get("/space/between-us/").text
    for text in ("What keeps coming back", "To be heard", "They help", "I go", "My sisters"):
        assert text in page
    for text in ("Kept to themselves", "Of another"):
        assert text not in page
    end_pattern(shared, by=cast.ines, version=2, reason="No longer.")
    page = mara.get("/space/between-us/").text
    assert ("To be heard" in page, "No longer." in page) == (False, False)


def answered(cast: Cast) -> Concern:
    said = say_concern(cast.mara, strength="some", words="The clock", request="note")
    answer_concern(said, by=cast.ines, words="Thank you for the clock.")
    return said


def letters(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    """What reached Mara."""
    sweep()
    return [each for each in mailoutbox if each.to == ["mara@mail.example"]]


def agreed(client: Client, by: Membership) -> Consent:
    return Consent.objects.get_or_create(
        clinic=client.clinic,
        client=client,
        kind=Consent.Kind.CHECK_INS,
        withdrawn_at=None,
        defaults={"recorded_by": by},
    )[0]


def test_of_an_answer_a_letter_says_that_it_is_there(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    agreed(cast.mara, cast.ines)
    answered(cast)
    (letter,) = letters(mailoutbox)
    assert letter.subject == "There is something for you to read"
    assert "/space/" in letter.body
    for words in ("clock", "Mara", "Ines", "therap", "Riverside"):
        assert words not in letter.subject + str(letter.body)


def test_no_letter_without_consent_or_once_taken_back(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    consent = agreed(cast.mara, cast.ines)
    withdraw_concern(answered(cast))
    assert letters(mailoutbox) == []
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=consent.given_at)
    answered(cast)
    assert letters(mailoutbox) == []
