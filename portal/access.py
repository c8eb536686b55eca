"""The doors to a check-in, by the link whose secret this browser exchanged, and to one's own."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from alliance.models import CheckInLink, Concern, Rupture
from clients.models import Client

BEGUN = "check_in"  # in the session: the code of the link with which a check-in was begun here
SENT = "sent"  # a signed cookie: the code of the link with which one was sent from here


def link_in_session(request: HttpRequest) -> CheckInLink | None:
    """The link with which this browser began, in whatever state; None when it began none."""
    code = request.session.get(BEGUN)
    if code is None:
        return None
    return (
        CheckInLink.objects.select_related(
            "clinic",
            "check_in__clinic",
            "check_in__client",
            "check_in__about",
            "check_in__participation__session__therapist__user",
        )
        .filter(code=code)
        .first()
    )


def is_open(link: CheckInLink) -> bool:
    """Whether answers can still be given through it."""
    return link.state == "open" and not link.check_in.is_submitted


def closed_because(link: CheckInLink) -> str:
    """Why they cannot: `used` (also when sent through another link), `revoked` or `expired`."""
    return "used" if link.check_in.is_submitted else link.state


def was_sent_here(request: HttpRequest, link: CheckInLink) -> bool:
    """Whether it was this browser that sent the check-in."""
    sent = request.get_signed_cookie(SENT, default="", salt=BEGUN)
    return sent == str(link.code)


def remember_begun(request: HttpRequest, link: CheckInLink) -> None:
    """Let this browser go on without the link's secret. The session gets a new key."""
    request.session.cycle_key()
    request.session[BEGUN] = str(link.code)


def remember_sent(response: HttpResponse, link: CheckInLink) -> None:
    """Let this browser show what was sent, until it is closed.

    In a cookie of its own, because sending is the busiest write and the session is one more.
    """
    response.set_signed_cookie(
        SENT,
        str(link.code),
        salt=BEGUN,
        path=reverse("check_in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Leave nothing of a check-in in this browser."""
    request.session.pop(BEGUN, None)
    response.delete_cookie(SENT, path=reverse("check_in"), samesite="Lax")


def open_link_of(client: Client) -> CheckInLink | None:
    """The link to the check-in that waits for this client, the soonest to close; None for none."""
    return (
        CheckInLink.objects.filter(
            check_in__client=client,
            check_in__submitted_at=None,
            check_in__sent_at__isnull=False,
            used_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
        .select_related("clinic", "check_in__participation__session")
        .order_by("expires_at", "-pk")
        .first()
    )


def get_own_concern(client: Client, code: UUID) -> Concern:
    """Return what this client said felt off, taken back or not, or 404."""
    said = Concern.objects.select_related("client", "answered_by__user", "seen_by__user")
    return get_object_or_404(said.filter(client=client), code=code)


def get_opened_rupture(client: Client, code: UUID) -> Rupture:
    """Return a rupture that was opened to this client, or 404: the same for one that was not."""
    opened = Rupture.objects.opened().select_related("client", "session__therapist__user")
    return get_object_or_404(opened.filter(client=client), code=code)
