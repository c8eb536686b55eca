"""The client's pages on a home screen: what they are called, and a notice without a connection."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.language import LANGUAGES, chosen_language

_SIZES = (192, 512)


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone shows for it: a name that says nothing about why somebody comes here."""
    language = chosen_language(request) or "en"
    with translation.override(language):
        says = {
            "id": "/space/",
            "name": _("Between appointments"),
            "short_name": _("My space"),
            "lang": language,
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
            "start_url": reverse("space"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f4f6f4",
            "theme_color": "#f4f6f4",
            "icons": [
                {"src": static(f"icons/knot-{size}.png"), "sizes": f"{size}x{size}"}
                | {"type": "image/png", "purpose": purpose}
                for size in _SIZES
                for purpose in ("any", "maskable")
            ],
        }
    return JsonResponse(says, content_type="application/manifest+json")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the notice, and nothing else, for a lost connection."""
    return render(request, "portal/worker.js", content_type="text/javascript")


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """The notice, in every language: where it is needed nobody can be asked which one."""
    return render(request, "portal/offline.html", {"languages": list(LANGUAGES)})
