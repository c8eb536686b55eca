"""What reaches a client about a check-in: a few words and a link.

No name, no clinic, nothing clinical. Whether it should still go is decided here, when it is due.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from alliance import delivery
from alliance.actions.invitation import SENT, quiet_hours
from alliance.models import CheckIn
from clients.models import Client, Consent
from clients.reach import address_of
from practice import tokens
from practice.models import OutboxMessage
from practice.outbox import Later
from practice.text_message import TextMessage
from sessions.models import Participation

STOP = "stop messages"
"""What the token in the address for stopping them is good for: see `practice.tokens.bound`."""

# How long each of two waits that were in hand at the same moment.
_FIRST, _SECOND = timedelta(seconds=15), timedelta(minutes=1)

Letter = EmailMessage | TextMessage


def check_in_invitation(message: OutboxMessage) -> Letter | None:
    """The link to a check-in, unless it is no longer wanted, or not before every session.

    Raises Later in the quiet hours, and shortly after another message to the same person.
    """
    check_in = _check_in(message)
    by_hand = bool(message.secret.get("by_hand"))
    if not _is_wanted(check_in, by_hand=by_hand):
        return None
    if not by_hand and not (check_in.sent_at or _is_due(check_in)):
        return None
    if not by_hand and not _may_go(message, check_in):
        return None
    with override(check_in.client.language):
        return _letter(
            message,
            check_in.client,
            subject=_("A few questions before we meet"),
            words=_(
                "Here are a few questions before your next appointment. They take about three "
                "minutes."
            ),
            short=_("A few questions before your next appointment:"),
        )


def check_in_reminder(message: OutboxMessage) -> Letter | None:
    """The same link once more; None once it was answered, and right after the invitation."""
    check_in = _check_in(message)
    if check_in.sent_at is None or not _is_wanted(check_in):
        return None
    # After an outage the invitation has only just come: one message is enough.
    if _last_sent(message) or not _may_go(message, check_in):
        return None
    with override(check_in.client.language):
        return _letter(
            message,
            check_in.client,
            subject=_("Your questions are still here"),
            words=_(
                "There are still a few questions for you before your next appointment, if you "
                "would like to answer them. It is fine if not: this is the only reminder."
            ),
            short=_("Your questions before the next appointment are still here:"),
        )


def _check_in(message: OutboxMessage) -> CheckIn:
    return CheckIn.objects.select_related("clinic", "client", "participation").get(
        code=message.about
    )


def _is_wanted(check_in: CheckIn, *, by_hand: bool = False) -> bool:
    """Whether the session lies ahead, and they agreed to be written to and can be."""
    part, client = check_in.participation, check_in.client
    over = part.was_missed or part.starts_at <= timezone.now() or client.ended_on
    if check_in.is_submitted or over or not address_of(client):
        return False
    if client.unreachable_by == client.channel and not by_hand:
        return False
    return client.consents.filter(kind=Consent.Kind.CHECK_INS, withdrawn_at=None).exists()


def _is_due(check_in: CheckIn) -> bool:
    """Whether this session is one that a check-in precedes. A query where not every one is."""
    part, client = check_in.participation, check_in.client
    every = client.check_in_every or check_in.clinic.check_in_every
    if every == 1:
        return True
    before = (
        Participation.objects.not_missed()
        .filter(client=client, starts_at__lt=part.starts_at)
        .order_by("-starts_at")
        .values_list("check_in__sent_at", "check_in__begun_at")[: every - 1]
    )
    return delivery.is_due([bool(sent or begun) for sent, begun in reversed(before)], every)


def _may_go(message: OutboxMessage, check_in: CheckIn) -> bool:
    """Whether it may go now; False when the session will have begun. Raises Later."""
    now, starts_at = timezone.now(), check_in.participation.starts_at
    _let_pass(message, now)
    last = _last_sent(message)
    free = max(now, last + delivery.APART) if last else now
    at = delivery.may_go(free, starts_at, quiet_hours(check_in.clinic))
    if at and at > now:
        raise Later(at)
    return at is not None


def _let_pass(message: OutboxMessage, now: datetime) -> None:
    """Raise Later while another worker has something of the same kind for the same person in hand.

    Each has claimed its row by now, so that of two at least one sees the other. Where both do, the
    older row is tried first; the other one then finds it sent.
    """
    others = OutboxMessage.objects.filter(
        client=message.client, kind__in=SENT, settled_at=None, claimed_until__gt=now
    ).exclude(Q(client=None) | Q(pk=message.pk))
    oldest = others.order_by("pk").values_list("pk", flat=True).first()
    if oldest:
        raise Later(now + (_FIRST if message.pk < oldest else _SECOND))


def _last_sent(message: OutboxMessage) -> datetime | None:
    """When the same person was last sent something about a check-in, shortly before now."""
    recent = OutboxMessage.objects.filter(
        client=message.client,
        kind__in=SENT,
        ending=OutboxMessage.Ending.SENT,
        settled_at__gt=timezone.now() - delivery.APART,
    ).exclude(client=None)
    return recent.order_by("-settled_at").values_list("settled_at", flat=True).first()


def _letter(
    message: OutboxMessage, client: Client, *, subject: str, words: str, short: str
) -> Letter:
    link = settings.PUBLIC_URL + reverse("check_in_link", args=[message.secret["token"]])
    token = tokens.bound(STOP, message.code)
    stop = settings.PUBLIC_URL + reverse("stop_messages", args=[token])
    if client.channel == Client.Channel.TEXT:
        return TextMessage(
            to=address_of(client),
            body=_("%(words)s %(link)s\n\nNo more of these: %(stop)s")
            % {"words": short, "link": link, "stop": stop},
        )
    return EmailMessage(
        subject=subject,
        body=_(
            "%(words)s\n\n%(link)s\n\nYou can stop and go on later. Nobody reads messages sent to "
            "this address.\n\nYou do not want these messages any more? Here you can stop them:"
            "\n%(stop)s"
        )
        % {"words": words, "link": link, "stop": stop},
        to=[client.email],
        # RFC 8058: mail programs offer a button of their own with these two.
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
