"""Kind pages where a check-in cannot go on. What was typed a moment ago is given back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.models import CheckInLink
from portal.access import closed_because, was_sent_here
from portal.crisis import resources
from portal.forms.last_time import WORDS
from portal.steps import answers_of


def unknown(request: HttpRequest) -> HttpResponse:
    """The link belongs to nothing."""
    return render(request, "portal/unknown.html", status=404)


def lost(request: HttpRequest) -> HttpResponse:
    """This browser holds no check-in, or no longer the one the page was made for."""
    return render(request, "portal/lost.html", {"words": _words(request.POST.dict())}, status=403)


def closed(request: HttpRequest, link: CheckInLink, *, tried: bool = False) -> HttpResponse:
    """The link was used, revoked or has expired.

    `tried` when answers came too late: their words are given back, those just typed and those of
    the draft. Opening the page gives back nothing.
    """
    because = closed_because(link)
    page = {
        "because": because,
        "is_read": link.check_in.read_at is not None,
        "sent_here": was_sent_here(request, link),
        # Sending twice loses nothing; a page of answers that comes after sending does.
        "too_late": tried and (because != "used" or request.POST.get("to") != "send"),
        "words": _words(answers_of(link.check_in) | request.POST.dict()) if tried else [],
        "resources": resources(link.clinic.crisis_resources),
    }
    return render(request, "portal/closed.html", page, status=410)


def _words(answers: Mapping[str, Any]) -> list[str]:
    about = [each.get("words") or "" for each in answers.get("ruptures", {}).values()]
    about += [typed for name, typed in answers.items() if name.startswith(WORDS)]
    written = [answers.get("wish", ""), answers.get("tension_words", ""), *about]
    return [words for words in dict.fromkeys(map(str.strip, written)) if words]
