"""Help now: open to everybody, whatever became of a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance.models import CheckInLink
from portal.access import is_open
from portal.crisis import resources
from portal.views.gate import client_page


@require_safe
@client_page
def help_now(request: HttpRequest, link: CheckInLink | None) -> HttpResponse:
    page = {
        "resources": resources(link.clinic.crisis_resources) if link else [],
        "can_go_back": link is not None and is_open(link),
    }
    return render(request, "portal/help.html", page)
