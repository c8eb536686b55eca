"""How a rupture stands: each one's word, what would count, the client's reading, its ending."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance import actions
from alliance.access import get_own_rupture
from alliance.forms import (
    ClientWordForm,
    ClosingForm,
    CoveringForm,
    CriteriaForm,
    OpeningForm,
    OwnWordForm,
    ReopeningForm,
    RevisitForm,
)
from alliance.pages.rupture import sessions_since
from alliance.views.rupture import written
from alliance.vocabulary import ToldBy
from practice.access import SignedInRequest, therapists_only


@require_POST
@therapists_only
def agree_criteria(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.agree_criteria(found, by=request.membership, **said)

    form = CriteriaForm(request.POST)
    return written(request, found, "criteria_form", form, write, _("Written down."))


@require_POST
@therapists_only
def own_word(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.say_resolution(found, by=request.membership, **said)

    form = OwnWordForm(request.POST)
    return written(request, found, "own_word_form", form, write, _("Written down."))


@require_POST
@therapists_only
def client_word(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.take_client_word(found, told=ToldBy.TOLD, by=request.membership, **said)

    form = ClientWordForm(request.POST)
    return written(request, found, "client_word_form", form, write, _("Written down."))


@require_POST
@therapists_only
def open_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.open_to_client(found, by=request.membership, **said)

    said = _("Opened. They can read these words, and nothing else of this page.")
    return written(request, found, "opening_form", OpeningForm(request.POST), write, said)


@require_POST
@therapists_only
def cover_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.cover_from_client(found, by=request.membership, **said)

    said = _("They see it no longer. What they said about it stays.")
    return written(request, found, "covering_form", CoveringForm(request.POST), write, said)


@require_POST
@therapists_only
def revisit_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.set_revisit(found, said["on"], by=request.membership, version=said["version"])

    return written(request, found, "revisit_form", RevisitForm(request.POST), write, _("Noted."))


@require_POST
@therapists_only
def close_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)
    sessions = sessions_since(found)

    def write(said: dict[str, Any]) -> None:
        last = sessions[0] if sessions else None
        actions.close_rupture(found, by=request.membership, session=last, **said)

    form = ClosingForm(request.POST)
    return written(request, found, "closing_form", form, write, _("Written down."))


@require_POST
@therapists_only
def reopen_rupture(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_own_rupture(request, code)

    def write(said: dict[str, Any]) -> None:
        actions.reopen_rupture(found, by=request.membership, **said)

    said = _("It is open again. Both of you are asked anew.")
    return written(request, found, "reopening_form", ReopeningForm(request.POST), write, said)
