"""Inviting somebody into the clinic, and accepting an invitation."""

from uuid import UUID

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from practice import actions
from practice.access import SignedInRequest, admins_only
from practice.forms import InviteForm, JoinForm
from practice.models import Invitation, User
from practice.roles import columns
from practice.staff import find_invitation, get_invitation, has_sign_in
from practice.start import start_page


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def invite(request: SignedInRequest) -> HttpResponse:
    clinic = request.membership.clinic
    form = InviteForm(request.POST or None, clinic=clinic)
    if form.is_valid():
        email, name = form.cleaned_data["email"], form.cleaned_data["name"]
        roles = columns(form.cleaned_data["roles"])
        try:
            actions.invite(clinic, by=request.membership, email=email, name=name, **roles)
        except actions.InvitedAlready:
            form.refuse_second_invitation()
        else:
            messages.success(request, _("An invitation is on its way to %(to)s.") % {"to": email})
            return redirect("people")
    return render(request, "practice/invite.html", {"form": form})


@require_POST
@admins_only
def revoke_invitation(request: SignedInRequest, code: UUID) -> HttpResponse:
    invitation = get_invitation(request, code)
    if actions.revoke_invitation(invitation, by=request.membership):
        text = _("The invitation to %(to)s is withdrawn; its link no longer works.")
    else:
        text = _("The invitation to %(to)s was accepted or withdrawn already.")
    messages.info(request, text % {"to": invitation.email})
    return redirect("people")


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    response = _join(request, find_invitation(token))
    response.headers["Referrer-Policy"] = "strict-origin"  # the address holds the secret
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _join(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    if invitation is None:
        return _closed(request)
    if isinstance(request.user, User):
        return _join_again(request, invitation, request.user)
    if has_sign_in(invitation):
        return _known(request, invitation)
    form = JoinForm(request.POST or None, invitation=invitation)
    if not form.is_valid():
        return render(request, "practice/join.html", {"invitation": invitation, "form": form})
    return _accept(request, invitation, form.cleaned_data["password1"])


def _accept(request: HttpRequest, invitation: Invitation, password: str) -> HttpResponse:
    try:
        membership = actions.accept_invitation(invitation, password=password)
    except Invitation.DoesNotExist:  # used up in another window since we looked
        return _closed(request)
    except actions.NotForThem:
        return _known(request, invitation)
    messages.success(
        request,
        _("Welcome. Your password is set; please add a second factor on your account page."),
    )
    response: HttpResponse = perform_login(
        request, membership.user, redirect_url=start_page(membership)
    )
    return response


def _join_again(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    """Somebody who has a sign-in, and has used it, says yes, or is told why they cannot."""
    page = {"invitation": invitation, "is_theirs": user.email == invitation.email}
    if request.method != "POST":
        return render(request, "practice/join_again.html", page)
    try:
        membership = actions.join_again(invitation, user=user)
    except Invitation.DoesNotExist:
        return _closed(request)
    except actions.NotForThem:
        return render(request, "practice/join_again.html", page, status=409)
    return redirect(start_page(membership))


def _known(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return render(request, "practice/join_known.html", {"invitation": invitation})


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "practice/join_closed.html", status=410)
