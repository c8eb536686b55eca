"""Coming in with a passkey: added in the space, signed by the device, taken away again."""

import json
import logging
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.actions import add_passkey
from portal.actions.passkey import MAIL, Taken
from portal.models import Passkey
from practice import outbox
from practice.models import AuditEvent, OutboxMessage
from tests.cast import Cast
from tests.portal.space import come_in
from tests.practice.passkey import Passkey as Device
from tests.practice.passkey import mangled

REFUSED = "your device gave no answer that holds"
NOTHING = "This passkey opens nothing here."


@pytest.fixture
def mara(cast: Cast, browser: Browser, mailoutbox: list[EmailMessage]) -> Browser:
    """A browser in which Mara's space is open."""
    return come_in(browser, cast.mara, mailoutbox)


@pytest.fixture
def phone(mara: Browser) -> Device:
    """A device whose passkey opens Mara's space."""
    return added(mara, "My phone")


def added(browser: Browser, name: str = "") -> Device:
    """Add a passkey of a new device, as the page does."""
    made = Device()
    typed = {"name": name, "credential": made.create(creation(browser))}
    answer = browser.post("/space/passkeys/", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/space/passkeys/")
    return made


def creation(browser: Browser) -> dict[str, Any]:
    """What the page asks the device for, as the script reads it."""
    page = browser.get("/space/passkeys/")
    return json.loads(json.dumps(page.context["options"]))["creation_options"]  # type: ignore[no-any-return]


def asked(browser: Browser) -> dict[str, Any]:
    """What a browser at the door is to sign."""
    return browser.get("/space/passkey/").json()["request_options"]  # type: ignore[no-any-return]


def opens(browser: Browser, credential: str) -> bool:
    """Whether this answer lets the browser in."""
    answer = browser.post("/space/passkey/", {"credential": credential})
    if answer.status_code == 302:
        assert answer["Location"] == "/space/"
        return browser.get("/space/").status_code == 200
    assert (answer.status_code, NOTHING in answer.text) == (422, True)
    assert browser.get("/space/").status_code == 302
    return False


def test_it_opens_their_space_and_leaves_a_trace(cast: Cast, phone: Device) -> None:
    elsewhere = Browser()
    assert opens(elsewhere, phone.get(asked(elsewhere)))
    assert "Hello, Mara" in elsewhere.get("/space/").text
    event = AuditEvent.objects.filter(kind="signed in").latest("pk")
    assert (event.actor, event.client_code) == (None, cast.mara.code)
    assert Passkey.objects.get().last_used_at is not None
    assert "Last used on" in elsewhere.get("/space/passkeys/").text


def test_who_works_here_is_signed_out_by_it(cast: Cast, phone: Device, browser: Browser) -> None:
    at_work = Browser()
    at_work.force_login(cast.ines.user)
    assert opens(at_work, phone.get(asked(at_work)))
    assert "_auth_user_id" not in at_work.session


def test_on_the_device_stands_nobodys_name(cast: Cast, mara: Browser) -> None:
    said = json.dumps(creation(mara)).lower()
    assert "my space" in said
    for word in ("mara", "lindqvist", "ines", "riverside", "therap", "mail.example"):
        assert word not in said


def test_before_it_is_known_who_comes_everybody_is_asked_the_same(phone: Device) -> None:
    first, second = asked(Browser()), asked(Browser())
    assert first["publicKey"].pop("challenge") != second["publicKey"].pop("challenge")
    assert first == second
    assert "allowCredentials" not in first["publicKey"]


def test_the_page_lists_them_and_names_the_nameless(mara: Browser, phone: Device) -> None:
    added(mara)
    page = mara.get("/space/passkeys/").text
    assert ("My phone" in page, "<h3>A passkey</h3>" in page) == (True, True)
    assert page.count("Not used yet.") == 2


def test_the_same_device_is_told_what_it_has(cast: Cast, mara: Browser, phone: Device) -> None:
    (known,) = creation(mara)["publicKey"]["excludeCredentials"]
    assert known["id"] == json.loads(phone.create(creation(mara)))["id"]
    with pytest.raises(Taken):
        add_passkey(cast.theo, "", phone.credential(), used=0)
    assert Passkey.objects.count() == 1


def test_taken_away_it_opens_nothing(cast: Cast, mara: Browser, phone: Device) -> None:
    passkey = Passkey.objects.get()
    for _ in range(2):
        answer = mara.post(f"/space/passkeys/{passkey.code}/take-away/")
        assert (answer.status_code, answer["Location"]) == (302, "/space/passkeys/")
    assert "My phone" not in mara.get("/space/passkeys/").text
    assert AuditEvent.objects.filter(kind="revoked", about="portal.passkey").count() == 1
    elsewhere = Browser()
    assert not opens(elsewhere, phone.get(asked(elsewhere)))


@pytest.mark.parametrize("what", ["another's signature", "twice", "not asked", "asked of another"])
def test_a_signature_that_does_not_hold(cast: Cast, phone: Device, what: str) -> None:
    elsewhere, another = Browser(), Browser()
    options, also = asked(elsewhere), asked(another)
    if what == "another's signature":
        assert not opens(elsewhere, Device(code=phone.code, user=phone.user).get(options))
    elif what == "twice":
        signed = phone.get(options)
        assert opens(elsewhere, signed)
        assert not opens(another, signed)
    elif what == "not asked":
        assert not opens(Browser(), phone.get(options))
    else:
        assert not opens(elsewhere, phone.get(also))
    # The same device comes in all the same.
    fresh = Browser()
    assert opens(fresh, phone.get(asked(fresh)))


def test_a_count_that_does_not_grow_is_a_copy(phone: Device) -> None:
    first, copy = Browser(), Browser()
    phone.used = 10
    assert opens(first, phone.get(asked(first)))
    phone.used = 4
    assert not opens(copy, phone.get(asked(copy)))


def test_a_device_that_does_not_count_comes_in_each_time(cast: Cast, mara: Browser) -> None:
    synced = Device(used=-1)
    add_passkey(cast.mara, "", synced.credential(), used=0)
    for _ in range(2):
        synced.used = -1  # the next answer says 0
        browser = Browser()
        assert opens(browser, synced.get(asked(browser)))


def test_without_a_fingerprint_face_or_pin_it_opens_nothing(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.practice.passkey.HERE", 0x01)  # present, not verified
    elsewhere = Browser()
    assert not opens(elsewhere, phone.get(asked(elsewhere)))


def test_an_answer_to_another_question_is_not_added(mara: Browser) -> None:
    stale = creation(mara)
    creation(mara)
    for credential in (Device().create(stale), "", "{}", "[1]", "nonsense", "\0", "{" * 20_000):
        answer = mara.post("/space/passkeys/", {"name": "Mine", "credential": credential})
        assert (answer.status_code, REFUSED in answer.text) == (422, True)
        assert 'value="Mine"' in answer.text
    assert Passkey.objects.count() == 0


def test_ten_and_no_more(cast: Cast, mara: Browser) -> None:
    for _ in range(Passkey.MOST):
        add_passkey(cast.mara, "", Device().credential(), used=0)
    typed = {"credential": Device().create(creation(mara))}
    answer = mara.post("/space/passkeys/", typed)
    assert (answer.status_code, "Take one away first." in answer.text) == (422, True)
    mara.post(f"/space/passkeys/{Passkey.objects.latest('pk').code}/take-away/")
    added(mara)


def test_they_are_written_to_about_it(
    cast: Cast, mara: Browser, phone: Device, mailoutbox: list[EmailMessage]
) -> None:
    message = OutboxMessage.objects.get(kind=MAIL)
    assert outbox.deliver(message.pk)
    letter = mailoutbox[-1]
    assert (letter.to, letter.subject) == ([cast.mara.email], "A passkey was added")
    assert "/space/passkeys/" in str(letter.body)
    for word in ("Mara", "phone", "Riverside", "therap"):
        assert word not in str(letter.body)


def test_nothing_is_sent_about_one_that_is_gone(
    cast: Cast, mara: Browser, phone: Device, mailoutbox: list[EmailMessage]
) -> None:
    mara.post(f"/space/passkeys/{Passkey.objects.get().code}/take-away/")
    before = len(mailoutbox)
    outbox.deliver(OutboxMessage.objects.get(kind=MAIL).pk)
    assert len(mailoutbox) == before


def test_its_name_is_sealed_and_no_log_says_who_signed(
    cast: Cast, phone: Device, caplog: pytest.LogCaptureFixture
) -> None:
    (sealed,) = Passkey.objects.values_list("name", flat=True)
    assert b"phone" not in bytes(sealed)
    caplog.set_level(logging.INFO)
    elsewhere = Browser()
    assert opens(elsewhere, phone.get(asked(elsewhere)))
    assert phone.code.hex() not in caplog.text


def test_a_computer_tries_sixty_times_an_hour(db: None) -> None:
    browser = Browser()
    for _ in range(60):
        assert browser.post("/space/passkey/", {"credential": "x"}).status_code == 422
    assert browser.post("/space/passkey/", {"credential": "x"}).status_code == 429


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_a_browser_answers_is_let_in_or_refused(
    cast: Cast, mara: Browser, settings: Any, data: st.DataObject
) -> None:
    """No answer is an error of ours: each part replaced by what does not belong there."""
    settings.ACCOUNT_RATE_LIMITS = {}
    device = Device()
    strange = data.draw(mangled(device.create(creation(mara))))
    answer = mara.post("/space/passkeys/", {"credential": strange})
    assert answer.status_code in {302, 422}

    known = added(mara)
    door = Browser()
    strange = data.draw(mangled(known.get(asked(door))))
    assert door.post("/space/passkey/", {"credential": strange}).status_code in {302, 422}
    Passkey.objects.all().delete()
