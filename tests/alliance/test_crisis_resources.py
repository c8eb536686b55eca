"""A question about safety is asked, and the clinic has not said where to turn: it is told so."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from alliance.actions import schedule_measure
from measures.schedule import Rhythm, Timing
from practice.models import Clinic, Membership
from tests.cast import Cast

SignIn = Callable[[Membership], Browser]
WARNS = "then sees the general emergency numbers alone"
LINK = 'href="/clinic/settings/#id_crisis_resources"'


@pytest.fixture
def unset(cast: Cast) -> Cast:
    Clinic.objects.filter(pk=cast.riverside.pk).update(crisis_resources=" \n")
    return cast


def schedule(cast: Cast, key: str) -> None:
    schedule_measure(key, Timing(Rhythm.EVERY_SESSIONS, 1), by=cast.ada, was=None)


def test_the_schedule_says_so_and_leads_there(unset: Cast, signed_in: SignIn) -> None:
    browser = signed_in(unset.ada)
    assert WARNS not in browser.get("/clinic/schedule/").text  # nothing is asked yet
    schedule(unset, "gad-7")
    assert WARNS not in browser.get("/clinic/schedule/").text  # nothing about safety
    schedule(unset, "phq-9")
    page = browser.get("/clinic/schedule/").text
    assert [WARNS in page, LINK in page] == [True, True]
    Clinic.objects.update(crisis_resources="Samaritans 116 123")
    assert WARNS not in browser.get("/clinic/schedule/").text


@pytest.mark.parametrize(("key", "warns"), [("phq-9", True), ("gad-7", False)])
def test_so_does_the_page_on_which_it_is_scheduled(
    unset: Cast, signed_in: SignIn, key: str, *, warns: bool
) -> None:
    browser = signed_in(unset.ada)
    page = browser.get(f"/clinic/schedule/{key}/").text
    assert [WARNS in page, LINK in page] == [warns, warns]
    posted = {"was": "", "timing": "every sessions", "interval": "1", "sessions": ""}
    saved = browser.post(f"/clinic/schedule/{key}/", posted, follow=True)
    assert [saved.status_code, WARNS in saved.text] == [200, warns]
    Clinic.objects.update(crisis_resources="Samaritans 116 123")
    assert WARNS not in browser.get(f"/clinic/schedule/{key}/").text


def test_a_therapist_is_told_whom_to_ask(unset: Cast, signed_in: SignIn) -> None:
    schedule(unset, "phq-9")
    browser = signed_in(unset.ines)
    own = f"/clients/{unset.mara.code}/measures/"
    for address in (own, f"{own}phq-9/"):
        page = browser.get(address).text
        assert [WARNS in page, "Please ask them to" in page, LINK in page] == [True, True, False]
    assert WARNS not in browser.get(f"{own}gad-7/").text


def test_the_settings_say_what_follows_from_leaving_it_empty(
    unset: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(unset.ada)
    Clinic.objects.update(crisis_resources="")
    page = browser.get("/clinic/settings/").text
    empty = "It is not said yet where a client in crisis can turn."
    assert [empty in page, 'href="#id_crisis_resources"' in page] == [True, True]
    assert 'id="id_crisis_resources"' in page
    Clinic.objects.update(crisis_resources="Samaritans 116 123")
    assert empty not in browser.get("/clinic/settings/").text
