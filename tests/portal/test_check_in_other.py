"""What is for somebody other than the therapist: the concern alone holds it."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.test import Client as Browser
from django.utils import timezone

from alliance.models import CheckIn, Concern, Signal
from clients.models import CareTeamMember
from practice.models import Clinic, Membership
from practice.sealed import EncryptedJSONField, EncryptedTextField
from tests.cast import Cast
from tests.portal.conftest import answer_everything

CANARY = "kingfisher"
SignIn = Callable[[Membership], Browser]


def say(browser: Browser, **said: str) -> None:
    answers = {"tension": "lot", "tension_words": CANARY, "request": "other"} | said
    assert browser.post("/check-in/between-us/", answers).status_code == 302


def send(browser: Browser) -> None:
    assert browser.post("/check-in/review/", {"to": "send"}).status_code == 302


def test_before_sending_it_says_who_reads_it_and_that_the_therapist_does_not(
    cast: Cast, answered: Browser
) -> None:
    page = answered.get("/check-in/between-us/").text
    assert "that is Ada Kowalski, who runs the practice." in page
    assert "Your therapist then sees neither your words nor that you said something here." in page
    say(answered)
    review = answered.get("/check-in/review/").text
    assert "Someone other than my therapist should know" in review
    assert "goes to Ada Kowalski alone. Your therapist does not see it." in review
    Clinic.objects.filter(pk=cast.riverside.pk).update(concern_recipient=cast.noor)
    assert "goes to Noor Haddad alone" in answered.get("/check-in/review/").text


@pytest.mark.parametrize("tension", ["lot", "little", ""])
def test_the_concern_alone_holds_it(answered: Browser, tension: str) -> None:
    say(answered, tension=tension)
    send(answered)
    check_in, concern = CheckIn.objects.get(), Concern.objects.get()
    assert (check_in.tension, check_in.tension_words, check_in.tension_request) == ("", "", "")
    assert (concern.strength, concern.words, concern.request) == (tension, CANARY, "other")
    assert (concern.check_in, concern.client) == (check_in, check_in.client)
    assert Signal.objects.filter(kind="direct report").count() == 0
    assert holding(CANARY) == {"alliance.Concern.words"}


def holding(words: str) -> set[str]:
    """Every sealed column of every table in which these words stand."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, EncryptedTextField | EncryptedJSONField)
        for row in model._default_manager.all()
        if words in str(getattr(row, field.name))
    }


def test_no_page_of_the_therapist_shows_it(
    cast: Cast, answered: Browser, signed_in: SignIn
) -> None:
    say(answered)
    send(answered)
    check_in = CheckIn.objects.get()
    session, signals = check_in.participation.session, Signal.objects.all()
    pages = [
        "/",
        "/caseload/",
        f"/clients/{cast.mara.code}/",
        f"/sessions/{session.code}/",
        f"/sessions/{check_in.about.code}/",  # type: ignore[union-attr]
        *(f"/signals/{signal.code}/" for signal in signals),
    ]
    for member in (cast.ines, cast.noor):
        browser = signed_in(member)
        for page in pages:
            text = browser.get(page, follow=True).text
            assert CANARY not in text, page
            assert "tense or unsaid" not in text, page
            assert "somebody other than you" not in text, page
    opened = signed_in(cast.ines).get(f"/sessions/{session.code}/").text
    assert "Talk about the move to Lisbon" in opened


def test_thanks_gives_the_client_their_words_back(answered: Browser) -> None:
    say(answered)
    send(answered)
    page = answered.get("/check-in/thanks/").text
    assert (CANARY in page, "goes to Ada Kowalski alone" in page) == (True, True)


def test_a_no_takes_it_back(answered: Browser) -> None:
    say(answered, tension="none")
    send(answered)
    assert (CheckIn.objects.get().tension, Concern.objects.count()) == ("none", 0)


def test_where_there_is_nobody_else_the_choice_is_not_offered(
    cast: Cast, answered: Browser
) -> None:
    Membership.objects.filter(pk=cast.ada.pk).update(ended_at=timezone.now())
    page = answered.get("/check-in/between-us/").text
    assert ('value="note"' in page, 'value="other"' in page) == (True, False)
    refused = answered.post("/check-in/between-us/", {"tension": "lot", "request": "other"})
    assert refused.status_code == 422
    CareTeamMember.objects.create(
        clinic=cast.riverside, client=cast.mara, therapist=cast.noor, began_on=timezone.localdate()
    )
    Clinic.objects.filter(pk=cast.riverside.pk).update(concern_recipient=cast.noor)
    assert 'value="other"' not in answered.get("/check-in/between-us/").text


def test_in_spanish(browser: Browser, token: str, mailoutbox: list[EmailMessage]) -> None:
    browser.get(f"/c/{token}/?language=es")
    browser.post(f"/c/{token}/")
    answer_everything(browser)
    say(browser)
    page = browser.get("/check-in/between-us/").text
    assert "Que lo sepa otra persona, no mi terapeuta" in page
    assert "es Ada Kowalski, que lleva la consulta." in page
    assert "le llega solo a Ada Kowalski" in browser.get("/check-in/review/").text
