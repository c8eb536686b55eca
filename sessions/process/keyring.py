"""Where an opened private key lives for a few minutes: in two halves, neither of which is enough.

The key lies in the server-side session, encrypted under 32 random bytes that only the browser
holds, in a cookie of its own. A copy of the database is without the cookie, and a stolen cookie
without the session. It ends on the server, ten minutes after it was last used.
"""

import base64
import os
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import timezone

from practice.access import SignedInRequest
from sessions.models import ProcessKey
from sessions.process.sealing import CannotOpen, open_under, public_key, seal_under

IDLE = timedelta(minutes=10)
COOKIE = "__Host-process" if settings.SECURE else "process"
_SLOT = "process_notes"


@dataclass(frozen=True, slots=True)
class Keyring:
    """What the person at this browser can open at the moment.

    `key` is None for whoever has not set up process notes, `private` while they are locked.
    `fresh` is the browser's half of one that was opened with this very request.
    """

    key: ProcessKey | None
    private: bytes | None = None
    fresh: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a note can be read now."""
        return self.private is not None

    @property
    def public(self) -> bytes:
        """The public half, worked out from the private one: the row's may have been swapped."""
        assert self.private is not None
        return public_key(self.private)

    def at_hand(self, response: HttpResponseBase) -> HttpResponseBase:
        """Hand the browser its half, where it is a new one."""
        if self.fresh:
            response.set_cookie(
                COOKIE,
                self.fresh,
                httponly=True,
                secure=settings.SECURE,
                samesite="Strict",
            )
        return response


def keyring(request: SignedInRequest) -> Keyring:
    """The signed-in person's. Using it puts the end off by another ten minutes."""
    key = ProcessKey.objects.of(request.membership)
    held = request.session.get(_SLOT)
    if key is None or not held:
        return Keyring(key)
    if held["key"] != str(key.code) or held["until"] < timezone.now().timestamp():
        del request.session[_SLOT]
        return Keyring(key)
    try:
        private = _opened(request, key, held["sealed"])
    except (CannotOpen, ValueError):
        return Keyring(key)
    request.session[_SLOT] = held | {"until": _end()}
    return Keyring(key, private)


def put_at_hand(request: SignedInRequest, key: ProcessKey, private: bytes) -> Keyring:
    """Keep an opened key for ten minutes. The response needs `Keyring.at_hand`."""
    half = os.urandom(32)
    sealed = seal_under(half, private, context=_context(request, key))
    request.session[_SLOT] = {
        "key": str(key.code),
        "sealed": base64.b64encode(sealed).decode(),
        "until": _end(),
    }
    return Keyring(key, private, base64.b64encode(half).decode())


def lock(request: SignedInRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Forget both halves. Signing out forgets the server's, which is enough."""
    request.session.pop(_SLOT, None)
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def _opened(request: SignedInRequest, key: ProcessKey, sealed: str) -> bytes:
    half = base64.b64decode(request.COOKIES.get(COOKIE, ""))
    return open_under(half, base64.b64decode(sealed), context=_context(request, key))


def _context(request: SignedInRequest, key: ProcessKey) -> str:
    return f"at hand|{request.membership.code}|{key.code}"


def _end() -> float:
    return (timezone.now() + IDLE).timestamp()
