"""E-mail to a client about their own space: no name, no clinic, nothing clinical."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from alliance.models import Concern
from clients.models import Client, Consent
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


def concern_answered(message: OutboxMessage) -> EmailMessage | None:
    """Says that something is there to read, and no more.

    None once they took it back, have no address, or want no e-mail from here.
    """
    concern = Concern.objects.standing().select_related("client").filter(code=message.about).first()
    if concern is None or not concern.client.email:
        return None
    wanted = Consent.objects.filter(
        client=concern.client, kind=Consent.Kind.CHECK_INS, withdrawn_at=None
    )
    if not wanted.exists():
        return None
    with override(concern.client.language):
        return EmailMessage(
            subject=_("There is something for you to read"),
            body=_(
                "There is something for you to read.\n\n%(link)s\n\nYou come in with a code that "
                "we send you. Nobody reads messages sent to this address."
            )
            % {"link": settings.PUBLIC_URL + reverse("space")},
            to=[concern.client.email],
        )
