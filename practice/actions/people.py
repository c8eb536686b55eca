"""What people are in the clinic: roles, supervision, the end of their work, their own name.

No role opens a record by itself: a therapist reads those of whom they care for, a supervisor those
of whom a therapist cares for who agreed. So an admin who takes a role reads nothing more by it.
"""

from collections.abc import Collection

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from practice import audit, outbox
from practice.actions.clinic import forget_safety_recipient
from practice.models import Clinic, Membership, Supervision, User
from practice.roles import columns, held
from practice.versions import ChangedMeanwhile

REQUEST = "supervision-request"
"""The letter to who is asked to agree to a supervision."""


class LastAdmin(Exception):
    """Nobody would be left to run the clinic. Nothing was written."""


class SupervisedAlready(Exception):
    """This person supervises the other one already, or was asked for. Nothing was written."""


@transaction.atomic
def change_roles(
    membership: Membership, *, by: Membership, shown: Collection[str], roles: Collection[str]
) -> None:
    """Replace the roles that the form showed. Who no longer supervises, supervises nobody.

    Raises ChangedMeanwhile when somebody else changed them first or ended the work, LastAdmin
    when the clinic would be left without one.
    """
    _hold(membership.clinic_id)
    was = Membership.objects.filter(pk=membership.pk, ended_at=None, **columns(shown))
    if not was.update(**columns(roles)):
        raise ChangedMeanwhile
    _require_admin(membership.clinic_id)
    membership.refresh_from_db()
    if "supervisor" not in roles:
        _end_all(Q(supervisor=membership), by=by)
    if "therapist" not in roles:
        _end_all(Q(supervisee=membership), by=by)
    audit.record(audit.Kind.CHANGED, membership, by=by, was=sorted(shown), roles=held(membership))


@transaction.atomic
def end_membership(membership: Membership, *, by: Membership) -> None:
    """End somebody's work in the clinic and every sign-in of theirs, from the next request on.

    Raises LastAdmin. Ending twice changes nothing. Where the clinic's settings name them as who is
    told about safety, the setting is emptied: a notice must never wait for who is not there.
    """
    _hold(membership.clinic_id)
    current = Membership.objects.filter(pk=membership.pk, ended_at=None)
    if not current.update(ended_at=timezone.now()):
        return
    _require_admin(membership.clinic_id)
    _end_all(Q(supervisor=membership) | Q(supervisee=membership), by=by)
    forget_safety_recipient(membership, by=by)
    for session in UserSession.objects.filter(user=membership.user_id):
        session.end()
    audit.record(audit.Kind.REVOKED, membership, by=by)


@transaction.atomic
def request_supervision(
    supervisor: Membership, supervisee: Membership, *, by: Membership, cosigns: bool = False
) -> Supervision:
    """Ask whether the one may supervise the other, who is written to. Raises SupervisedAlready.

    Until they agree it opens nothing. With `cosigns` every note that the supervisee signs from
    then on waits for the supervisor's signature too.
    """
    try:
        with transaction.atomic():
            supervision = Supervision.objects.create(
                clinic_id=by.clinic_id,
                supervisor=supervisor,
                supervisee=supervisee,
                cosigns=cosigns,
                asked_by=by,
            )
    except IntegrityError as error:
        raise SupervisedAlready from error
    audit.record(audit.Kind.CREATED, supervision, by=by, pair=_pair(supervision), cosigns=cosigns)
    outbox.put(REQUEST, supervision)
    return supervision


@transaction.atomic
def agree_to_supervision(supervision: Supervision, *, by: Membership) -> None:
    """Begin it today. Agreeing twice changes nothing.

    Raises ChangedMeanwhile where the request was taken back or declined, ValueError where it is
    not the supervisee who agrees: nobody else can, whatever their role.
    """
    if by.pk != supervision.supervisee_id:
        raise ValueError("somebody other than the supervisee")
    this = Supervision.objects.filter(pk=supervision.pk)
    now = timezone.now()
    if this.requested().update(agreed_at=now, began_on=timezone.localdate(now)):
        outbox.withdraw(REQUEST, supervision.code)
        audit.record(audit.Kind.CHANGED, supervision, by=by, pair=_pair(supervision), agreed=True)
    elif not this.standing().exists():
        raise ChangedMeanwhile


@transaction.atomic
def change_co_signing(supervision: Supervision, *, by: Membership, cosigns: bool) -> None:
    """Say whether the supervisor signs the notes too, from the next signature on.

    What waits for a co-signature already goes on waiting. Saying it twice changes nothing.
    """
    standing = Supervision.objects.filter(pk=supervision.pk, ended_on=None, cosigns=not cosigns)
    if standing.update(cosigns=cosigns):
        audit.record(
            audit.Kind.CHANGED, supervision, by=by, pair=_pair(supervision), cosigns=cosigns
        )


@transaction.atomic
def end_supervision(supervision: Supervision, *, by: Membership) -> None:
    """End a supervision today, or decline or take back the request. Twice changes nothing."""
    _end_all(Q(pk=supervision.pk), by=by)


@transaction.atomic
def change_own_name(membership: Membership, name: str) -> None:
    """Change how one's own name is shown."""
    User.objects.filter(pk=membership.user_id).update(name=name)
    audit.record(audit.Kind.CHANGED, membership, by=membership, fields=["name"])


def _hold(clinic_id: int) -> None:
    """One change of who runs the clinic at a time: two admins must not remove each other."""
    Clinic.objects.select_for_update().get(pk=clinic_id)


def _require_admin(clinic_id: int) -> None:
    if not Membership.objects.filter(clinic_id=clinic_id, ended_at=None, is_admin=True).exists():
        raise LastAdmin


def _end_all(which: Q, *, by: Membership) -> None:
    for supervision in Supervision.objects.filter(which, ended_on=None).select_related(
        "supervisor", "supervisee"
    ):
        Supervision.objects.filter(pk=supervision.pk).update(ended_on=timezone.localdate())
        outbox.withdraw(REQUEST, supervision.code)
        audit.record(audit.Kind.REVOKED, supervision, by=by, pair=_pair(supervision))


def _pair(supervision: Supervision) -> dict[str, str]:
    return {
        "supervisor": str(supervision.supervisor.code),
        "supervisee": str(supervision.supervisee.code),
    }
