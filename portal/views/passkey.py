"""Coming in with a passkey instead of a code, and the list of them."""

from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.models import Client
from portal import webauthn
from portal.access import get_own_passkey
from portal.actions import add_passkey, take_passkey_away, use_passkey
from portal.actions.passkey import Taken, TooMany
from portal.crisis import resources
from portal.forms.passkey import PasskeyForm
from portal.forms.space import AddressForm
from portal.models import Passkey
from portal.views.own import at_the_door, own_space
from portal.views.sign_in import let_in, too_many


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def enter(request: HttpRequest, client: Client | None) -> HttpResponse:
    """What the browser is to sign, as JSON by GET; the signature by POST."""
    if request.method != "POST":
        return JsonResponse({"request_options": webauthn.ask_to_open(request)})
    if client:
        return redirect("space")
    if not ratelimit.consume(request, action="space_passkey"):
        return too_many(request)
    try:
        found = use_passkey(webauthn.opened(request, request.POST.get("credential", "")))
    except webauthn.Refused:
        found = None
    if found:
        return let_in(request, [found])
    page = {"form": AddressForm(), "refused": True}
    return render(request, "portal/space/sign_in.html", page, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@own_space
def passkeys(request: HttpRequest, client: Client) -> HttpResponse:
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _add(request, client, form):
        return redirect("space_passkeys")
    page = {
        "form": form,
        "passkeys": Passkey.objects.filter(client=client, revoked_at=None),
        "options": {"creation_options": webauthn.ask_to_add(request, client)},
        "resources": resources(client.clinic.crisis_resources),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/space/passkeys.html", page, status=status)


@require_POST
@own_space
def take_away(request: HttpRequest, client: Client, code: UUID) -> HttpResponse:
    take_passkey_away(get_own_passkey(client, code))
    return redirect("space_passkeys")


def _add(request: HttpRequest, client: Client, form: PasskeyForm) -> bool:
    """Whether it was added; otherwise the form says why not."""
    try:
        credential, used = webauthn.added(request, form.cleaned_data["credential"])
        add_passkey(client, form.cleaned_data["name"], credential, used=used)
    except (webauthn.Refused, Taken):
        form.add_error(None, PasskeyForm.REFUSED)
    except TooMany:
        form.add_error(None, PasskeyForm.TOO_MANY)
    return not form.errors
