"""The door to what is usual in a clinic."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from alliance.models import (
    ClinicPrior,
)
from practice.access import SignedInRequest


def get_prior(request: SignedInRequest, code: UUID) -> ClinicPrior:
    """Return an estimate of the admin's own clinic, or 404. It holds no person's data."""
    return get_object_or_404(ClinicPrior, clinic=request.membership.clinic, code=code)
