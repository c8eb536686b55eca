"""The supervisor's page: what waits for them, the longest waiting first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from practice.models import Membership
from sessions.models import CoSignature, Participation

ANSWERED_FOR = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Asked:
    """One note to co-sign, or one that was answered."""

    request: CoSignature
    parts: list[Participation]
    is_overdue: bool

    @property
    def names(self) -> str:
        """'Aisha & Jon R.' for a couple, 'Mara L.' for one."""
        return " & ".join(part.client.short_name for part in self.parts)


def supervision(member: Membership) -> dict[str, Any]:
    """What waits for this supervisor and what they answered in four weeks. 2 queries."""
    now = timezone.now()
    due = now - timedelta(hours=member.clinic.note_due_hours)
    requests = CoSignature.objects.filter(asked_of=member)
    since = now - ANSWERED_FOR
    answered = Q(signed_at__gte=since) | Q(returned_at__gte=since)
    waiting = _with_people(requests.answerable().order_by("asked_at", "id"))
    return {
        "waiting": [Asked(each, _parts(each), each.asked_at < due) for each in waiting],
        "answered": [
            Asked(each, _parts(each), is_overdue=False)
            for each in _with_people(requests.filter(answered).order_by("-id"))
        ],
    }


def returned_to(member: Membership) -> list[Asked]:
    """Notes that a supervisor gave back and that this therapist has not asked about again.

    No query where the one that let them in knows that there is none.
    """
    if not getattr(member, "notes_returned", True):
        return []
    given_back = CoSignature.objects.filter(asked_by=member).returned().order_by("returned_at")
    return [Asked(each, _parts(each), is_overdue=False) for each in _with_people(given_back)]


def _with_people(requests: Any) -> list[CoSignature]:
    people = Participation.objects.select_related("client").order_by("id")
    return list(
        requests.select_related(
            "asked_by__user", "asked_of__user", "note__session"
        ).prefetch_related(Prefetch("note__session__participations", people))
    )


def _parts(asked: CoSignature) -> list[Participation]:
    return list(asked.note.session.participations.all())
