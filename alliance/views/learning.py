"""What a clinic can learn from its ruptures, pooled, for its admins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance import pages
from practice.access import SignedInRequest, admins_only


@require_safe
@admins_only
def learning(request: SignedInRequest) -> HttpResponse:
    clinic = request.membership.clinic
    shown = pages.learning(clinic) | pages.clinic_cells(clinic)
    return render(request, "alliance/learning.html", shown)
