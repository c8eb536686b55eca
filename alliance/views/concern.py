"""What felt off to a client: what waits for an answer, and answering it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance import actions, pages
from alliance.access import get_concern
from alliance.forms import ConcernAnswerForm
from alliance.models import Concern
from practice import audit
from practice.access import SignedInRequest, staff_only


@require_safe
@staff_only
def concerns(request: SignedInRequest) -> HttpResponse:
    member = request.membership
    shown = pages.concern_list(member)
    if shown["clients"]:
        codes = sorted(str(client.code) for client in shown["clients"])
        audit.record(audit.Kind.CASELOAD_OPENED, member, by=member, clients=codes)
    return render(request, "alliance/concerns.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def concern(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_concern(request, code)
    if request.method == "POST":
        return _answer(request, found)
    if pages.may_answer_concern(found):
        actions.see_concerns([found], by=request.membership)
    return _page(request, found, ConcernAnswerForm())


def _answer(request: SignedInRequest, found: Concern) -> HttpResponseBase:
    if not pages.may_answer_concern(found):
        raise Http404
    form = ConcernAnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    words = form.cleaned_data["words"]
    if not actions.answer_concern(found, by=request.membership, words=words):
        # Taken back meanwhile: the door is shut. Answered meanwhile: both answers are shown.
        return _page(request, get_concern(request, found.code), form, unsaved=words, status=409)
    messages.success(request, _("Sent. They find it in their own space."))
    return redirect("concern", code=found.code)


def _page(
    request: SignedInRequest,
    found: Concern,
    form: ConcernAnswerForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = pages.concern_page(found, request.membership)
    return render(request, "alliance/concern.html", shown | {"form": form} | more, status=status)
