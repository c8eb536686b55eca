"""Today."""

from datetime import date

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from alliance import pages
from practice import audit
from practice.access import SignedInRequest, staff_only


@require_safe
@staff_only
def today(request: SignedInRequest) -> HttpResponseBase:
    member = request.membership
    if not member.is_therapist:
        return redirect("caseload" if member.is_supervisor else "clinic")
    shown = pages.today(member, _day(request.GET.get("day", "")))
    if shown["clients"]:
        codes = [str(client.code) for client in shown["clients"]]
        audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    return render(request, "alliance/today.html", shown)


def _day(text: str) -> date | None:
    """The day asked for; today when it is not one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
