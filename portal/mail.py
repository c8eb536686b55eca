"""E-mail to a client about their own space: no name, no clinic, nothing clinical."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from alliance.models import Concern
from clients.models import Client, Consent, Statement
from portal.models import Passkey, SignIn
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


def passkey_added(message: OutboxMessage) -> EmailMessage | None:
    """Says that their space opens another way now, so that somebody else's key is noticed.

    It goes whatever they want to receive, as the code does. None once it was taken away.
    """
    standing = Passkey.objects.filter(revoked_at=None).select_related("client")
    passkey = standing.filter(code=message.about).first()
    if passkey is None or not passkey.client.email:
        return None
    with override(passkey.client.language):
        return EmailMessage(
            subject=_("A passkey was added"),
            body=_(
                "A passkey was added: from now on a device opens the same pages as the codes that "
                "we send you. Was it you? Then you need not do anything.\n\nIf it was not, come in "
                "with a code and take it away:\n\n%(link)s\n\nNobody reads messages sent to this "
                "address."
            )
            % {"link": settings.PUBLIC_URL + reverse("space_passkeys")},
            to=[passkey.client.email],
        )


def concern_answered(message: OutboxMessage) -> EmailMessage | None:
    """Says that something is there to read; None once they took it back."""
    standing = Concern.objects.standing().select_related("client")
    concern = standing.filter(code=message.about).first()
    return _something_to_read(concern.client) if concern else None


def statement_answered(message: OutboxMessage) -> EmailMessage | None:
    """Says that something is there to read: an answer to what stands beside their record."""
    statement = Statement.objects.select_related("client").get(code=message.about)
    return _something_to_read(statement.client)


def _something_to_read(client: Client) -> EmailMessage | None:
    """No more than that. None when they have no address, or want no e-mail from here."""
    wanted = Consent.objects.filter(client=client, kind=Consent.Kind.CHECK_INS, withdrawn_at=None)
    if not client.email or not wanted.exists():
        return None
    with override(client.language):
        return EmailMessage(
            subject=_("There is something for you to read"),
            body=_(
                "There is something for you to read.\n\n%(link)s\n\nYou come in with a code that "
                "we send you. Nobody reads messages sent to this address."
            )
            % {"link": settings.PUBLIC_URL + reverse("space")},
            to=[client.email],
        )
