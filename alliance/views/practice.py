"""My practice: a mirror for the therapist who opens it, and for nobody else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance import pages
from practice import audit
from practice.access import SignedInRequest, therapists_only


@require_safe
@therapists_only
def my_practice(request: SignedInRequest) -> HttpResponse:
    member = request.membership
    shown = pages.my_practice(member)
    codes = [str(quiet.client.code) for quiet in shown["quiet"]]
    audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    return render(request, "alliance/my_practice.html", shown)
