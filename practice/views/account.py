"""One's own account."""

from allauth.account.views import logout
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practice import actions, pages
from practice.access import SignedInRequest, staff_only
from practice.forms import NameForm
from practice.models import User


class _SignedIn(HttpRequest):
    """Of anybody with a sign-in, also of somebody whose work here has ended."""

    user: User


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


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    response: HttpResponseBase = logout(request)
    if request.method == "POST":
        # Unsaved text that the browser kept, sealed (see sessions.kept), goes with the sign-in.
        response["Clear-Site-Data"] = '"storage"'
    return response


def _page(request: _SignedIn | SignedInRequest, form: NameForm) -> HttpResponse:
    page = {"user": request.user, "form": form, "factors": pages.second_factors(request.user)}
    return render(request, "practice/account.html", page)
