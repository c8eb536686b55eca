"""The doors to the clinic's people. Another clinic's answer as those that do not exist: 404."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from practice import tokens
from practice.access import SignedInRequest
from practice.models import Invitation, Membership, Supervision, User


def get_colleague(request: SignedInRequest, code: UUID) -> Membership:
    """Somebody who works in the clinic now."""
    working = Membership.objects.select_related("user", "clinic").filter(
        clinic=request.membership.clinic, ended_at=None
    )
    return get_object_or_404(working, code=code)


def get_supervision(request: SignedInRequest, code: UUID) -> Supervision:
    """A supervision between two of the clinic's people, ended or not."""
    supervisions = Supervision.objects.select_related("supervisee__user").filter(
        clinic=request.membership.clinic
    )
    return get_object_or_404(supervisions, code=code)


def get_own_supervision(request: SignedInRequest, code: UUID) -> Supervision:
    """A supervision of oneself by somebody else, asked for, standing or ended."""
    mine = Supervision.objects.select_related("supervisor__user", "supervisee")
    return get_object_or_404(mine, code=code, supervisee=request.membership)


def get_invitation(request: SignedInRequest, code: UUID) -> Invitation:
    """An invitation of the clinic, whatever became of it."""
    return get_object_or_404(Invitation, clinic=request.membership.clinic, code=code)


def has_sign_in(invitation: Invitation) -> bool:
    """Whether somebody signs in with the invited address, in whatever clinic."""
    return User.objects.filter(email=invitation.email).exists()


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a link opens; None when the link is wrong or no longer works."""
    invitation = (
        Invitation.objects.select_related("clinic")
        .filter(token_digest=tokens.digest(token))
        .first()
    )
    return invitation if invitation and invitation.is_open else None
