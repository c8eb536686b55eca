"""E-mail about working in a clinic."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practice.models import Invitation, OutboxMessage, Supervision


def staff_invitation(message: OutboxMessage) -> EmailMessage | None:
    """The link with which an invited person chooses a password."""
    invitation = Invitation.objects.select_related("clinic").get(code=message.about)
    if not invitation.is_open:
        return None
    link = settings.PUBLIC_URL + reverse("join", args=[message.secret["token"]])
    with override(invitation.clinic.language):
        return EmailMessage(
            subject=_("Your invitation"),
            body=_(
                "You have been invited to work in %(clinic)s.\n\n%(link)s\n\n"
                "The link works once, for seven days."
            )
            % {"clinic": invitation.clinic.name, "link": link},
            to=[invitation.email],
        )


def supervision_request(message: OutboxMessage) -> EmailMessage | None:
    """Says that something waits to be decided; None once it was. It names nobody."""
    requested = Supervision.objects.requested().select_related("supervisee__user")
    found = requested.filter(code=message.about).first()
    if found is None or not found.supervisee.user.is_active:
        return None
    with override(found.supervisee.user.language or "en"):
        return EmailMessage(
            subject=_("Something waits for your decision"),
            body=_(
                "Something waits for your decision. Nothing changes until you have decided. "
                "Please sign in.\n\n%(link)s"
            )
            % {"link": settings.PUBLIC_URL + reverse("account")},
            to=[found.supervisee.user.email],
        )


def account_mail(message: OutboxMessage) -> EmailMessage | None:
    """Mail about a sign-in (a password reset, a new passkey), as it was rendered."""
    words = message.secret
    return EmailMessage(subject=words["subject"], body=words["body"], to=[words["to"]])
