"""In the room: the therapist's device in the client's hands, open to one check-in and no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alliance.actions import begin_check_in, miss_session, save_draft, submit_check_in
from alliance.models import CheckIn, CheckInLink
from portal.access import open_link_of
from practice.models import AuditEvent
from sessions.models import Session
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import ANSWERS, all_rows, answer_everything

STAFF = ["/", "/caseload/", "/me/"]


@pytest.fixture
def session(cast: Cast) -> Session:
    """Mara's second session, in an hour."""
    session_at(cast.ines, cast.mara, at=ago(days=7))
    return session_at(cast.ines, cast.mara, at=ahead(hours=1))


@pytest.fixture
def device(cast: Cast, browser: Client, session: Session) -> Client:
    """Ines's browser, handed to Mara."""
    browser.force_login(cast.ines.user)
    answer = browser.post(f"/sessions/{session.code}/room/")
    assert (answer.status_code, answer["Location"]) == (302, "/check-in/room/")
    return browser


def room_link() -> CheckInLink:
    return CheckInLink.objects.get(carrier="room")


def test_it_says_what_will_happen_first_and_changes_nothing(
    cast: Cast, browser: Client, session: Session
) -> None:
    browser.force_login(cast.ines.user)
    links = CheckInLink.objects.count()
    page = browser.get(f"/sessions/{session.code}/room/")
    assert "Hand this device to Mara?" in page.text
    assert "You are signed out here at once." in page.text
    assert CheckInLink.objects.count() == links
    assert CheckIn.objects.get(participation__session=session).begun_at is None
    assert browser.get("/caseload/").status_code == 200


def test_handing_over_ends_the_work_in_this_browser(device: Client, session: Session) -> None:
    assert "_auth_user_id" not in device.session
    assert device.session["check_in"] == str(room_link().code)
    for address in [*STAFF, f"/sessions/{session.code}/"]:
        answer = device.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/check-in/")
    assert device.get("/space/").status_code == 302


def test_from_the_pages_of_the_work_it_leads_back_to_the_check_in(device: Client) -> None:
    device.post("/check-in/arriving/", {"mood": "7", "to": "next"})
    for address in [*STAFF, "/account/login/"]:
        back = device.get(address, follow=True)
        assert back.redirect_chain[0] == ("/check-in/", 302)
        assert back.request["PATH_INFO"] == "/check-in/wish/"
    answer = device.post("/check-in/wish/", {"wish": "To go on", "to": "next"})
    assert answer.status_code == 302
    # Given back, it is the therapist's again.
    device.post("/check-in/give-back/")
    assert device.get("/account/login/").status_code == 200
    assert device.get("/caseload/")["Location"].startswith("/account/login/")
    lost = device.get("/check-in/wish/")
    assert "On your therapist’s device there is no link to open" in lost.text


def test_sent_or_out_of_time_the_work_begins_at_signing_in(device: Client) -> None:
    CheckInLink.objects.filter(carrier="room").update(expires_at=ago(minutes=1))
    assert device.get("/account/login/").status_code == 200
    CheckInLink.objects.filter(carrier="room").update(expires_at=ahead(hours=1))
    device.post("/check-in/review/", {"to": "send"})
    assert device.get("/account/login/").status_code == 200


def test_a_link_of_the_clients_own_keeps_nobody_from_signing_in(
    browser: Client, session: Session, cast: Cast
) -> None:
    link = CheckInLink.objects.get(check_in__participation__session=session)
    held = browser.session
    held["check_in"] = str(link.code)
    held.save()
    assert browser.get("/account/login/").status_code == 200
    assert browser.get("/caseload/")["Location"].startswith("/account/login/")


def test_the_browser_is_told_to_keep_no_page_behind_the_back_button(
    cast: Cast, browser: Client, session: Session
) -> None:
    browser.force_login(cast.ines.user)
    browser.cookies["language"] = "es"
    answer = browser.post(f"/sessions/{session.code}/room/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer.cookies["language"].value == ""  # the next person has a language of their own


def test_who_reads_it_stands_before_the_first_question(device: Client) -> None:
    page = device.get("/check-in/room/").text
    assert "Ines Okafor, once you have sent it." in page
    assert "Your therapist is signed out here." in page
    assert 'href="tel:116123"' in page


def test_it_is_sent_once_and_marked_as_answered_in_the_room(
    device: Client, cast: Cast, session: Session
) -> None:
    answer_everything(device)
    sent = device.post("/check-in/review/", {"to": "send"})
    assert (sent.status_code, sent["Location"]) == (302, "/check-in/thanks/")
    check_in = CheckIn.objects.get(participation__session=session)
    assert (check_in.way, check_in.entered_by, check_in.is_submitted) == ("room", None, True)
    assert room_link().state == "used"
    submitted = AuditEvent.objects.get(kind="submitted")
    assert (submitted.actor, submitted.detail) == (None, {"way": "room"})
    browser = Client()
    browser.force_login(cast.ines.user)
    assert "answered in the room" in browser.get(f"/sessions/{session.code}/").text
    assert "answered in the room" not in browser.get(f"/clients/{cast.theo.code}/").text


@pytest.mark.parametrize("request_for", ["raise", "other"])
def test_after_sending_nothing_that_was_said_shows_on_the_device(
    device: Client, request_for: str
) -> None:
    answer_everything(device)
    between = ANSWERS["between-us"] | {"request": request_for}
    device.post("/check-in/between-us/", between)
    device.post("/check-in/review/", {"to": "send"})
    for address in ["thanks", "review", "arriving", "wish", "between-us", ""]:
        page = device.get(f"/check-in/{address}/".replace("//", "/"), follow=True)
        for words in [ANSWERS["wish"]["wish"], "You looked at the clock", "Ada Kowalski"]:
            assert words not in page.text, (address, words)
    assert "do not show on this device any more" in device.get("/check-in/thanks/").text


def test_giving_it_back_ends_at_sign_in_and_leaves_nothing(device: Client) -> None:
    answer_everything(device)
    device.post("/check-in/review/", {"to": "send"})
    answer = device.post("/check-in/give-back/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert dict(device.session) == {}
    assert device.get("/check-in/thanks/").status_code == 403


def test_stopping_closes_the_device_and_keeps_the_draft_for_the_client_alone(
    device: Client, cast: Cast, session: Session
) -> None:
    device.post("/check-in/wish/", {"wish": "Something of mine", "to": "next"})
    assert "Stop and give it back" in device.get("/check-in/arriving/").text
    device.post("/check-in/give-back/")
    assert room_link().state == "revoked"
    assert device.get("/check-in/wish/").status_code == 403
    check_in = CheckIn.objects.get(participation__session=session)
    assert (check_in.draft["wish"], check_in.is_submitted) == ("Something of mine", False)
    browser = Client()
    browser.force_login(cast.ines.user)
    page = browser.get(f"/sessions/{session.code}/").text
    assert "Something of mine" not in page
    assert check_in.links.exclude(carrier="room").get().state == "open"  # her own still works


def test_it_closes_after_an_hour(device: Client) -> None:
    link = room_link()
    assert timedelta(minutes=59) < link.expires_at - timezone.now() <= timedelta(hours=1)
    CheckInLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    page = device.get("/check-in/arriving/")
    assert page.status_code == 410
    assert "Close this and give it back" in page.text


def test_handing_over_again_closes_the_device_before(
    device: Client, cast: Cast, session: Session
) -> None:
    other = Client()
    other.force_login(cast.ines.user)
    other.post(f"/sessions/{session.code}/room/")
    assert device.get("/check-in/arriving/").status_code == 410
    assert other.get("/check-in/arriving/").status_code == 200


def test_it_goes_on_where_the_client_stopped(cast: Cast, browser: Client, session: Session) -> None:
    check_in = CheckIn.objects.get(participation__session=session)
    begin_check_in(check_in.links.get())
    save_draft(check_in, lambda draft: {"wish": "Begun at home", "at": "wish"})
    browser.force_login(cast.ines.user)
    page = browser.get(f"/sessions/{session.code}/room/").text
    assert "here it goes on where they stopped" in page
    assert "Begun at home" not in page
    browser.post(f"/sessions/{session.code}/room/")
    assert "Begun at home" in browser.get("/check-in/", follow=True).text


def test_a_session_that_has_begun_and_was_never_asked_about_gets_a_check_in(
    cast: Cast, browser: Client
) -> None:
    session = session_at(cast.ines, cast.theo, at=ago(minutes=5))
    assert not CheckIn.objects.exists()
    browser.force_login(cast.ines.user)
    browser.post(f"/sessions/{session.code}/room/")
    check_in = CheckIn.objects.get()
    assert (check_in.client, check_in.sent_at) == (cast.theo, None)
    assert browser.get("/check-in/", follow=True).status_code == 200
    kinds = AuditEvent.objects.filter(about_code=check_in.code).order_by("pk")
    assert [(event.kind, event.actor) for event in kinds] == [
        ("created", cast.ines.code),
        ("sent", cast.ines.code),
        ("opened by client", None),
    ]


def test_of_a_couple_one_is_named(cast: Cast, browser: Client) -> None:
    session = session_at(cast.ines, cast.mara, cast.theo, at=ahead(hours=1))
    browser.force_login(cast.ines.user)
    theo = session.participations.get(client=cast.theo)
    assert browser.get(f"/sessions/{session.code}/room/").status_code == 404
    assert "Theo" in browser.get(f"/sessions/{session.code}/room/?part={theo.code}").text
    browser.post(f"/sessions/{session.code}/room/", {"part": theo.code})
    assert room_link().check_in.client == cast.theo


@pytest.mark.parametrize("who", ["noor", "tomas", "ada", "wren"])
@pytest.mark.parametrize("what", ["room", "sheet", "paper"])
def test_nobody_else_may(
    cast: Cast, browser: Client, session: Session, who: str, what: str
) -> None:
    browser.force_login(getattr(cast, who).user)
    before = all_rows()["alliance.CheckInLink"]
    for method in ("get", "post"):
        answer: Any = getattr(browser, method)(f"/sessions/{session.code}/{what}/")
        assert answer.status_code == 404
    assert all_rows()["alliance.CheckInLink"] == before


@pytest.mark.parametrize("what", ["room", "sheet", "paper"])
def test_what_was_missed_is_not_asked(
    cast: Cast, browser: Client, session: Session, what: str
) -> None:
    miss_session(session.participations.get(), "cancelled late", by=cast.ines)
    browser.force_login(cast.ines.user)
    assert browser.get(f"/sessions/{session.code}/{what}/").status_code == 404
    assert browser.post(f"/sessions/{session.code}/{what}/").status_code == 404


@pytest.mark.parametrize("what", ["room", "sheet", "paper"])
def test_what_was_answered_is_not_asked_again(
    cast: Cast, browser: Client, session: Session, what: str
) -> None:
    link = CheckInLink.objects.get()
    begin_check_in(link)
    submit_check_in(link, {"wish": "Sent"})
    browser.force_login(cast.ines.user)
    assert browser.get(f"/sessions/{session.code}/{what}/").status_code == 404
    assert browser.post(f"/sessions/{session.code}/{what}/").status_code == 404


def test_the_space_does_not_pick_up_the_devices_link(
    device: Client, cast: Cast, session: Session
) -> None:
    CheckIn.objects.update(sent_at=timezone.now())
    link = open_link_of(cast.mara)
    assert link is not None
    assert link.carrier == "message"
