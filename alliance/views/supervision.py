"""Supervision: the page of both roles, asking with a question, the thread."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance import actions, pages
from alliance.access import Subject, get_question, get_subject
from alliance.forms import AskForm, ReplyForm
from alliance.models import SupervisionQuestion
from practice import audit
from practice.access import SignedInRequest, clinicians_only, therapists_only
from practice.versions import ChangedMeanwhile


@require_safe
@clinicians_only
def supervision(request: SignedInRequest) -> HttpResponse:
    shown = pages.supervision(request.membership)
    notes = [*shown["waiting"], *shown["answered"]]
    codes = {str(part.client.code) for row in notes for part in row.parts}
    for listed in ("to_me", "to_me_over", "mine", "mine_over"):
        codes |= {str(line.question.client.code) for line in shown[listed]}
    if codes:
        by = request.membership
        audit.record(audit.Kind.CASELOAD_OPENED, by, by=by, clients=sorted(codes))
    return render(request, "alliance/supervision.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_only
def ask_supervisor(request: SignedInRequest) -> HttpResponseBase:
    subject = get_subject(request, request.POST if request.method == "POST" else request.GET)
    supervisors = pages.supervisors_of(request.membership)
    of_story = not (subject.rupture or subject.note)
    form = AskForm(request.POST or None, supervisors=supervisors, of_story=of_story)
    if request.method == "POST" and supervisors and form.is_valid():
        try:
            asked = _ask(request, subject, form)
        except actions.NotASupervisor:
            form.add_error(None, _("They do not supervise you any more. Your words are below."))
        else:
            messages.success(request, _("Asked. The answer will stand on your Today."))
            return redirect("question", code=asked.code)
    context = pages.shared(subject) | {"subject": subject, "form": form}
    context["supervisors"] = supervisors
    status = 422 if request.method == "POST" else 200
    return render(request, "alliance/ask_supervisor.html", context, status=status)


def _ask(request: SignedInRequest, subject: Subject, form: AskForm) -> SupervisionQuestion:
    return actions.ask_supervisor(
        subject.client,
        by=request.membership,
        rupture=subject.rupture,
        note=subject.note,
        **form.details,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@clinicians_only
def question(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    asked = get_question(request, code)
    if request.method == "POST":
        return _reply(request, asked)
    form = ReplyForm(for_supervisor=asked.asked_of_id == request.membership.pk)
    actions.see_question(asked, by=request.membership)
    shown = pages.question_page(asked, request.membership) | {"form": form}
    return render(request, "alliance/question.html", shown)


def _reply(request: SignedInRequest, asked: SupervisionQuestion) -> HttpResponseBase:
    _one_of_two(request, asked)
    form = ReplyForm(request.POST, for_supervisor=asked.asked_of_id == request.membership.pk)
    if form.is_valid():
        try:
            actions.reply_to_question(asked, by=request.membership, **form.cleaned_data)
        except ChangedMeanwhile:
            form.add_error(None, _("It was closed or taken back meanwhile. Your words are below."))
        else:
            messages.success(request, _("Said. It is told to the other of you."))
            return redirect("question", code=asked.code)
    shown = pages.question_page(asked, request.membership) | {"form": form}
    return render(request, "alliance/question.html", shown | {"may_reply": True}, status=422)


def _one_of_two(request: SignedInRequest, asked: SupervisionQuestion) -> None:
    """Who only reads it with the record says nothing in it."""
    if request.membership.pk not in (asked.asked_by_id, asked.asked_of_id):
        raise Http404


@require_POST
@clinicians_only
def close_question(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    asked = get_question(request, code)
    _one_of_two(request, asked)
    try:
        actions.close_question(asked, by=request.membership)
    except ChangedMeanwhile:
        messages.error(request, _("It is not answered yet, or was closed meanwhile."))
        return redirect("question", code=code)
    messages.success(request, _("Closed."))
    return redirect("supervision")


@require_POST
@therapists_only
def withdraw_question(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    asked = get_question(request, code)
    if asked.asked_by_id != request.membership.pk:
        raise Http404
    try:
        actions.withdraw_question(asked, by=request.membership)
    except ChangedMeanwhile:
        messages.error(request, _("It was answered or taken back meanwhile."))
        return redirect("question", code=code)
    messages.success(request, _("Taken back."))
    return redirect("supervision")
