"""E-mail to a client about their own space: no name, no clinic, nothing clinical."""

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from clients.models import Client
from portal.models import SignIn
from practice.models import OutboxMessage


def space_code(message: OutboxMessage) -> EmailMessage | None:
    """The number to sign in with; None when it no longer opens anything."""
    sign_in = SignIn.objects.filter(code=message.about).first()
    if sign_in is None or not sign_in.is_open:
        return None
    client = Client.objects.addressed(bytes(sign_in.address)).first()
    if client is None:
        return None
    with override(client.language):
        return EmailMessage(
            subject=_("Your code"),
            body=_(
                "Your code is %(number)s\n\nIt works once, for ten minutes. Did you not ask for "
                "it? Then you need not do anything. Nobody reads messages sent to this address."
            )
            % {"number": message.secret["number"]},
            to=[client.email],
        )
