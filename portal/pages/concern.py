"""What a client said felt off, as they see it, and to whom the next one would go."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from alliance.models import Concern
from alliance.models.rating import CLIENT_CHECK
from clients.models import CareTeamMember, Client
from measures.catalogue import instrument


@dataclass(frozen=True, slots=True)
class Said:
    """One of them, with what became of it."""

    concern: Concern
    state: str


def before(client: Client) -> dict[str, Any]:
    """To whom it would go. 1 query."""
    team = CareTeamMember.objects.filter(client=client, ended_on=None)
    readers = [each.therapist.name for each in team.select_related("therapist__user")]
    hours = client.clinic.concern_answer_hours
    in_time = ngettext(
        "If nobody has answered you after %(hours)s hour, somebody else at the practice is told.",
        "If nobody has answered you after %(hours)s hours, somebody else at the practice is told.",
        hours,
    )
    return {"readers": readers, "in_time": in_time % {"hours": hours}}


def said_by(client: Client, *, most: int | None = None) -> list[Said]:
    """Everything they said, the latest first. 1 query."""
    rows = Concern.objects.filter(client=client).select_related(
        "answered_by__user", "seen_by__user"
    )
    return [Said(each, state(each)) for each in rows.order_by("-said_at", "-pk")[:most]]


def one(concern: Concern) -> dict[str, Any]:
    """Everything on its page. No query."""
    asked = instrument(CLIENT_CHECK).wording(get_language() or "en").questions
    return {
        "concern": concern,
        "state": state(concern),
        "strength": asked["tension"].options.get(concern.strength, ""),
        "wish": asked["request"].options.get(concern.request, ""),
        "for_others": concern.request == Concern.Request.OTHER,
        "may_take_back": concern.withdrawn_at is None,
    }


def state(concern: Concern) -> str:
    """What became of it, in words."""
    if concern.withdrawn_at:
        return _("Taken back. Only you see it.")
    if concern.answered_by:
        return _("Answered by %(name)s") % {"name": concern.answered_by.name}
    if concern.seen_by:
        return _("Read by %(name)s") % {"name": concern.seen_by.name}
    if concern.request == Concern.Request.OTHER:
        return _("Told to somebody other than your therapist. Not read yet.")
    if concern.escalated_at:
        return _("Told to somebody else at the practice too. Not read yet.")
    return _("Not read yet")
