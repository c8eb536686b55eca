"""A check-in from the link to the last question."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alliance.actions import begin_check_in, save_asked, save_draft
from alliance.actions.check_in import LinkClosed
from alliance.models import CheckIn, CheckInLink
from portal.access import is_open, proof_of_page, remember_begun
from portal.crisis import resources
from portal.forms import GroupForm
from portal.forms.group import Answers
from portal.language import chosen_language
from portal.pages.step import Place, place
from portal.safety import asks, care
from portal.steps import REVIEW, Step, next_open, resting_place, steps_of
from portal.views.closed import closed, unknown
from portal.views.gate import client_page, open_check_in


@require_http_methods(["GET", "HEAD", "POST"])
@client_page
def link(request: HttpRequest, link: CheckInLink | None) -> HttpResponse:
    response = _link(request, link)
    # The origin alone: the address holds the secret, and without an origin no form would be
    # accepted. See docs/decisions/0002-referrer-policy.md.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _link(request: HttpRequest, link: CheckInLink | None) -> HttpResponse:
    if link is None:
        return unknown(request)
    if not is_open(link):
        return closed(request, link, stranger=True)
    if request.method == "POST":
        return _begin(request, link)
    page = {
        "begun": link.check_in.begun_at is not None,
        "resources": resources(link.clinic.crisis_resources),
    }
    return render(request, "portal/link.html", page)


def _begin(request: HttpRequest, link: CheckInLink) -> HttpResponse:
    try:
        begin_check_in(link)
    except LinkClosed:
        return closed(request, link, stranger=True)
    remember_begun(request, link)
    return redirect("check_in")


@require_safe
@open_check_in
def resume(request: HttpRequest, link: CheckInLink) -> HttpResponse:
    return redirect("check_in_step", step=resting_place(link.check_in))


@require_http_methods(["GET", "HEAD", "POST"])
@open_check_in
def step(request: HttpRequest, link: CheckInLink, step: str) -> HttpResponse:
    here = next((each for each in steps_of(link.check_in) if each.slug == step), None)
    if here is None or (here.withdrawn and request.method != "POST"):
        raise Http404
    if here.withdrawn:
        return _take_late(request, link, here)
    at = place(link, step)
    if request.method == "POST":
        return _take(request, link, here, at)
    return _ask(request, link, here, at, here.form(None, draft=link.check_in.draft))


def _take(request: HttpRequest, link: CheckInLink, here: Step, at: Place) -> HttpResponse:
    """Keep what is valid, then go where the button leads; stay where something is not."""
    check_in = link.check_in
    form = here.form(request.POST, draft=check_in.draft)
    target = _target(request, at) if form.is_valid() else here.slug
    _keep(check_in, here, form, target)
    if stays := _stays(request, link):
        return stays
    if not form.is_valid():
        return _ask(request, link, here, at, form)
    return redirect("check_in_step", step=target)


def _take_late(request: HttpRequest, link: CheckInLink, here: Step) -> HttpResponse:
    """Keep what is valid of a page that was open when its words were withdrawn, and go on."""
    form = here.form(request.POST, draft=link.check_in.draft)
    form.is_valid()
    target = next_open(link.check_in, here.slug)
    _keep(link.check_in, here, form, target)
    return _stays(request, link) or redirect("check_in_step", step=target)


def _stays(request: HttpRequest, link: CheckInLink) -> HttpResponse | None:
    """What goes back to a page that is kept by itself; None where a button leads on."""
    to = request.POST.get("to")
    if to == "keep":  # the page was left or put aside; nobody is looking
        return HttpResponse(status=204)
    if to == "care":  # it stays open, and shows what comes back
        shown = care(link)
        return render(request, "portal/_safety.html", shown) if shown else HttpResponse(status=204)
    return None


def _keep(check_in: CheckIn, here: Step, form: GroupForm, target: str) -> None:
    def answered(draft: Answers) -> Answers:
        form.draft = draft
        return draft | form.kept() | {"at": target}

    if here.measure:
        save_asked(check_in, answered, here.measure)
    else:
        save_draft(check_in, answered)


def _target(request: HttpRequest, at: Place) -> str:
    to = request.POST.get("to")
    if to in ("keep", "care") or chosen_language(request):
        return at.slug
    if _came_from_review(request):
        return REVIEW
    return at.before or at.slug if to == "back" else at.after


def _ask(
    request: HttpRequest, link: CheckInLink, here: Step, at: Place, form: GroupForm
) -> HttpResponse:
    page = {"form": form, "place": at, "from_review": _came_from_review(request), **care(link)}
    if here.measure and asks(here.measure):
        page["turn_to"] = resources(link.clinic.crisis_resources)
        page["proof"] = proof_of_page(link)
    return render(request, here.template, page, status=422 if form.errors else 200)


def _came_from_review(request: HttpRequest) -> bool:
    return request.GET.get("from") == REVIEW
