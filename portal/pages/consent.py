"""What a client agreed to, and what follows when they take it back."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Consent

Text = str | Promise

# In the client's words: what it is, what follows from taking it back, and from giving it again.
SAYS: dict[str, tuple[Text, Text, Text, Text]] = {
    Consent.Kind.TREATMENT: (
        _("Therapy, and a record of it"),
        _("Therapy takes place here, and your therapist keeps a record of it."),
        _(
            "Your therapist sees it and talks with you about what comes next. It does not by "
            "itself cancel an appointment. What was written stays for as long as the law asks the "
            "practice to keep it, and you can go on reading it here."
        ),
        _("Your therapist may write down again what you work on together."),
    ),
    Consent.Kind.CHECK_INS: (
        _("Messages to you"),
        _(
            "The practice sends you a few questions before a session, and lets you know when "
            "something is there for you to read."
        ),
        _(
            "Nothing is sent to you any more, also not what was waiting to be sent. You can still "
            "come in here and answer, and codes to come in still reach you."
        ),
        _("You are sent a few questions before your sessions again."),
    ),
    Consent.Kind.RESEARCH: (
        _("Use for research"),
        _("Your numbers may be used for research, without your name or your words."),
        _(
            "From now on nothing of yours is in what is handed out. What was handed out before "
            "bears no name and cannot be called back."
        ),
        _("Your numbers may be used again, without your name or words."),
    ),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One kind of consent: what it says, and the one that holds, if any does."""

    kind: Consent.Kind
    title: Text
    says: Text
    follows: Text
    again: Text
    holds: Consent | None
    latest: Consent | None


def consents(client: Client) -> dict[str, Any]:
    """Each kind as it stands, and everything that was ever given or taken back. 1 query."""
    given = list(client.consents.select_related("recorded_by__user").order_by("-given_at", "-pk"))
    agreements = []
    for kind in Consent.Kind:
        own = [each for each in given if each.kind == kind]
        holds = next((each for each in own if each.withdrawn_at is None), None)
        latest = own[0] if own else None
        agreements.append(Agreement(kind, *SAYS[kind], holds, latest))
    return {"agreements": agreements, "history": [(each, SAYS[each.kind][0]) for each in given]}
