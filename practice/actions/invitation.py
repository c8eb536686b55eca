"""Inviting people into a clinic, and joining it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from practice import audit, outbox, tokens
from practice.models import Clinic, Invitation, Membership, User

INVITATION_LASTS = timedelta(days=7)


class InvitedAlready(Exception):
    """An invitation to this address is open in this clinic. Nothing was written."""


class NotForThem(Exception):
    """This person cannot accept: somebody else's address, or they work in a clinic already."""


@transaction.atomic
def invite(
    clinic: Clinic,
    *,
    by: Membership | None,
    email: str,
    name: str,
    is_therapist: bool = False,
    is_supervisor: bool = False,
    is_admin: bool = False,
) -> tuple[Invitation, str]:
    """Invite a person by e-mail. Returns the invitation and the secret of its link.

    Whether the address is known in another clinic makes no difference here: whoever invites must
    not learn it. Raises InvitedAlready while an earlier invitation can still be accepted.
    """
    _close_expired(clinic, email, by)
    token = tokens.new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                clinic=clinic,
                invited_by=by,
                email=email.lower(),
                name=name,
                is_therapist=is_therapist,
                is_supervisor=is_supervisor,
                is_admin=is_admin,
                token_digest=tokens.digest(token),
                expires_at=timezone.now() + INVITATION_LASTS,
            )
    except IntegrityError as error:
        raise InvitedAlready from error
    outbox.put("staff-invitation", invitation, secret={"token": token})
    audit.record(audit.Kind.CREATED, invitation, by=by)
    return invitation, token


def _close_expired(clinic: Clinic, email: str, by: Membership | None) -> None:
    """An expired invitation no longer stands in the way of a new one."""
    now = timezone.now()
    expired = Invitation.objects.filter(
        clinic=clinic, email=email.lower(), accepted_at=None, revoked_at=None, expires_at__lte=now
    )
    for invitation in expired:
        revoke_invitation(invitation, by=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str) -> Membership:
    """Make the sign-in and the membership. The invitation is used up by one conditional UPDATE.

    Raises Invitation.DoesNotExist when it is no longer open, NotForThem when the address has a
    sign-in already: its owner then accepts with `join_again`.
    """
    _use_up(invitation)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=invitation.name)
    except IntegrityError as error:
        raise NotForThem from error
    # The link came by e-mail, so the address is theirs: allauth need not ask for proof.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return _take_on(invitation, user)


@transaction.atomic
def join_again(invitation: Invitation, *, user: User) -> Membership:
    """Let somebody in who has a sign-in already and has just used it."""
    if user.email != invitation.email:
        raise NotForThem
    _use_up(invitation)
    try:
        with transaction.atomic():
            return _take_on(invitation, user)
    except IntegrityError as error:  # they work in a clinic: one at a time
        raise NotForThem from error


def _use_up(invitation: Invitation) -> None:
    now = timezone.now()
    accepted = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    ).update(accepted_at=now)
    if not accepted:
        raise Invitation.DoesNotExist


def _take_on(invitation: Invitation, user: User) -> Membership:
    membership = Membership.objects.create(
        clinic_id=invitation.clinic_id,
        user=user,
        is_therapist=invitation.is_therapist,
        is_supervisor=invitation.is_supervisor,
        is_admin=invitation.is_admin,
    )
    audit.record(audit.Kind.CREATED, membership, by=membership, invitation=str(invitation.code))
    return membership


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Membership | None) -> bool:
    """Close an invitation that was not accepted. False when there was nothing left to close."""
    closed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if closed:
        outbox.withdraw("staff-invitation", invitation.code)
        audit.record(audit.Kind.REVOKED, invitation, by=by)
    return bool(closed)
