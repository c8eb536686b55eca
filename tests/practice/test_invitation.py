"""From an admin's invitation to the first sign-in, and everything that can be wrong with a link."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practice import outbox
from practice.actions import (
    NotForThem,
    accept_invitation,
    end_membership,
    invite,
    join_again,
    revoke_invitation,
)
from practice.models import AuditEvent, Invitation, Membership, OutboxMessage, User
from tests.cast import Cast, staff
from tests.practice.conftest import link_in

SignIn = Callable[[Membership], Client]
JONAS = {"name": "Jonas Lind", "email": "Jonas@Mail.example", "roles": ["therapist", "admin"]}
WORDS = "four unrelated words here"
CHOSEN = {"password1": WORDS, "password2": WORDS}


def _link(cast: Cast, email: str = "jonas@mail.example") -> str:
    _, token = invite(cast.riverside, by=cast.ada, email=email, name="Jonas Lind", is_admin=True)
    return reverse("join", args=[token])


def test_from_the_invitation_to_the_first_sign_in(
    cast: Cast, signed_in: SignIn, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    response = signed_in(cast.ada).post(reverse("invite"), JONAS, follow=True)
    assert "An invitation is on its way to jonas@mail.example." in response.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.clinic, invitation.invited_by) == (cast.riverside, cast.ada)
    assert outbox.sweep() == 1
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["jonas@mail.example"], "Your invitation")
    assert OutboxMessage.objects.get(kind="staff-invitation").secret == {}

    link = link_in(mail)
    page = browser.get(link)
    assert "Jonas Lind, Riverside Practice invites you" in page.content.decode()
    joined = browser.post(link, CHOSEN)
    assert joined["Location"] == reverse("today")
    membership = Membership.objects.get(user__email="jonas@mail.example")
    held = (membership.is_therapist, membership.is_supervisor, membership.is_admin)
    assert held == (True, False, True)
    assert membership.clinic == cast.riverside
    assert EmailAddress.objects.get(user=membership.user).verified is True
    kinds = AuditEvent.objects.filter(actor=membership.code).order_by("pk").values_list("kind")
    assert [kind for (kind,) in kinds] == ["created", "signed in"]

    browser.post(reverse("account_logout"))
    response = browser.post(
        reverse("account_login"), {"login": "JONAS@mail.example", "password": WORDS}
    )
    assert response["Location"] == "/"
    assert browser.get(reverse("account")).status_code == 200


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        ({"is_admin": True}, "clinic"),
        ({"is_supervisor": True}, "caseload"),
        ({"is_supervisor": True, "is_therapist": True}, "today"),
    ],
)
def test_everyone_begins_where_their_work_is(
    cast: Cast, browser: Client, roles: dict[str, bool], page: str
) -> None:
    _, token = invite(cast.riverside, by=cast.ada, email="jo@mail.example", name="Jo", **roles)
    assert browser.post(reverse("join", args=[token]), CHOSEN)["Location"] == reverse(page)


def test_looking_at_a_link_changes_nothing(cast: Cast, browser: Client) -> None:
    link = _link(cast)
    before = (Invitation.objects.values().get(), User.objects.count(), AuditEvent.objects.count())
    for _ in range(3):
        assert browser.get(link).status_code == 200
        assert browser.head(link).status_code == 200
    after = (Invitation.objects.values().get(), User.objects.count(), AuditEvent.objects.count())
    assert after == before
    assert browser.post(link, CHOSEN).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("state", ["used", "expired", "revoked", "unknown"])
def test_a_link_that_no_longer_works_says_the_same_whatever_the_reason(
    cast: Cast, browser: Client, state: str, method: str
) -> None:
    link = _link(cast)
    invitation = Invitation.objects.get()
    if state == "used":
        Client().post(link, CHOSEN)
    elif state == "expired":
        past = timezone.now() - timedelta(seconds=1)
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)
    elif state == "revoked":
        revoke_invitation(invitation, by=cast.ada)
    else:
        link = reverse("join", args=["nobody-was-ever-sent-this"])
    users = User.objects.count()
    response = getattr(browser, method)(link, CHOSEN)
    assert response.status_code == 410
    assert "This invitation no longer works" in response.content.decode()
    assert "Jonas" not in response.content.decode()
    assert "Riverside" not in response.content.decode()
    assert User.objects.count() == users


def test_the_address_with_the_secret_goes_nowhere(cast: Cast, browser: Client) -> None:
    for link in (_link(cast), reverse("join", args=["nobody"])):
        headers = browser.get(link).headers
        assert headers["Referrer-Policy"] == "strict-origin"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password1": "too short", "password2": "too short"}, "password1"),
        ({"password1": "jonas@mail.example", "password2": "jonas@mail.example"}, "password1"),
        ({"password1": "qwerty123456", "password2": "qwerty123456"}, "password1"),
        ({"password1": WORDS, "password2": "four unrelated words there"}, "password2"),
        ({"password1": WORDS}, "password2"),
    ],
)
def test_a_weak_password_or_two_different_ones_are_refused(
    cast: Cast, browser: Client, typed: dict[str, str], field: str
) -> None:
    response = browser.post(_link(cast), typed)
    assert list(response.context["form"].errors) == [field]
    assert Invitation.objects.get().accepted_at is None
    assert User.objects.filter(email="jonas@mail.example").count() == 0


# --- Whoever invites --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({}, ["name", "email", "roles"]),
        (JONAS | {"email": "not an address"}, ["email"]),
        (JONAS | {"roles": ["owner"]}, ["roles"]),
        (JONAS | {"name": "   "}, ["name"]),
        (JONAS | {"email": "INES@riverside.example"}, ["email"]),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    cast: Cast, signed_in: SignIn, typed: dict[str, object], fields: list[str]
) -> None:
    response = signed_in(cast.ada).post(reverse("invite"), {**typed, "sent": "1"})
    assert list(response.context["form"].errors) == fields
    assert Invitation.objects.count() == 0


def test_an_address_is_invited_once_at_a_time(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    browser.post(reverse("invite"), JONAS)
    again = browser.post(reverse("invite"), JONAS)
    assert "An invitation to this address is open." in again.content.decode()
    assert Invitation.objects.count() == 1
    invitation = Invitation.objects.get()
    browser.post(reverse("revoke_invitation", kwargs={"code": invitation.code}))
    assert browser.post(reverse("invite"), JONAS).status_code == 302
    assert Invitation.objects.count() == 2


def test_an_expired_invitation_gives_way_to_a_new_one(cast: Cast, signed_in: SignIn) -> None:
    _link(cast)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    browser = signed_in(cast.ada)
    assert "invite them again" in browser.get(reverse("people")).content.decode()
    assert browser.post(reverse("invite"), JONAS).status_code == 302
    old, new = Invitation.objects.order_by("pk")
    assert (old.revoked_at is None, new.is_open) == (False, True)


def test_an_invitation_is_withdrawn_before_and_after_it_was_accepted(
    cast: Cast, signed_in: SignIn, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    link = _link(cast)
    invitation = Invitation.objects.get()
    address = reverse("revoke_invitation", kwargs={"code": invitation.code})
    page = signed_in(cast.ada).post(address, follow=True).content.decode()
    assert "its link no longer works" in page
    assert AuditEvent.objects.latest("pk").kind == "revoked"
    assert outbox.sweep() == 0
    assert mailoutbox == []
    assert OutboxMessage.objects.get(about=invitation.code).ending == "withdrawn"
    assert browser.get(link).status_code == 410

    link = _link(cast, "kim@mail.example")
    browser.post(link, CHOSEN)
    accepted = Invitation.objects.get(email="kim@mail.example")
    address = reverse("revoke_invitation", kwargs={"code": accepted.code})
    events = AuditEvent.objects.count()
    page = signed_in(cast.ada).post(address, follow=True).content.decode()
    assert "was accepted or withdrawn already" in page
    assert AuditEvent.objects.count() == events
    assert Membership.objects.get(user__email="kim@mail.example").ended_at is None


def test_who_invites_does_not_learn_who_works_elsewhere(cast: Cast, signed_in: SignIn) -> None:
    """Wren works in Hillside; nobody ever heard of Nobody. Both answers are the same."""
    answers = []
    for email in ("wren@hillside.example", "nobody@hillside.example"):
        typed = {"name": "Somebody", "email": email, "roles": ["therapist"]}
        response = signed_in(cast.ada).post(reverse("invite"), typed, follow=True)
        answers.append((response.redirect_chain, response.content.decode().count("works here")))
    assert answers[0] == answers[1]
    assert [i.is_open for i in Invitation.objects.all()] == [True, True]


# --- Whoever has a sign-in already -----------------------------------------------------------


def test_who_works_elsewhere_is_told_so_and_nobody_else_is(
    cast: Cast, signed_in: SignIn, browser: Client
) -> None:
    link = _link(cast, "wren@hillside.example")
    for response in (browser.get(link), browser.post(link, CHOSEN)):
        assert response.status_code == 200
        assert "You have a sign-in with this address already." in response.content.decode()
        assert "Hillside" not in response.content.decode()
    wren = signed_in(cast.wren)
    assert "works in one clinic at a time" in wren.get(link).content.decode()
    assert wren.post(link).status_code == 409
    assert Invitation.objects.get().is_open is True
    assert Membership.objects.get(user=cast.wren.user).clinic == cast.hillside


def test_who_worked_here_before_comes_back_with_the_old_sign_in(
    cast: Cast, signed_in: SignIn
) -> None:
    end_membership(cast.tomas, by=cast.ada)
    link = _link(cast, "tomas@riverside.example")
    tomas = signed_in(cast.tomas)
    account = tomas.get(reverse("account")).content.decode()
    assert "You do not work in a clinic here at the moment." in account
    assert "Say yes, and you are in." in tomas.get(link).content.decode()
    assert tomas.post(link)["Location"] == reverse("clinic")
    again = Membership.objects.get(user=cast.tomas.user, ended_at=None)
    assert (again.clinic, again.is_admin, again.is_therapist) == (cast.riverside, True, False)
    assert tomas.get(reverse("people")).status_code == 200
    assert tomas.post(link).status_code == 410


def test_an_invitation_to_somebody_else_is_not_accepted_by_mistake(
    cast: Cast, signed_in: SignIn
) -> None:
    link = _link(cast)
    for browser in (signed_in(cast.ines), signed_in(staff(cast.hillside, "Eve", is_admin=True))):
        assert "went to another address" in browser.get(link).content.decode()
        assert browser.post(link).status_code == 409
    assert Invitation.objects.get().is_open is True


def test_who_has_no_sign_in_cannot_use_the_way_of_those_who_do(cast: Cast, browser: Client) -> None:
    link = _link(cast, "tomas@riverside.example")
    password = cast.tomas.user.password
    assert browser.post(link, CHOSEN).status_code == 200
    assert User.objects.get(pk=cast.tomas.user_id).password == password
    assert "_auth_user_id" not in browser.session


def test_of_two_windows_one_accepts(cast: Cast) -> None:
    """What the pages check beforehand, the acts check again."""
    _link(cast)
    invitation = Invitation.objects.get()
    with pytest.raises(NotForThem):
        join_again(invitation, user=cast.ines.user)
    accept_invitation(invitation, password=WORDS)
    with pytest.raises(Invitation.DoesNotExist):
        accept_invitation(invitation, password=WORDS)
    assert Membership.objects.filter(user__email="jonas@mail.example").count() == 1

    _link(cast, "wren@hillside.example")
    invitation = Invitation.objects.get(email="wren@hillside.example")
    with pytest.raises(NotForThem):
        accept_invitation(invitation, password=WORDS)
    invitation.refresh_from_db()
    assert invitation.is_open is True
