"""Signing in to one's own space by a code that comes by e-mail, and signing out."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.models import Client
from clients.names import email_digest
from portal import space
from portal.actions import ask_for_code, enter_code, record_entry
from portal.forms.space import AddressForm, NumberForm
from portal.views.own import at_the_door


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def sign_in(request: HttpRequest, client: Client | None) -> HttpResponse:
    if client:
        return redirect("space")
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "portal/space/sign_in.html", form)
    address = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="space_code", key=email_digest(address).hex()):
        return too_many(request)
    space.remember_sign_in(request, ask_for_code(address))
    return redirect("space_code")


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def code(request: HttpRequest, client: Client | None) -> HttpResponse:
    begun = space.sign_in_here(request)
    if client or begun is None:
        return redirect("space" if client else "space_sign_in")
    form = NumberForm(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="space_number"):
            return too_many(request)
        if found := enter_code(begun, form.cleaned_data["number"]):
            return let_in(request, found)
        form.add_error("number", NumberForm.WRONG)
    return _page(request, "portal/space/code.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def choice(request: HttpRequest, client: Client | None) -> HttpResponse:
    found = space.choice_here(request)
    chosen = [each for each in found if str(each.code) == request.POST.get("space")]
    if chosen:
        return let_in(request, chosen)
    if not found:
        return redirect("space_sign_in")
    return render(request, "portal/space/choice.html", {"people": found})


@require_POST
@at_the_door
def sign_out(request: HttpRequest, client: Client | None) -> HttpResponse:
    if client:
        space.go_out(request)
    return render(request, "portal/space/signed_out.html")


def let_in(request: HttpRequest, found: list[Client]) -> HttpResponse:
    """Open the one space that was found, or ask which."""
    if len(found) > 1:
        space.remember_choice(request, found)
        return redirect("space_choice")
    record_entry(found[0])
    space.come_in(request, found[0])
    return redirect("space")


def _page(request: HttpRequest, template: str, form: AddressForm | NumberForm) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


def too_many(request: HttpRequest) -> HttpResponse:
    """Ask for patience."""
    return render(request, "portal/space/too_many.html", status=429)
