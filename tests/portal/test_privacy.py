"""A link may submit, never read: what a stranger with the address can learn is nothing."""

import pytest
from django.test import Client

from alliance.actions.invitation import new_link
from alliance.models import CheckIn, CheckInLink
from tests.cast import Cast, ahead, session_at
from tests.portal.conftest import ANSWERS, answer_everything, begin

SECRETS = [
    "Mara",
    "Lindqvist",
    "mara@mail.example",
    "Ines",
    "Okafor",
    "Riverside",
    "Lisbon",
    "clock",
]


def said_by(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


def test_the_secrets_are_there_to_be_found(answered: Client) -> None:
    assert said_by(answered.get("/check-in/review/").text) == ["Ines", "Okafor", "Lisbon", "clock"]


@pytest.mark.parametrize("sent", [False, True])
def test_no_page_without_the_session_tells_anything(
    answered: Client, token: str, sent: bool
) -> None:
    if sent:
        assert answered.post("/check-in/review/", {"to": "send"}).status_code == 302
    steps = [f"/check-in/{step}/" for step in (*ANSWERS, "review", "thanks", "help", "nonsense")]
    for address in [f"/c/{token}/", "/check-in/", *steps]:
        for page in [Client().get(address), Client().post(address)]:
            headers = " ".join(f"{name}: {value}" for name, value in page.items())
            assert said_by(page.text + headers) == []


def test_a_closed_link_reads_nothing_even_with_the_session(answered: Client, token: str) -> None:
    CheckInLink.objects.update(revoked_at=CheckInLink.objects.get().created_at)
    for address in [f"/c/{token}/", "/check-in/", "/check-in/wish/", "/check-in/review/"]:
        assert said_by(answered.get(address).text) == []


def test_another_browser_with_the_same_link_cannot_read_what_was_sent(
    answered: Client, token: str
) -> None:
    other = Client()
    begin(other, token)
    answered.post("/check-in/review/", {"to": "send"})
    page = other.get("/check-in/thanks/")
    assert (page.status_code, said_by(page.text)) == (410, [])


def test_a_tab_left_open_does_not_write_into_anothers_check_in(
    begun: Client, check_in: CheckIn, cast: Cast, mailoutbox: list[object]
) -> None:
    page = begun.get("/check-in/wish/")
    stale = str(page.context["place"].link)
    other = session_at(cast.ines, cast.theo, at=ahead(hours=10)).participations.get().check_in
    begin(begun, new_link(other, expires_at=ahead(hours=10)))
    page = begun.post("/check-in/wish/", {"for": stale, "wish": "Only for Mara"})
    assert page.status_code == 403
    assert "Only for Mara" in page.text
    other.refresh_from_db()
    check_in.refresh_from_db()
    assert (other.draft, check_in.draft) == ({}, {})


def test_taking_it_off_the_device_leaves_nothing(answered: Client) -> None:
    answered.post("/check-in/review/", {"to": "send"})
    assert said_by(answered.get("/check-in/thanks/").text) == ["Ines", "Okafor", "Lisbon", "clock"]
    page = answered.post("/check-in/thanks/")
    assert (page.status_code, said_by(page.text)) == (200, [])
    assert "check_in" not in answered.session
    assert answered.get("/check-in/thanks/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/c/{token}/",
        "/c/unknown/",
        "/check-in/arriving/",
        "/check-in/review/",
        "/check-in/help/",
        "/check-in/thanks/",
    ],
)
def test_headers(begun: Client, token: str, address: str) -> None:
    answer = begun.get(address.format(token=token))
    is_link = address.startswith("/c/")
    assert answer["Referrer-Policy"] == ("strict-origin" if is_link else "same-origin")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Language"] == "en"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(answered: Client) -> None:
    for address in ["/check-in/wish/", "/check-in/review/", "/check-in/help/"]:
        page = answered.get(address).text
        assert "<style" not in page
        assert " style=" not in page
        assert "//" not in page.replace("<!DOCTYPE html>", "")


def test_answers_do_not_stand_readable_in_the_database(begun: Client, check_in: CheckIn) -> None:
    answer_everything(begun)
    [sealed] = CheckIn.objects.values_list("draft", flat=True)
    assert b"Lisbon" not in bytes(sealed)
    check_in.refresh_from_db()
    assert check_in.draft["wish"] == "Talk about the move to Lisbon"
