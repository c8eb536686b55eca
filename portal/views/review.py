"""The last look before sending, and the page after it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alliance.actions import submit_check_in
from alliance.actions.check_in import DraftChanged, LinkClosed
from alliance.models import CheckInLink, Concern
from portal.access import (
    forget,
    is_handed_over,
    link_in_session,
    remember_sent,
    was_sent_here,
)
from portal.crisis import resources
from portal.pages import review as pages
from portal.pages.read_by import read_of
from portal.pages.step import place
from portal.pages.thanks import own_words, proposed
from portal.safety import care, endorsed
from portal.steps import REVIEW, answers_of, others_of
from portal.views.closed import closed, lost
from portal.views.gate import client_page, open_check_in


@require_http_methods(["GET", "HEAD", "POST"])
@open_check_in
def review(request: HttpRequest, link: CheckInLink) -> HttpResponse:
    if request.method == "POST" and request.POST.get("to") != "back":
        return _send(request, link)
    if request.method == "POST":
        return redirect("check_in_step", step=place(link, REVIEW).before)
    return _look(request, link)


def _look(request: HttpRequest, link: CheckInLink, *, changed: bool = False) -> HttpResponse:
    """Everything as it will be sent; `changed` when another device wrote since one looked."""
    at = place(link, REVIEW)
    sections = pages.review(link.check_in)
    page = {
        "sections": sections,
        "elsewhere": pages.read_elsewhere(link.check_in),
        "place": at,
        "is_empty": not any(line.answer for section in sections for line in section.lines),
        "changed": changed,
        **care(link),
    }
    return render(request, "portal/review.html", page, status=409 if changed else 200)


def _send(request: HttpRequest, link: CheckInLink) -> HttpResponse:
    try:
        submit_check_in(link, answers_of(link.check_in))
    except LinkClosed:  # used, revoked or expired in this very moment
        return closed(request, link_in_session(request) or link, tried=True)
    except DraftChanged:
        return _look(request, link_in_session(request) or link, changed=True)
    response = redirect("check_in_thanks")
    remember_sent(response, link)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@client_page
def thanks(request: HttpRequest, link: CheckInLink | None) -> HttpResponse:
    if link is None or not was_sent_here(request, link):
        return closed(request, link) if link and link.check_in.is_submitted else lost(request)
    if request.method == "POST":
        response = render(request, "portal/forgotten.html")
        forget(request, response)
        return response
    if is_handed_over(link):  # the device goes back: nothing that was said stands on it
        return render(request, "portal/thanks_in_room.html", {"place": place(link, REVIEW)})
    check_in = link.check_in
    elsewhere = Concern.objects.filter(check_in=check_in, request=Concern.Request.OTHER).first()
    page = {
        "check_in": check_in,
        "elsewhere": others_of(check_in) if elsewhere else [],
        "words": own_words(check_in, elsewhere),
        "goals": proposed(check_in),
        "read": read_of(check_in),
        "place": place(link, REVIEW),
        "resources": resources(link.clinic.crisis_resources),
        "endorsed": endorsed(check_in),
    }
    return render(request, "portal/thanks.html", page)
