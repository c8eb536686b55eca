"""Signals: what the scores said and what was found, each on its page, and the rules behind them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance import actions, pages
from alliance.access import get_signal
from alliance.forms import AnswerForm
from alliance.models import Signal
from practice import audit
from practice.access import SignedInRequest, clinicians_only, therapists_only


@require_safe
@therapists_only
def signals(request: SignedInRequest) -> HttpResponse:
    member, page = request.membership, request.GET.get("page", "1")
    shown = pages.cells(
        member,
        cell=request.GET.get("cell", ""),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    codes = sorted(str(client.code) for client in shown["people"])
    audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    shown["quarters"] = pages.quarters_of(member, shown.pop("rated_sessions"))
    return render(request, "alliance/signals.html", shown)


@require_safe
@clinicians_only
def signal_rules(request: SignedInRequest) -> HttpResponse:
    return render(request, "alliance/signal_rules.html", pages.rules_page())


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def signal(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_signal(request, code)
    if request.method == "POST":
        return _answer(request, found)
    return render(request, "alliance/signal.html", pages.signal_page(found, request.membership))


def _answer(request: SignedInRequest, found: Signal) -> HttpResponseBase:
    """Something leads to a new rupture and is an answer once that is recorded; the others are."""
    if not pages.may_answer(found, request.membership):
        raise Http404
    form = AnswerForm(request.POST, signal=found)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    if answer == Signal.Answer.SOMETHING and (onward := _new_rupture(request, found)):
        return redirect(onward)
    other = form.cleaned_data.get("other_reason", "")
    if answer and actions.answer_signal(found, answer, by=request.membership, other_reason=other):
        messages.success(request, _noted(found))
        return redirect("client", code=found.client.code)
    for words in form.non_field_errors() or [_("Choose one of the answers.")]:
        messages.error(request, str(words))
    return redirect("signal", code=found.code)


def _new_rupture(request: SignedInRequest, found: Signal) -> str:
    """Where a rupture in the session it is about is recorded, by the session's own therapist."""
    about = found.about
    if about is None or about.therapist_id != request.membership.pk:
        return ""
    address = reverse("new_rupture", args=[about.code])
    return f"{address}?client={found.client.code}&signal={found.code}"


def _noted(found: Signal) -> str:
    address = reverse("signal", args=[found.code])
    return format_html('{} <a href="{}">{}</a>', _("Noted."), address, _("Change the answer"))
