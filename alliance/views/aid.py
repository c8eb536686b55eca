"""The conversation aid."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance import pages
from practice.access import SignedInRequest, clinicians_only


@require_safe
@clinicians_only
def conversation_aid(request: SignedInRequest) -> HttpResponse:
    shown = pages.conversation_aid(request.GET.get("direction", ""), request.GET.get("party", ""))
    return render(request, "alliance/conversation_aid.html", shown)
