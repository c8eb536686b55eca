"""One's own account: name, sign-in, by whom one is supervised."""

from uuid import UUID

from allauth.account.views import logout
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practice import actions, pages
from practice.access import SignedInRequest, staff_only, therapists_only
from practice.forms import NameForm
from practice.models import Membership, User
from practice.staff import get_own_supervision
from practice.versions import ChangedMeanwhile


class _SignedIn(HttpRequest):
    """Of anybody with a sign-in, also of somebody whose work here has ended."""

    user: User
    membership: Membership | None


@require_safe
def account(request: _SignedIn) -> HttpResponse:
    return _page(request, NameForm(initial={"name": request.user.name}))


@require_POST
@staff_only
def change_name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    actions.change_own_name(request.membership, form.cleaned_data["name"])
    messages.success(request, _("Your name is changed."))
    return redirect("account")


@require_POST
@therapists_only
def agree_to_supervision(request: SignedInRequest, code: UUID) -> HttpResponse:
    supervision = get_own_supervision(request, code)
    name = supervision.supervisor.name
    try:
        actions.agree_to_supervision(supervision, by=request.membership)
    except ChangedMeanwhile:
        messages.error(request, _("This was taken back or declined meanwhile; nothing opened."))
    else:
        messages.success(request, _("%(name)s supervises you from today.") % {"name": name})
    return redirect("account")


@require_POST
@therapists_only
def leave_supervision(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Decline what was asked, or end what stands."""
    supervision = get_own_supervision(request, code)
    actions.end_supervision(supervision, by=request.membership)
    name = supervision.supervisor.name
    messages.success(request, _("%(name)s does not supervise you.") % {"name": name})
    return redirect("account")


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    response: HttpResponseBase = logout(request)
    if request.method == "POST":
        # Unsaved text that the browser kept, sealed (see sessions.kept), goes with the sign-in.
        response["Clear-Site-Data"] = '"storage"'
    return response


def _page(request: _SignedIn | SignedInRequest, form: NameForm) -> HttpResponse:
    page = {"user": request.user, "form": form, "factors": pages.second_factors(request.user)}
    if request.membership:
        page["supervisions"] = pages.supervisions(request.membership)
    return render(request, "practice/account.html", page)
