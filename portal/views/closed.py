"""Kind pages where a check-in cannot go on. What was typed a moment ago is given back.

An answer about safety that comes with such a page is not kept, and somebody is told of it.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.models import CheckInLink
from portal.access import closed_because, is_handed_over, link_of_page, was_sent_here
from portal.crisis import resources
from portal.forms import exercises, goals, last_time, preferences
from portal.safety import endorsed, hear_late
from portal.steps import answers_of

FIELDS = frozenset({"hopes", "wish", "tension_words", preferences.WORDS})
ONE_OF_MANY = (last_time.WORDS, goals.NEW, exercises.REFLECTION)
"""The names of the fields in words, and how those begin of which a page has several."""


def unknown(request: HttpRequest) -> HttpResponse:
    """The link belongs to nothing."""
    return render(request, "portal/unknown.html", status=404)


def lost(request: HttpRequest, step: str = "") -> HttpResponse:
    """This browser holds no check-in, or no longer the one the page at `step` was made for."""
    link = link_of_page(request)
    page = {
        "words": _once(_typed(request.POST.dict())),
        "late": link is not None and hear_late(link.check_in, step, request.POST),
        "resources": resources(link.clinic.crisis_resources) if link else None,
    }
    return render(request, "portal/lost.html", page, status=403)


def closed(
    request: HttpRequest,
    link: CheckInLink,
    *,
    tried: bool = False,
    step: str = "",
    stranger: bool = False,
) -> HttpResponse:
    """The link was used, revoked or has expired.

    `tried` when answers came too late, from the page at `step`: their words are given back, those
    just typed and those of the draft. Opening the page gives back nothing, and tells a `stranger`,
    who has only the link, nothing of what was answered.
    """
    because = closed_because(link)
    written: list[str] = []
    if tried:
        written = [*_drafted(answers_of(link.check_in)), *_typed(request.POST.dict())]
    late = tried and hear_late(link.check_in, step, request.POST)
    page = {
        "because": because,
        "is_read": link.check_in.read_at is not None,
        "sent_here": was_sent_here(request, link) and not is_handed_over(link),
        "in_room": is_handed_over(link),
        # Sending twice loses nothing; a page of answers that comes after sending does.
        "too_late": tried and (because != "used" or request.POST.get("to") != "send"),
        "words": _once(written),
        "late": late,
        "endorsed": late or (not stranger and endorsed(link.check_in)),
        "resources": resources(link.clinic.crisis_resources),
    }
    return render(request, "portal/closed.html", page, status=410)


def _drafted(answers: Mapping[str, Any]) -> list[str]:
    """What a draft holds in words, in the order of the pages."""
    like = answers.get("preferences") or {}
    about = [each.get("words") for each in answers.get("ruptures", {}).values()]
    done = [each.get("reflection") for each in answers.get("exercises", {}).values()]
    written = [
        answers.get("hopes"),
        *answers.get("new_goals", []),
        like.get("words"),
        answers.get("wish"),
        answers.get("tension_words"),
        *about,
        *done,
    ]
    return [words for words in written if words]


def _typed(posted: Mapping[str, str]) -> list[str]:
    """What a page brings along in words. Whatever else somebody posts is none."""
    return [
        words for name, words in posted.items() if name in FIELDS or name.startswith(ONE_OF_MANY)
    ]


def _once(written: list[str]) -> list[str]:
    return [words for words in dict.fromkeys(map(str.strip, written)) if words]
