"""Other ways to answer than by a message: in the room, and on paper."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from alliance.actions.check_in import begin_check_in, take_check_in
from alliance.actions.invitation import stop_check_in
from alliance.actions.questions import SETTLED, settle_questions
from alliance.models import CheckIn, CheckInLink
from practice import audit, tokens
from practice.models import Membership
from sessions.models import Participation

ROOM_LASTS = timedelta(hours=1)
"""For how long a device that was handed over stays open to the check-in."""

Carrier = CheckInLink.Carrier


def questions_for(part: Participation) -> CheckIn:
    """The check-in as it would be asked now, prepared or not. Nothing is written.

    What the client has begun on their own stays theirs: the draft is left out of it.
    """
    check_in: CheckIn = getattr(part, "check_in", None) or CheckIn(
        clinic=part.clinic, participation=part, client=part.client
    )
    if check_in.begun_at is None:
        settle_questions(check_in)
    check_in.draft = {}
    return check_in


@transaction.atomic
def hand_over(part: Participation, *, by: Membership) -> CheckInLink:
    """Begin the check-in on the therapist's device, for an hour, and for one sending.

    Its secret is thrown away: the link opens in the browser that is handed over and nowhere else.
    Raises LinkClosed when the check-in was sent meanwhile.
    """
    check_in = _made(part, by)
    link, _ = _new_link(check_in, Carrier.ROOM, by, timezone.now() + ROOM_LASTS)
    begin_check_in(link)
    return link


@transaction.atomic
def print_sheet(part: Participation, *, by: Membership) -> str:
    """Make the link that the sheet shows as a picture; returns its secret, which is not kept.

    It is open until the session begins. One on an earlier sheet is closed.
    """
    check_in = _made(part, by)
    _, token = _new_link(check_in, Carrier.SHEET, by, part.starts_at)
    return token


@transaction.atomic
def give_back(link: CheckInLink) -> None:
    """The device goes back to the therapist: nobody goes on from there. What was kept stays."""
    closed = CheckInLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None)
    if closed.update(revoked_at=timezone.now()):
        check_in = link.check_in
        audit.record(audit.Kind.REVOKED, check_in, by=None, client=check_in.client.code)


@transaction.atomic
def enter_from_paper(part: Participation, answers: dict[str, object], *, by: Membership) -> CheckIn:
    """Take what stands on a sheet, as answered by the client and entered by the therapist.

    Whatever was sent for it closes. Raises LinkClosed when it was answered meanwhile.
    """
    now = timezone.now()
    check_in = _made(part, by)
    stop_check_in(check_in, by=by)
    if check_in.begun_at is None:
        settle_questions(check_in)
        check_in.begun_at = now
        check_in.save(update_fields=["begun_at", *SETTLED])
    return take_check_in(check_in, answers, at=now, way=CheckIn.Way.PAPER, by=by)


def _made(part: Participation, by: Membership) -> CheckIn:
    """The check-in of this part; made, without an invitation, where none was prepared."""
    check_in, is_new = CheckIn.objects.get_or_create(
        participation=part, defaults={"clinic_id": part.clinic_id, "client": part.client}
    )
    if is_new:
        audit.record(audit.Kind.CREATED, check_in, by=by, client=part.client.code)
    return check_in


def _new_link(
    check_in: CheckIn, carrier: Carrier, by: Membership, expires_at: datetime
) -> tuple[CheckInLink, str]:
    """A link in place of an earlier one of this kind, and its secret."""
    token = tokens.new_token()
    earlier = check_in.links.filter(carrier=carrier, used_at=None, revoked_at=None)
    earlier.update(revoked_at=timezone.now())
    link = CheckInLink.objects.create(
        clinic_id=check_in.clinic_id,
        check_in=check_in,
        token_digest=tokens.digest(token),
        carrier=carrier,
        expires_at=expires_at,
    )
    client = check_in.client.code
    audit.record(audit.Kind.SENT, check_in, by=by, client=client, carrier=str(carrier))
    return link, token
