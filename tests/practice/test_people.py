"""The clinic's people: who may see and change what, and what is written."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from practice.actions import end_membership, invite
from practice.models import AuditEvent, Clinic, Membership, Supervision, User
from tests.cast import Cast, staff

SignIn = Callable[[Membership], Client]


def _addresses(cast: Cast) -> list[tuple[str, str]]:
    """Every page and act about people, aimed at Riverside."""
    ines = {"code": cast.ines.code}
    supervision = Supervision.objects.get(supervisee=cast.ines)
    invitation, _ = invite(
        cast.riverside, by=cast.ada, email="jo@mail.example", name="Jo", is_therapist=True
    )
    return [
        ("get", reverse("people")),
        ("get", reverse("invite")),
        ("post", reverse("invite")),
        ("post", reverse("revoke_invitation", kwargs={"code": invitation.code})),
        ("get", reverse("person", kwargs=ines)),
        ("post", reverse("change_roles", kwargs=ines)),
        ("post", reverse("request_supervision", kwargs=ines)),
        ("post", reverse("end_supervision", kwargs={"code": supervision.code})),
        ("get", reverse("end_work", kwargs=ines)),
        ("post", reverse("end_work", kwargs=ines)),
        ("get", reverse("clinic_settings")),
        ("post", reverse("clinic_settings")),
    ]


def _stored() -> list[Any]:
    return [
        list(Membership.objects.order_by("pk").values()),
        list(Supervision.objects.order_by("pk").values()),
        list(Clinic.objects.order_by("pk").values()),
        AuditEvent.objects.count(),
    ]


@pytest.mark.parametrize("who", ["ines", "noor", "tomas"])
def test_colleagues_who_are_not_admins_find_nothing(
    cast: Cast, signed_in: SignIn, who: str
) -> None:
    addresses = _addresses(cast)
    before = _stored()
    browser = signed_in(getattr(cast, who))
    assert {getattr(browser, method)(path).status_code for method, path in addresses} == {404}
    assert _stored() == before


def test_a_stranger_is_asked_to_sign_in(cast: Cast, browser: Client) -> None:
    for method, path in _addresses(cast):
        response = getattr(browser, method)(path)
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={path}"


def test_another_clinics_admin_gets_the_answer_of_a_person_who_does_not_exist(
    cast: Cast, signed_in: SignIn
) -> None:
    addresses = [(m, p) for m, p in _addresses(cast) if str(p).count("-") == 4]
    assert len(addresses) == 7
    before = _stored()
    browser = signed_in(cast.olga)
    for method, path in addresses:
        code = next(part for part in path.split("/") if part.count("-") == 4)
        absent = path.replace(code, "00000000-0000-4000-8000-000000000000")
        theirs, nobodys = getattr(browser, method)(path), getattr(browser, method)(absent)
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert _stored() == before


@pytest.mark.parametrize("ending", ["deactivated", "ended"])
def test_an_admin_who_is_let_go_is_out_on_the_next_request(
    cast: Cast, signed_in: SignIn, ending: str
) -> None:
    second = staff(cast.riverside, "Bea Lund", is_admin=True)
    browser = signed_in(second)
    assert browser.get(reverse("people")).status_code == 200
    if ending == "ended":
        end_membership(second, by=cast.ada)
        assert browser.get(reverse("people")).status_code == 404
    else:
        User.objects.filter(pk=second.user_id).update(is_active=False)
        assert browser.get(reverse("people")).status_code == 302


def test_ending_somebodys_work_ends_their_sign_ins(cast: Cast, browser: Client) -> None:
    browser.post(
        reverse("account_login"),
        {"login": "tomas@riverside.example", "password": "a long enough password"},
    )
    end_membership(cast.tomas, by=cast.ada)
    request = HttpRequest()
    request.session = browser.session
    assert get_user(request).is_anonymous


@pytest.mark.parametrize("colleagues", [1, 3, 300])
def test_the_people_page_asks_six_questions(
    cast: Cast,
    signed_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    colleagues: int,
) -> None:
    users = User.objects.bulk_create(
        User(email=f"p{n}@riverside.example", name=f"Person {n}", password="!")
        for n in range(colleagues)
    )
    members = Membership.objects.bulk_create(
        Membership(clinic=cast.riverside, user=user, is_therapist=True) for user in users
    )
    Supervision.objects.bulk_create(
        Supervision(
            clinic=cast.riverside, supervisor=cast.noor, supervisee=member, agreed_at=timezone.now()
        )
        for member in members
    )
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type="totp", data={}) for user in users
    )
    browser = signed_in(cast.ada)
    with django_assert_num_queries(6):
        page = browser.get(reverse("people")).content.decode()
    assert page.count("by Noor Haddad") == colleagues + 1


def test_the_page_says_who_supervises_whom_and_who_has_no_second_factor(
    cast: Cast, signed_in: SignIn
) -> None:
    Authenticator.objects.create(user=cast.ines.user, type="totp", data={})
    end_membership(cast.tomas, by=cast.ada)
    page = signed_in(cast.ada).get(reverse("people")).content.decode()
    assert "<h1>Three people work here. Two sign in with a password alone.</h1>" in page
    assert "by Noor Haddad" in page
    assert "of Ines Okafor" in page
    assert "One person worked here before" in page
    assert "Wren" not in page
    assert "Olga" not in page


@pytest.mark.parametrize(
    ("with_factor", "sentence"),
    [
        ((), "Two people work here. All of them sign in with a password alone."),
        (("wren",), "Two people work here. One signs in with a password alone."),
        (("wren", "olga"), "Two people work here. All of them sign in with a second factor."),
    ],
)
def test_the_first_sentence_follows_from_the_data(
    cast: Cast, signed_in: SignIn, with_factor: tuple[str, ...], sentence: str
) -> None:
    for name in with_factor:
        Authenticator.objects.create(user=getattr(cast, name).user, type="totp", data={})
    page = signed_in(cast.olga).get(reverse("people")).content.decode()
    assert f"<h1>{sentence}</h1>" in page


def test_roles_are_changed_and_supervision_ends_with_the_role(
    cast: Cast, signed_in: SignIn
) -> None:
    response = signed_in(cast.ada).post(
        reverse("change_roles", kwargs={"code": cast.noor.code}),
        {"roles": ["therapist", "admin"], "shown": ["supervisor"]},
    )
    assert response["Location"] == reverse("people")
    cast.noor.refresh_from_db()
    held = (cast.noor.is_therapist, cast.noor.is_supervisor, cast.noor.is_admin)
    assert held == (True, False, True)
    assert Supervision.objects.get(supervisee=cast.ines).ended_on == timezone.localdate()
    last, before = AuditEvent.objects.order_by("-pk")[:2]
    assert (last.kind, last.about_code, last.actor) == ("changed", cast.noor.code, cast.ada.code)
    assert last.detail == {"was": ["supervisor"], "roles": ["therapist", "admin"]}
    assert (before.kind, before.about) == ("revoked", "practice.supervision")


def test_roles_that_somebody_else_changed_meanwhile_are_not_overwritten(
    cast: Cast, signed_in: SignIn
) -> None:
    Membership.objects.filter(pk=cast.noor.pk).update(is_therapist=True)
    response = signed_in(cast.ada).post(
        reverse("change_roles", kwargs={"code": cast.noor.code}),
        {"roles": ["admin"], "shown": ["supervisor"]},
    )
    assert response.status_code == 409
    assert "Somebody changed this meanwhile" in response.content.decode()
    cast.noor.refresh_from_db()
    assert (cast.noor.is_therapist, cast.noor.is_admin) == (True, False)


@pytest.mark.parametrize("roles", [[], ["owner"]])
def test_somebody_has_one_of_the_roles_there_are(
    cast: Cast, signed_in: SignIn, roles: list[str]
) -> None:
    response = signed_in(cast.ada).post(
        reverse("change_roles", kwargs={"code": cast.noor.code}),
        {"roles": roles, "shown": ["supervisor"]},
    )
    assert list(response.context["roles_form"].errors) == ["roles"]
    cast.noor.refresh_from_db()
    assert cast.noor.is_supervisor is True


def test_the_last_admin_stays_one(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    before = _stored()
    roles = browser.post(
        reverse("change_roles", kwargs={"code": cast.ada.code}),
        {"roles": ["therapist"], "shown": ["admin"]},
    )
    assert "The clinic needs one admin." in roles.content.decode()
    ending = browser.post(reverse("end_work", kwargs={"code": cast.ada.code}))
    assert "The clinic needs one admin." in ending.content.decode()
    assert _stored() == before


def test_somebodys_work_is_ended_after_a_question(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    address = reverse("end_work", kwargs={"code": cast.ines.code})
    before = _stored()
    assert "End Ines Okafor’s work here?" in browser.get(address).content.decode()
    assert _stored() == before
    assert browser.post(address)["Location"] == reverse("people")
    cast.ines.refresh_from_db()
    assert cast.ines.ended_at is not None
    assert Supervision.objects.get(supervisee=cast.ines).ended_on == timezone.localdate()
    assert browser.post(address).status_code == 404  # no longer a colleague


def test_an_admin_may_go_when_another_stays(cast: Cast, signed_in: SignIn) -> None:
    staff(cast.riverside, "Bea Lund", is_admin=True)
    address = reverse("end_work", kwargs={"code": cast.ada.code})
    browser = signed_in(cast.ada)
    assert "End your own work here?" in browser.get(address).content.decode()
    browser.post(address)
    cast.ada.refresh_from_db()
    assert cast.ada.ended_at is not None


def test_dates_are_the_clinics_own(cast: Cast, signed_in: SignIn) -> None:
    at = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)  # in New York, still the evening before
    for member, admin in ((cast.ines, cast.ada), (cast.wren, cast.olga)):
        User.objects.filter(pk=member.user_id).update(last_login=at)
        local = at.astimezone(member.clinic.zone)
        page = signed_in(admin).get(reverse("people")).content.decode()
        assert f'datetime="{local.isoformat()}"' in page
