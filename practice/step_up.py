"""Asking for the password again before a signature, where the sign-in is no longer fresh.

Why not every time: docs/decisions/0006-step-up-before-signing.md.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _lazy

from practice.access import SignedInRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

View = Callable[..., HttpResponseBase]


def recently_signed_in(view: View) -> View:
    """Open a page that signs only to somebody whose sign-in is fresh enough for this clinic.

    The page itself is asked for again after the password, never its form: what is signed is what
    was read after it.
    """
    return _fresh(view, _lazy("Nothing is signed yet. Read it once more, then sign."))


def recently_signed_in_to_export(view: View) -> View:
    """The same for a page that hands something out."""
    return _fresh(view, _lazy("Nothing was handed out yet. Ask for it once more."))


def _fresh(view: View, told: "StrPromise") -> View:
    @wraps(view)
    def gate(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_due(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.info(request, told)
            return redirect(request.path)
        raise ReauthenticationRequired

    return gate


def is_due(request: SignedInRequest) -> bool:
    """Whether the sign-in is older than the clinic's setting and can be repeated.

    It cannot in the invented practice, where nobody has a password.
    """
    fresh = request.membership.clinic.step_up_minutes * 60
    return time.time() - _signed_in_at(request) > fresh and bool(
        get_reauthentication_flows(request.user)
    )


def _signed_in_at(request: SignedInRequest) -> float:
    """When this browser last proved who it is, in seconds since 1970.

    Where the way in left no record of its own (an invitation's link) it is the sign-in's.
    """
    records = get_authentication_records(request, request.user)
    signed_in = request.user.last_login
    if records:
        return float(max(record["at"] for record in records))
    return signed_in.timestamp() if signed_in else 0.0
