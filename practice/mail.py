"""E-mail about working in a clinic."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practice.models import Invitation, OutboxMessage


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


def account_mail(message: OutboxMessage) -> EmailMessage | None:
    """Mail about a sign-in (a password reset, a new passkey), as it was rendered."""
    words = message.secret
    return EmailMessage(subject=words["subject"], body=words["body"], to=[words["to"]])
