"""What will be sent to a client, and when: said in a sentence or two, from what waits."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from alliance.actions.invitation import INVITATION, REMINDER, wants_check_ins
from alliance.models import CheckIn
from clients.models import Client
from clients.reach import is_reachable
from practice.models import Clinic, OutboxMessage

MOST = 50
"""How many people who cannot be reached are named at most."""


def with_waiting(check_ins: Any) -> Any:
    """Each with `goes_at` and `goes_again_at`: when what waits about it is due. No query."""
    return check_ins.annotate(
        goes_at=_due(INVITATION),
        goes_again_at=_due(REMINDER),
    )


def _due(kind: str) -> Subquery:
    waiting = OutboxMessage.objects.filter(kind=kind, about=OuterRef("code"), settled_at=None)
    return Subquery(waiting.order_by("due_at").values("due_at")[:1])


def sending_to(client: Client) -> list[str]:
    """Sentences on what is sent to this person. 2 queries."""
    if client.ended_on:
        return [_("Therapy has ended; nothing more is sent.")]
    if client.channel == Client.Channel.NONE:
        return [_("Check-ins are not sent: they are answered in the room or on paper.")]
    if client.unreachable_at:
        return [_("Nothing is sent at present: what was sent came back.")]
    if not is_reachable(client):
        return [_("Nothing is sent: there is no address for it.")]
    if not wants_check_ins(client):
        return [_("Nothing is sent: they have not agreed to be sent check-ins.")]
    return [_usually(client), *_next(client)]


def _usually(client: Client) -> str:
    hours = client.check_in_lead_hours or client.clinic.check_in_lead_hours
    words = {
        1: _("Before every session, %(hours)s hours ahead, %(how)s."),
        2: _("Before every other session, %(hours)s hours ahead, %(how)s."),
        3: _("Before every third session, %(hours)s hours ahead, %(how)s."),
        4: _("Before every fourth session, %(hours)s hours ahead, %(how)s."),
    }
    every = client.check_in_every or client.clinic.check_in_every
    how = Client.Channel(client.channel).label
    said = words[every] % {"hours": hours, "how": how}
    again = client.clinic.check_in_reminder_hours
    if again and again < hours:
        said += " " + _("Unanswered, once more %(hours)s hours ahead.") % {"hours": again}
    return said + " " + _quiet(client.clinic)


def _quiet(clinic: Clinic) -> str:
    if clinic.quiet_from == clinic.quiet_until:
        return ""
    return _("Nothing between %(start)s and %(end)s.") % {
        "start": time_format(clinic.quiet_from, "G:i"),
        "end": time_format(clinic.quiet_until, "G:i"),
    }


def _next(client: Client) -> list[str]:
    """The next message that waits."""
    ahead = CheckIn.objects.filter(
        client=client, submitted_at=None, participation__starts_at__gt=timezone.now()
    )
    waiting: Any = with_waiting(ahead.select_related("participation"))
    for check_in in waiting.order_by("participation__starts_at")[:5]:
        session = moment(check_in.participation.starts_at)
        if check_in.goes_at:
            words = _("The next one goes on %(at)s, for the session of %(session)s.")
            return [words % {"at": moment(check_in.goes_at), "session": session}]
        if check_in.sent_at and check_in.goes_again_at:
            words = _("For the session of %(session)s it was sent; once more on %(at)s.")
            return [words % {"at": moment(check_in.goes_again_at), "session": session}]
    return [_("Nothing waits to be sent now.")]


def moment(at: datetime) -> str:
    """'Tuesday 3 June, 10:00' on the clinic's clock."""
    return date_format(timezone.localtime(at), "l j F, G:i")


def unreachable(clinic: Clinic) -> list[str]:
    """The names of those to whom nothing gets through, in order. One query."""
    found = Client.objects.filter(clinic=clinic, unreachable_at__isnull=False).active()
    return [client.short_name for client in found.order_by("sort_key", "pk")[:MOST]]
