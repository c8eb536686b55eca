"""Setting up process notes, opening and locking them, and getting back in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice.access import SignedInRequest, clinicians_only
from practice.versions import ChangedMeanwhile
from sessions.actions import process_key as actions
from sessions.forms.process_key import (
    ChangePassphraseForm,
    PassphraseForm,
    RecoveryForm,
    SetUpForm,
    SharesForm,
)
from sessions.models import ProcessKey
from sessions.process import keyring
from sessions.process.access import get_key
from sessions.process.keyring import Keyring
from sessions.process.sealing import CannotOpen
from sessions.process.shares import DoNotFit, Share

_form_page = require_http_methods(["GET", "HEAD", "POST"])


@_form_page
@clinicians_only
def set_up(request: SignedInRequest) -> HttpResponseBase:
    if ProcessKey.objects.of(request.membership):
        return redirect("process_notes")
    form = SetUpForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return _page(request, "set_up", form)
    needed, among = form.cleaned_data["scheme"]
    new = form.cleaned_data["new"]
    try:
        key, private, made = actions.set_up(new, needed, among, by=request.membership)
    except ChangedMeanwhile:
        return _changed_meanwhile(request)
    return _handed_out(request, keyring.put_at_hand(request, key, private), made)


@_form_page
@clinicians_only
def unlock(request: SignedInRequest) -> HttpResponseBase:
    key = get_key(request)
    form = PassphraseForm(request.POST or None)
    if form.is_valid() and (ring := opened(request, key, form)).is_open:
        return ring.at_hand(redirect(_then(request)))
    return _page(request, "unlock", form, then=_then(request))


@require_POST
@clinicians_only
def lock(request: SignedInRequest) -> HttpResponseBase:
    messages.success(request, _("Your process notes are locked."))
    return keyring.lock(request, redirect("process_notes"))


@_form_page
@clinicians_only
def passphrase(request: SignedInRequest) -> HttpResponseBase:
    key = get_key(request)
    form = ChangePassphraseForm(request.POST or None, user=request.user)
    if form.is_valid() and (ring := opened(request, key, form)).private:
        try:
            actions.change_passphrase(
                key, ring.private, form.cleaned_data["new"], by=request.membership
            )
        except ChangedMeanwhile:
            return _changed_meanwhile(request)
        messages.success(request, _("Your passphrase is changed. The shares stay as they are."))
        return ring.at_hand(redirect("process_notes"))
    return _page(request, "passphrase", form)


@_form_page
@clinicians_only
def new_shares(request: SignedInRequest) -> HttpResponseBase:
    key = get_key(request)
    form = SharesForm(request.POST or None)
    if form.is_valid() and (ring := opened(request, key, form)).private:
        needed, among = form.cleaned_data["scheme"]
        try:
            made = actions.make_new_shares(
                key, ring.private, needed=needed, among=among, by=request.membership
            )
        except ChangedMeanwhile:
            return _changed_meanwhile(request)
        return _handed_out(request, ring, made)
    return _page(request, "new_shares", form, key=key)


@_form_page
@clinicians_only
def recovery(request: SignedInRequest) -> HttpResponseBase:
    key = get_key(request)
    form = RecoveryForm(request.POST or None, key=key, user=request.user)
    if form.is_valid() and (private := _restored(key, form)):
        try:
            made = actions.recover(key, private, form.cleaned_data["new"], by=request.membership)
        except ChangedMeanwhile:
            return _changed_meanwhile(request)
        return _handed_out(request, keyring.put_at_hand(request, key, private), made)
    return _page(request, "recovery", form, key=key)


@_form_page
@clinicians_only
@reauthentication_required  # type: ignore[untyped-decorator]
def start_over(request: SignedInRequest) -> HttpResponseBase:
    key = get_key(request)
    if request.method != "POST":
        return render(request, "sessions/start_over.html", {"lost": key.notes.count()})
    actions.start_over(key, by=request.membership)
    messages.success(request, _("What was sealed stays sealed. You can begin anew."))
    return keyring.lock(request, redirect("set_up_process_notes"))


def opened(request: SignedInRequest, key: ProcessKey, form: Form) -> Keyring:
    """Open with the passphrase on a valid form; when it does not, the form says why."""
    try:
        private = actions.open_key(key, form.cleaned_data["passphrase"], by=request.membership)
    except CannotOpen:
        form.add_error("passphrase", _("This is not your passphrase for process notes."))
    except actions.MustWait:
        form.add_error("passphrase", _("Too many wrong tries. Wait a minute, then try again."))
    else:
        if key.tries:
            wrong = _("Since you last opened them, a wrong passphrase was tried %(n)s times.")
            messages.warning(request, wrong % {"n": key.tries})
        return keyring.put_at_hand(request, key, private)
    return Keyring(key)


def _restored(key: ProcessKey, form: RecoveryForm) -> bytes | None:
    try:
        return actions.recovered(key, form.shares)
    except (DoNotFit, CannotOpen):
        form.refuse_shares()
        return None


def _then(request: SignedInRequest) -> str:
    """Where somebody was going; never to another site."""
    wanted = request.POST.get("then") or request.GET.get("then") or ""
    allowed = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if allowed else reverse("process_notes")


def _changed_meanwhile(request: SignedInRequest) -> HttpResponse:
    messages.error(request, _("Nothing was changed: another window did so meanwhile."))
    return redirect("process_notes")


def _handed_out(request: SignedInRequest, ring: Keyring, made: list[Share]) -> HttpResponseBase:
    """The shares, in this one answer and never again."""
    page = render(request, "sessions/shares.html", {"shares": made, "key": ring.key})
    return ring.at_hand(page)


def _page(request: SignedInRequest, name: str, form: Form, **more: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"sessions/{name}.html", {"form": form, **more}, status=status)
