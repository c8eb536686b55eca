"""What a client set beside their record: reading it, and writing back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance import pages
from alliance.access import cares_for
from alliance.forms import StatementAnswerForm
from clients import actions
from clients.access import get_client
from clients.models import Client, Contribution, Statement
from practice.access import SignedInRequest, clinicians_only


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def client_statements(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    found = get_client(request, code)
    cares = cares_for(request.membership, found)
    if request.method == "POST":
        return _answer(request, found, cares=cares)
    if cares:
        actions.see_contributions(found, [Contribution.Kind.STATEMENT], by=request.membership)
    return _page(request, found, cares=cares)


def _answer(request: SignedInRequest, client: Client, *, cares: bool) -> HttpResponseBase:
    if not cares:
        raise Http404
    statement = _which(client, request.POST.get("statement", ""))
    form = StatementAnswerForm(request.POST, auto_id=_ids(statement))
    if not form.is_valid():
        return _page(request, client, cares=cares, refused=(statement, form), status=422)
    words = form.cleaned_data["words"]
    if not actions.answer_statement(statement, by=request.membership, words=words):
        return _page(request, client, cares=cares, unsaved=words, status=409)
    messages.success(request, _("Sent. It stands beside their words, and they read it too."))
    return redirect("client_statements", code=client.code)


def _which(client: Client, code: str) -> Statement:
    rows = Statement.objects.filter(client=client).select_related("client")
    try:
        return get_object_or_404(rows, code=code)
    except ValidationError as error:  # not a code at all
        raise Http404 from error


def _ids(statement: Statement) -> str:
    """Ids of fields that do not meet where several forms stand on one page."""
    return f"{statement.code}-%s"


def _page(
    request: SignedInRequest,
    client: Client,
    *,
    cares: bool,
    refused: tuple[Statement, StatementAnswerForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    found = pages.statements_of(client)
    forms = {
        each.statement.pk: StatementAnswerForm(auto_id=_ids(each.statement))
        for each in found
        if cares and each.statement.answered_at is None
    }
    if refused and refused[0].pk in forms:
        forms[refused[0].pk] = refused[1]
    shown = {
        "client": client,
        "statements": [(each, forms.get(each.statement.pk)) for each in found],
        "waiting": sum(each.statement.answered_at is None for each in found),
    }
    return render(request, "alliance/client_statements.html", shown | more, status=status)
