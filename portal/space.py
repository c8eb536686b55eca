"""Who has come into their own space in this browser.

The session is either a client's or that of somebody at work here: coming in ends the other, and
while somebody is signed in for work, nobody is in a space.
"""

import time
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from clients.models import Client
from portal.models import SignIn

IDLE = 30 * 60
"""Seconds without a request after which a space closes."""

_NOTED = 60  # a visit within this many seconds of the last one is not written down
_CLIENT, _SEEN = "space", "space_seen"
_SIGN_IN, _CHOICE = "space_sign_in", "space_choice"


def client_in_space(request: HttpRequest) -> Client | None:
    """Whose space is open in this browser; None when nobody's is, or not any more."""
    code = request.session.get(_CLIENT)
    if code is None or request.user.is_authenticated:
        return None
    now, seen = time.time(), request.session.get(_SEEN, 0.0)
    if now - seen > IDLE:
        logout(request)
        return None
    if now - seen > _NOTED:
        request.session[_SEEN] = now
    return Client.objects.select_related("clinic").filter(code=code).first()


def come_in(request: HttpRequest, client: Client) -> None:
    """Open this client's space here. Whatever else was open in this browser ends."""
    logout(request)
    rotate_token(request)
    request.session[_CLIENT] = str(client.code)
    request.session[_SEEN] = time.time()


def go_out(request: HttpRequest) -> None:
    """Close the space, and leave nothing of it."""
    logout(request)


def remember_sign_in(request: HttpRequest, sign_in: SignIn) -> None:
    """Let this browser, and no other, enter the number."""
    request.session[_SIGN_IN] = str(sign_in.code)


def sign_in_here(request: HttpRequest) -> UUID | None:
    """The sign-in that was begun in this browser."""
    code = request.session.get(_SIGN_IN)
    return UUID(code) if code else None


def remember_choice(request: HttpRequest, clients: list[Client]) -> None:
    """Whose spaces the number opened, where there are several: one is to be chosen."""
    request.session.pop(_SIGN_IN, None)
    codes = [str(client.code) for client in clients]
    request.session[_CHOICE] = {"codes": codes, "until": time.time() + SignIn.LASTS.seconds}


def choice_here(request: HttpRequest) -> list[Client]:
    """The people to choose among, for as long as the number would have been good."""
    choice = request.session.get(_CHOICE) or {"codes": [], "until": 0.0}
    if choice["until"] < time.time():
        return []
    found = Client.objects.select_related("clinic").filter(code__in=choice["codes"])
    return list(found.order_by("pk"))
