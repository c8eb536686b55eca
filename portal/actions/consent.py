"""What a client agrees to and takes back themselves, with what follows from it."""

from alliance.actions.invitation import resume_messages, stop_messages
from clients import actions
from clients.models import Client, Consent


def take_consent_back(client: Client, kind: Consent.Kind) -> None:
    """The client no longer agrees. What waits to be sent to them is withdrawn with it.

    A link that was sent already can still be answered, and their space goes on.
    """
    if kind == Consent.Kind.CHECK_INS:
        stop_messages(client, by=None)
    else:
        actions.withdraw_consent(client, kind, by=None)


def give_consent_again(client: Client, kind: Consent.Kind) -> None:
    """The client agrees (again), in their own space; they are invited to what is planned."""
    if kind == Consent.Kind.CHECK_INS:
        resume_messages(client, by=None)
    else:
        actions.give_consent(client, kind, by=None)
