"""The research export: what it would hold, and the file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alliance import actions, pages
from practice.access import SignedInRequest, admins_only
from practice.step_up import recently_signed_in_to_export


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@recently_signed_in_to_export
def research(request: SignedInRequest) -> HttpResponse:
    member = request.membership
    if request.method == "POST":
        found = pages.collect(member.clinic)
        if found.clients:
            actions.export_research(found.clients, by=member, counts=found.counts)
            return _to_take_away(pages.as_zip(found))
    page = {"counts": pages.research_counts(member.clinic), "columns": pages.COLUMNS}
    status = 422 if request.method == "POST" else 200
    return render(request, "alliance/research.html", page, status=status)


def _to_take_away(packed: bytes) -> HttpResponse:
    """A file that is named for a day; it may not be kept by any cache."""
    response = HttpResponse(packed, content_type="application/zip")
    name = f"research-{timezone.localdate().isoformat()}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
