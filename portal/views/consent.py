"""What a client agreed to: taking it back, and giving it again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.models import Client, Consent
from portal.actions import give_consent_again, take_consent_back
from portal.crisis import resources
from portal.pages import consent as pages
from portal.views.own import own_space


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def consents(request: HttpRequest, client: Client) -> HttpResponse:
    if request.method == "POST":
        return _change(request, client)
    page = pages.consents(client) | {"resources": resources(client.clinic.crisis_resources)}
    return render(request, "portal/space/consents.html", page)


def _change(request: HttpRequest, client: Client) -> HttpResponse:
    acts = {"no": take_consent_back, "yes": give_consent_again}
    try:
        kind, act = Consent.Kind(request.POST.get("kind", "")), acts[request.POST.get("given", "")]
    except (ValueError, KeyError) as error:
        raise Http404 from error
    act(client, kind)
    return redirect("space_consents")
