"""Who supervises whom: asked for by an admin, begun by who is supervised, ended by either."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practice.actions import (
    SupervisedAlready,
    request_supervision,
)
from practice.models import AuditEvent, Membership, Supervision
from tests.cast import Cast, staff

SignIn = Callable[[Membership], Client]


def test_a_supervisor_is_asked_for_once(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ada)
    address = reverse("request_supervision", kwargs={"code": cast.tomas.code})
    response = browser.post(address, {"supervisor": cast.noor.code})
    assert response["Location"] == reverse("person", kwargs={"code": cast.tomas.code})
    supervision = Supervision.objects.get(supervisee=cast.tomas)
    assert (supervision.supervisor, supervision.clinic) == (cast.noor, cast.riverside)
    assert (supervision.asked_by, supervision.agreed_at) == (cast.ada, None)
    event = AuditEvent.objects.latest("pk")
    assert (event.kind, event.about_code) == ("created", supervision.code)
    again = browser.post(address, {"supervisor": cast.noor.code})
    assert list(again.context["supervision_form"].errors) == ["supervisor"]
    assert Supervision.objects.filter(supervisee=cast.tomas).count() == 1


@pytest.mark.parametrize("who", ["tomas", "wren", "ada", "ines"])
def test_nobody_supervises_who_is_not_a_supervisor_here(
    cast: Cast, signed_in: SignIn, who: str
) -> None:
    supervisor_elsewhere = staff(cast.hillside, "Vera Sol", is_supervisor=True)
    browser = signed_in(cast.ada)
    address = reverse("request_supervision", kwargs={"code": cast.tomas.code})
    for code in (getattr(cast, who).code, supervisor_elsewhere.code):
        response = browser.post(address, {"supervisor": code})
        assert list(response.context["supervision_form"].errors) == ["supervisor"]
    assert Supervision.objects.filter(supervisee=cast.tomas).count() == 0


def test_only_therapists_are_supervised(cast: Cast, signed_in: SignIn) -> None:
    address = reverse("request_supervision", kwargs={"code": cast.ada.code})
    response = signed_in(cast.ada).post(address, {"supervisor": cast.noor.code})
    assert response.status_code == 200
    assert Supervision.objects.filter(supervisee=cast.ada).count() == 0


def test_a_supervision_ends_and_can_begin_again(cast: Cast, signed_in: SignIn) -> None:
    supervision = Supervision.objects.get(supervisee=cast.ines)
    browser = signed_in(cast.ada)
    address = reverse("end_supervision", kwargs={"code": supervision.code})
    events = AuditEvent.objects.count()
    assert browser.post(address)["Location"] == reverse("person", kwargs={"code": cast.ines.code})
    assert browser.post(address).status_code == 302  # a second time: nothing more to end
    supervision.refresh_from_db()
    assert supervision.ended_on == timezone.localdate()
    assert AuditEvent.objects.count() == events + 1
    again = request_supervision(cast.noor, cast.ines, by=cast.ada)
    assert again.ended_on is None


def test_of_two_admins_one_asks(cast: Cast) -> None:
    with pytest.raises(SupervisedAlready):
        request_supervision(cast.noor, cast.ines, by=cast.ada)
    assert Supervision.objects.filter(supervisee=cast.ines).count() == 1


def test_those_from_before_count_as_agreed_to_when_they_began(cast: Cast) -> None:
    """In New York the day began at five in the morning, as UTC has it."""
    vera = staff(cast.hillside, "Vera Sol", is_supervisor=True)
    supervision = request_supervision(vera, cast.wren, by=cast.olga)
    Supervision.objects.filter(pk=supervision.pk).update(began_on=date(2026, 1, 5))
    migration = import_module("practice.migrations.0012_supervision_is_agreed")
    migration.began_when_made(apps, None)
    supervision.refresh_from_db()
    assert supervision.agreed_at == datetime(2026, 1, 5, 5, tzinfo=UTC)
