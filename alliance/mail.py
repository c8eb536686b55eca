"""E-mail about check-ins, safety and supervision: no name, no clinic, nothing clinical.

To those who work here; what clients are sent is in `letters`.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
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
from sessions.models import CoSignature


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


def co_signature_asked(message: OutboxMessage) -> EmailMessage | None:
    """Tells a supervisor that notes wait for their signature; None once none of theirs does."""
    asked = CoSignature.objects.select_related("asked_of__user").get(code=message.about)
    waits = CoSignature.objects.answerable().filter(asked_of=asked.asked_of_id).exists()
    return _on_supervision(asked.asked_of) if waits else None


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
