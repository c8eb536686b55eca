"""Who may enter which page. Whose rows they then see is decided by each door (`visible_to`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from practice.models import Membership, User


class SignedInRequest(HttpRequest):
    """A request of somebody who works in a clinic."""

    user: User
    membership: Membership
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def _only(allowed: Callable[[Membership], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def gate(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = getattr(request, "membership", None)
            # The same answer as for a page that does not exist: nobody learns what there is.
            if membership is None or not allowed(membership):
                raise Http404
            return view(request, *args, **kwargs)

        return gate

    return decorate


staff_only = _only(lambda membership: True)
clinicians_only = _only(lambda membership: membership.is_therapist or membership.is_supervisor)
therapists_only = _only(lambda membership: membership.is_therapist)
therapists_and_admins_only = _only(
    lambda membership: membership.is_therapist or membership.is_admin
)
supervisors_only = _only(lambda membership: membership.is_supervisor)
admins_only = _only(lambda membership: membership.is_admin)
