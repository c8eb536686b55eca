"""E-mail about check-ins, safety and supervision: no name, no clinic, nothing clinical."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from alliance.models import (
    CheckIn,
    Concern,
    SafetyRecipient,
    SupervisionQuestion,
    SupervisionReply,
)
from practice.models import Membership, OutboxMessage


def check_in_invitation(message: OutboxMessage) -> EmailMessage | None:
    """The link to a check-in; None when it was answered, stopped or its session has begun."""
    check_in = CheckIn.objects.select_related("client", "participation").get(code=message.about)
    part, client = check_in.participation, check_in.client
    over = part.was_missed or part.starts_at <= timezone.now() or client.ended_on
    if check_in.is_submitted or over or not client.email:
        return None
    link = settings.PUBLIC_URL + reverse("check_in_link", args=[message.secret["token"]])
    CheckIn.objects.filter(pk=check_in.pk, sent_at=None).update(sent_at=timezone.now())
    with override(client.language):
        return EmailMessage(
            subject=_("A few questions before we meet"),
            body=_(
                "Here are a few questions before your next appointment. They take about three "
                "minutes.\n\n%(link)s\n\nYou can stop and go on later. Nobody reads messages "
                "sent to this address."
            )
            % {"link": link},
            to=[client.email],
        )


def check_in_answered(message: OutboxMessage) -> EmailMessage | None:
    """Tells the therapist that something is there to read, and no more than that."""
    check_in = CheckIn.objects.select_related(
        "participation__session__therapist__user", "read_by"
    ).get(code=message.about)
    if check_in.read_at:
        return None
    therapist = check_in.participation.session.therapist
    return EmailMessage(
        subject=_("There is something new to read"),
        body=_("A check-in was answered.\n\n%(link)s")
        % {"link": settings.PUBLIC_URL + reverse("today")},
        to=[therapist.user.email],
    )


def safety_notice(message: OutboxMessage) -> EmailMessage | None:
    """Says that something waits now; None once somebody took it on, or they work here no more.

    The address is that of the list, which asks for a sign-in: the letter points at nobody.
    """
    recipient = SafetyRecipient.objects.select_related("notice", "member__user").get(
        code=message.about
    )
    member = recipient.member
    if recipient.notice.acknowledged_at or member.ended_at or not member.user.is_active:
        return None
    with override(member.user.language or "en"):
        return EmailMessage(
            subject=_("Something needs your attention now"),
            body=_("Something needs your attention now. Please sign in to read it.\n\n%(link)s")
            % {"link": settings.PUBLIC_URL + reverse("safety")},
            to=[member.user.email],
        )


def concern(message: OutboxMessage) -> EmailMessage | None:
    """Says that something waits to be read; None once it was answered, taken back, or they left.

    The same letter for the therapist and for the named person: it tells nobody which it is.
    """
    found = Concern.objects.unanswered().filter(code=message.about).first()
    member = Membership.objects.select_related("user").get(
        code=message.secret["member"], clinic=message.clinic_id
    )
    if found is None or member.ended_at or not member.user.is_active:
        return None
    with override(member.user.language or "en"):
        return EmailMessage(
            subject=_("Something waits for you to read"),
            body=_("Something waits for you to read. Please sign in.\n\n%(link)s")
            % {"link": settings.PUBLIC_URL + reverse("concerns")},
            to=[member.user.email],
        )


def supervision_question(message: OutboxMessage) -> EmailMessage | None:
    """Tells a supervisor that something waits; None once read, or out of their reach."""
    asked = SupervisionQuestion.objects.in_reach().filter(code=message.about)
    found = asked.select_related("asked_of__user").first()
    if found is None or found.seen_by_supervisor_at:
        return None
    return _on_supervision(found.asked_of)


def supervision_reply(message: OutboxMessage) -> EmailMessage | None:
    """Tells the other of the two that something was said; None once read, or out of reach."""
    reply = SupervisionReply.objects.get(code=message.about)
    asked = SupervisionQuestion.objects.select_related("asked_by__user", "asked_of__user")
    question = asked.get(pk=reply.question_id)
    if reply.by_id == question.asked_of_id:
        unread, to = question.seen_by_supervisee_at is None, question.asked_by
    else:
        unread, to = question.seen_by_supervisor_at is None, question.asked_of
    reached = SupervisionQuestion.objects.visible_to(to).filter(pk=question.pk)
    return _on_supervision(to) if unread and reached.exists() else None


def _on_supervision(member: Membership) -> EmailMessage | None:
    if member.ended_at or not member.user.is_active:
        return None
    with override(member.user.language or "en"):
        return EmailMessage(
            subject=_("There is something new to read"),
            body=_("Something new waits for you. Please sign in to read it.\n\n%(link)s")
            % {"link": settings.PUBLIC_URL + reverse("supervision")},
            to=[member.user.email],
        )
