"""Stopping the messages about check-ins, from a message. Its address is all that it takes."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alliance import actions
from clients.models import Client
from portal.access import recipient_of
from portal.language import chosen_language, keep_choice, spoken_language
from portal.pages.stop import sent_or_not
from portal.views.gate import View


def _recipients_page(view: View) -> View:
    """Call `view(request, client, token)` in the client's language, or answer 404."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        client = recipient_of(token)
        language = spoken_language(request, client.language)
        with translation.override(language), timezone.override(client.clinic.zone):
            response = view(request, client, token)
        response.headers["Content-Language"] = language
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # The address holds the secret: see docs/decisions/0002-referrer-policy.md.
        response.headers["Referrer-Policy"] = "strict-origin"
        keep_choice(request, response)
        return response

    return page


@csrf_exempt  # a mail program posts without having seen a page (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@_recipients_page
def stop_messages(request: HttpRequest, client: Client, token: str) -> HttpResponse:
    page = sent_or_not(client)
    if request.method != "POST" or chosen_language(request):
        return render(request, "portal/stop.html", page)
    if request.POST.get("again"):
        if page["may_undo"]:
            actions.resume_messages(client, by=None)
    else:
        actions.stop_messages(client, by=None)
    if "List-Unsubscribe" in request.POST:  # nobody is looking
        return HttpResponse("ok\n", content_type="text/plain")
    return redirect("stop_messages", token=token)
