"""The clinic by process, for its admins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance import pages
from practice import audit
from practice.access import SignedInRequest, admins_only


@require_safe
@admins_only
def clinic(request: SignedInRequest) -> HttpResponse:
    return render(request, "alliance/clinic.html", pages.clinic_overview(request.membership.clinic))


@require_safe
@admins_only
def clinic_clients(request: SignedInRequest) -> HttpResponse:
    member = request.membership
    query = request.GET.get("name", "").strip()[:80]
    page = request.GET.get("page", "1")
    shown = pages.clinic_clients(
        member.clinic,
        query=query,
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    codes = [str(row.code) for row in shown["clients"]]
    audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    return render(request, "alliance/clinic_clients.html", shown | {"query": query})
