"""Answering on paper: the sheet that is printed, and the page on which it is entered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance.actions import enter_from_paper, print_sheet, questions_for
from alliance.actions.check_in import LinkClosed
from portal.access import get_unanswered
from portal.forms.paper import PaperForm
from portal.pages.sheet import sheet as shown_sheet
from practice.access import SignedInRequest, therapists_only
from sessions.models import Participation


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def sheet(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """The sheet. Asking for the picture of a link makes the link, which is shown this once."""
    part = get_unanswered(request, code)
    is_ahead = not part.session.has_begun
    secret = ""
    if request.method == "POST" and is_ahead:
        secret = print_sheet(part, by=request.membership)
    page = {"part": part, "is_ahead": is_ahead, "reader": translation.get_language()}
    with translation.override(part.client.language):
        page |= shown_sheet(questions_for(part), secret)
        return render(request, "portal/sheet.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def paper(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Every question on one page, in the words of the sheet."""
    part, sent = get_unanswered(request, code), request.method == "POST"
    # In the client's language, as on the sheet: what is kept says in whose words it was asked.
    with translation.override(part.client.language):
        form = PaperForm(request.POST if sent else None, check_in=questions_for(part))
        is_whole = sent and form.is_valid()
        answers = form.answers if is_whole else {}
    if is_whole and not form.is_empty:
        return _enter(request, part, answers)
    page = {"part": part, "form": form, "nothing": is_whole, "language": part.client.language}
    return render(request, "portal/paper.html", page, status=422 if sent else 200)


def _enter(
    request: SignedInRequest, part: Participation, answers: dict[str, object]
) -> HttpResponseBase:
    try:
        enter_from_paper(part, answers, by=request.membership)
    except LinkClosed:
        messages.error(request, _("It was answered meanwhile. What came first stands."))
    else:
        messages.success(request, _("Entered from paper. It closed every link that was sent."))
    return redirect("session", code=part.session.code)
