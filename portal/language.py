"""The language a client is spoken to in: the one chosen on the page, else the client's own.

A choice is kept in a cookie and nowhere else, so that opening a link changes nothing.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

LANGUAGES = dict(settings.LANGUAGES)


def chosen_language(request: HttpRequest) -> str | None:
    """The language asked for with this very request, by the switch on the page."""
    wanted = request.POST.get("language") or request.GET.get("language")
    return wanted if wanted in LANGUAGES else None


def spoken_language(request: HttpRequest, own: str | None) -> str:
    """The language to answer in; `own` is the client's, where it is known who is addressed."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return (
        chosen_language(request)
        or (kept if kept in LANGUAGES else None)
        or own
        or get_language_from_request(request)
    )


def keep_choice(request: HttpRequest, response: HttpResponse) -> None:
    """Remember the choice until the browser is closed."""
    if language := chosen_language(request):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
