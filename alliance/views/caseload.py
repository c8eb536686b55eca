"""Caseload."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance import pages
from practice import audit
from practice.access import SignedInRequest, clinicians_only


@require_safe
@clinicians_only
def caseload(request: SignedInRequest) -> HttpResponse:
    member, asked = request.membership, request.GET
    supervised = member.is_supervisor and (
        asked.get("of") == "supervised" or not member.is_therapist
    )
    query = asked.get("name", "").strip()[:80]
    show = asked.get("show", "")
    page = asked.get("page", "1")
    shown = pages.caseload(
        member,
        supervised=supervised,
        show=show,
        query=query,
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    codes = [str(row.client.code) for row in shown["rows"]]
    audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    shown |= {"supervised": supervised, "query": query, "show": show}
    return render(request, "alliance/caseload.html", shown)
