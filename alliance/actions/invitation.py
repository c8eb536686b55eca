"""Inviting to a check-in: prepared, sent, sent once more, moved, stopped.

The invitation and its one reminder are two rows of the outbox that bear the same link. When they
go is `alliance.delivery`'s to say; whether they still should is decided when they are due, in
`alliance.letters`.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alliance import delivery
from alliance.models import CheckIn, CheckInLink
from clients.actions import change_client, give_consent, withdraw_consent
from clients.actions import reach_again as send_there_again
from clients.models import Client, Consent
from clients.reach import address_of, is_reachable
from practice import audit, outbox, tokens
from practice.models import Clinic, Membership, OutboxMessage
from sessions.models import Participation

INVITATION = "check-in-invitation"
REMINDER = "check-in-reminder"
SENT = (INVITATION, REMINDER)


@transaction.atomic
def prepare_check_in(part: Participation, *, by: Membership | None) -> CheckIn:
    """Make the check-in of a planned session and queue its invitation."""
    check_in = CheckIn.objects.create(
        clinic_id=part.clinic_id, participation=part, client=part.client
    )
    audit.record(audit.Kind.CREATED, check_in, by=by, client=part.client.code)
    _queue(check_in)
    return check_in


def _queue(check_in: CheckIn, *, by_hand: bool = False) -> None:
    """Queue the invitation and its reminder, with a new link for both.

    By hand it goes now, whatever the hour. Where no moment is left before the session, nothing
    is queued: the therapist can still send it, or hand it over in the room.
    """
    part, clinic = check_in.participation, check_in.clinic
    now, quiet = timezone.now(), quiet_hours(clinic)
    at = delivery.invitation_at(part.starts_at, lead=lead_of(check_in.client), now=now, quiet=quiet)
    if by_hand:
        at = now
    if at is None:
        return
    token = new_link(check_in, expires_at=part.starts_at)
    secret = {"token": token} | ({"by_hand": True} if by_hand else {})
    number, client = check_in.links.count(), check_in.client.code
    outbox.put(INVITATION, check_in, due_at=at, secret=secret, round=number, client=client)
    ahead = timedelta(hours=clinic.check_in_reminder_hours)
    again = delivery.reminder_at(part.starts_at, ahead=ahead, sent_at=at, quiet=quiet)
    if again:
        outbox.put(
            REMINDER, check_in, due_at=again, secret={"token": token}, round=number, client=client
        )


def new_link(
    check_in: CheckIn,
    *,
    expires_at: datetime,
    carrier: CheckInLink.Carrier = CheckInLink.Carrier.MESSAGE,
) -> str:
    """Make a link; returns its secret, which is stored nowhere but in the messages that bear it."""
    token = tokens.new_token()
    CheckInLink.objects.create(
        clinic_id=check_in.clinic_id,
        check_in=check_in,
        token_digest=tokens.digest(token),
        carrier=carrier,
        expires_at=expires_at,
    )
    return token


@transaction.atomic
def send_check_in_now(check_in: CheckIn, *, by: Membership) -> None:
    """Send the waiting invitation now instead of at its time; a new one when none waits."""
    if not outbox.hasten(INVITATION, check_in.code, by_hand=True):
        _stop(check_in)
        _queue(check_in, by_hand=True)
    audit.record(audit.Kind.SENT, check_in, by=by, client=check_in.client.code)


@transaction.atomic
def renew_link(check_in: CheckIn, *, by: Membership) -> None:
    """Revoke every link of the check-in and send a new one now."""
    stop_check_in(check_in, by=by)
    _queue(check_in, by_hand=True)


def reopen_check_in(check_in: CheckIn, *, by: Membership | None) -> None:
    """Replace the links of an unanswered check-in and queue the invitation again.

    For a session that was moved, or takes place after all. What was sent before was of the old one.
    """
    stop_check_in(check_in, by=by)
    CheckIn.objects.filter(pk=check_in.pk).update(sent_at=None)
    _queue(check_in)


def stop_check_in(check_in: CheckIn, *, by: Membership | None) -> None:
    """Revoke the links and withdraw what has not been sent."""
    _stop(check_in)
    audit.record(audit.Kind.REVOKED, check_in, by=by, client=check_in.client.code)


def _stop(check_in: CheckIn) -> None:
    for kind in SENT:
        outbox.withdraw(kind, check_in.code)
    check_in.links.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def stop_messages(client: Client, *, by: Membership | None) -> None:
    """They no longer agree to be sent check-ins: withdraw what waits with the consent.

    A link that was sent already can still be answered.
    """
    withdraw_consent(client, Consent.Kind.CHECK_INS, by=by)
    outbox.withdraw_all(SENT, client.code)


@transaction.atomic
def resume_messages(client: Client, *, by: Membership | None) -> None:
    """They agree (again) to be sent check-ins: invite to the sessions that are planned already."""
    give_consent(client, Consent.Kind.CHECK_INS, by=by)
    invite_to_planned(client, by=by)


@transaction.atomic
def change_details(client: Client, *, by: Membership, version: int, **details: Any) -> Client:
    """Change what is known of a client, and when and where their check-ins go with it.

    With another address what nobody has begun goes there anew, and the links sent to the old one
    open nothing any more. Raises ChangedMeanwhile.
    """
    address, lead = address_of(client), client.check_in_lead_hours
    changed = change_client(client, by=by, version=version, **details)
    if address_of(changed) != address:
        _ahead_of(changed).filter(begun_at=None).update(sent_at=None)
    elif changed.check_in_lead_hours == lead:
        return changed
    outbox.withdraw_all((INVITATION,), changed.code)
    invite_to_planned(changed, by=by)
    return changed


def _ahead_of(client: Client) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(
        client=client, submitted_at=None, participation__starts_at__gt=timezone.now()
    )


@transaction.atomic
def reach_again(client: Client, *, by: Membership) -> None:
    """The address is right after all: what did not arrive is sent there again."""
    send_there_again(client, by=by)
    invite_to_planned(client, by=by)


def invite_to_planned(client: Client, *, by: Membership | None) -> None:
    """Queue an invitation for each session ahead of which nothing was sent and nothing waits.

    Call it in the transaction of what made them reachable: a consent, another address or channel.
    """
    if client.ended_on or not wants_check_ins(client):
        return
    ahead = client.participations.not_missed().filter(starts_at__gt=timezone.now())
    waiting = set(
        OutboxMessage.objects.filter(
            client=client.code, kind=INVITATION, settled_at=None
        ).values_list("about", flat=True)
    )
    for part in ahead.select_related("check_in", "clinic", "client").order_by("starts_at"):
        check_in = getattr(part, "check_in", None)
        if check_in is None:
            prepare_check_in(part, by=by)
        elif not (check_in.sent_at or check_in.begun_at or check_in.code in waiting):
            reopen_check_in(check_in, by=by)


def wants_check_ins(client: Client) -> bool:
    """Whether they agreed to be sent check-ins, and there is a way."""
    consents = client.consents.filter(kind=Consent.Kind.CHECK_INS, withdrawn_at=None)
    return is_reachable(client) and consents.exists()


def lead_of(client: Client) -> timedelta:
    """How long before a session this person's invitation goes."""
    return timedelta(hours=client.check_in_lead_hours or client.clinic.check_in_lead_hours)


def quiet_hours(clinic: Clinic) -> delivery.QuietHours:
    """When the clinic sends nothing to clients."""
    return delivery.QuietHours(clinic.quiet_from, clinic.quiet_until, clinic.zone)


def note_sent(message: OutboxMessage, ending: OutboxMessage.Ending) -> None:
    """The outbox's word on an invitation: when it first went out, or that it never arrived."""
    check_in = CheckIn.objects.filter(code=message.about)
    if ending == OutboxMessage.Ending.SENT:
        check_in.filter(sent_at=None).update(sent_at=timezone.now())
    elif ending == OutboxMessage.Ending.BOUNCED:
        check_in.filter(begun_at=None).update(sent_at=None)


def note_unwanted(message: OutboxMessage) -> None:
    """They told their mail provider that these are unwelcome: it is as if they had stopped them."""
    if message.client and message.kind in SENT:
        stop_messages(Client.objects.get(code=message.client), by=None)
