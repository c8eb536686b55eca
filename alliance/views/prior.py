"""What is usual in the clinic: shipped figures beside its own, compared before they apply."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance import actions, pages
from alliance.access import get_prior
from alliance.actions.prior import NotWaiting
from practice.access import SignedInRequest, admins_only


@require_safe
@admins_only
def priors(request: SignedInRequest) -> HttpResponse:
    return render(request, "alliance/priors.html", pages.priors(request.membership.clinic))


@require_POST
@admins_only
def apply_prior(request: SignedInRequest, code: UUID) -> HttpResponse:
    prior = get_prior(request, code)
    try:
        actions.apply_prior(prior, by=request.membership)
    except NotWaiting:
        messages.error(request, _("These figures were replaced meanwhile. Look again."))
    else:
        messages.success(
            request,
            _("Applied. Answers are read anew in the background; what was shown before is kept."),
        )
    return redirect("priors")


@require_POST
@admins_only
def retire_prior(request: SignedInRequest, code: UUID) -> HttpResponse:
    prior = get_prior(request, code)
    try:
        actions.retire_prior(prior, by=request.membership)
    except NotWaiting:
        messages.error(request, _("These figures were not in force any more."))
    else:
        messages.success(request, _("The shipped figures hold again. Answers are read anew."))
    return redirect("priors")
