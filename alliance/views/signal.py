"""A signal: why it was raised, how often its rule is wrong, and three answers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance import actions
from alliance.access import get_signal
from alliance.models import Signal
from alliance.pages.reasons import of_signal
from practice.access import SignedInRequest, clinicians_only


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def signal(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_signal(request, code)
    if request.method != "POST":
        context = {"signal": found, "client": found.client, "reason": of_signal(found)}
        return render(request, "alliance/signal.html", context)
    if not request.membership.is_therapist:
        raise Http404
    answer = request.POST.get("answer", "")
    if answer == Signal.Answer.SOMETHING and found.session:
        address = reverse("new_rupture", args=[found.session.code])
        return redirect(f"{address}?client={found.client.code}&signal={found.code}")
    if answer not in Signal.Answer.values:
        messages.error(request, _("Choose one of the answers."))
        return redirect("signal", code=code)
    actions.answer_signal(found, answer, by=request.membership)
    messages.success(request, _("Noted."))
    return redirect("client", code=found.client.code)
