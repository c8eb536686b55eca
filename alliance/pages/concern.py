"""What felt off: what waits for an answer, what was answered, and one of them as its reader may."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance import sentences
from alliance.models import Concern, Rupture, Signal
from alliance.pages.chapter import Chapter
from clients.models import CareTeamMember, Client
from practice.compiled import CompiledQuery
from practice.models import Clinic, Membership

WINDOW = timedelta(days=28)
"""For how long what was answered stays on the list."""


def concern_list(member: Membership) -> dict[str, Any]:
    """What waits, the longest first; what was noted or answered in the last weeks. One query.

    What a client just wants noted waits for no answer; unread it stays, however old.
    """
    lately = timezone.now() - WINDOW
    rests = Q(request=Concern.Request.NOTE, seen_at__isnull=False, said_at__lt=lately)
    found: list[Any] = list(
        Concern.objects.visible_to(member)
        .filter(Q(answered_at=None) & ~rests | Q(answered_at__gte=lately))
        .select_related("client", "answered_by__user")
        .order_by("said_at", "id")
    )
    unanswered = [concern for concern in found if concern.answered_at is None]
    waiting = [concern for concern in unanswered if not concern.wants_no_answer]
    return {
        "waiting": waiting,
        "noted": [concern for concern in reversed(unanswered) if concern.wants_no_answer],
        "answered": [concern for concern in reversed(found) if concern.answered_at],
        "sentence": sentences.concerns(len(waiting)),
        "clients": list({concern.client_id: concern.client for concern in found}.values()),
    }


def concern_page(concern: Any, member: Membership) -> dict[str, Any]:
    """One concern. 2 queries at most, besides those of the door.

    Words and answer only for who is meant by them: those in care, and whom the client asked for.
    Whoever is told because nobody answered in time learns who waits, since when, and for whom.
    """
    reads = reads_words(concern)
    return {
        "concern": concern,
        "client": concern.client,
        "reads": reads,
        "may_answer": may_answer(concern),
        "team": _team(concern.client),
        **_onward(concern, member),
        "late": _waits(concern) and concern.said_at <= _due(member.clinic),
    }


def _waits(concern: Concern) -> bool:
    return concern.answered_at is None and not concern.wants_no_answer


def reads_words(concern: Any) -> bool:
    """Whether the reader for whom it was found (`visible_to`) may read what was said."""
    return bool(concern.in_care or concern.is_for_others)


def may_answer(concern: Any) -> bool:
    """Who cares for the client, or whom the client asked for. Who supervises or is told, reads."""
    return bool(concern.is_for_others or concern.on_team)


def _team(client: Client) -> list[str]:
    places = CareTeamMember.objects.filter(client=client, ended_on=None)
    found = places.select_related("therapist__user").order_by("began_on", "id")
    return [place.therapist.name for place in found]


def _onward(concern: Any, member: Membership) -> dict[str, Any]:
    """Its signal, the rupture recorded from it, and where one may be recorded, for who may."""
    signal = _signal(concern) if concern.in_care else None
    rupture: Rupture | None = getattr(signal, "rupture", None)
    met = signal.session if signal else None
    mine = met is not None and met.therapist_id == member.pk and rupture is None
    return {"signal": signal, "rupture": rupture, "record_in": met if mine else None}


def _signal(concern: Concern) -> Signal | None:
    """The signal it raised, with the session it is about, and the rupture recorded from it."""
    return Signal.objects.select_related("session", "rupture").filter(concern=concern).first()


def _due(clinic: Clinic) -> datetime:
    """What was said before then has waited for longer than the clinic's time."""
    return timezone.now() - timedelta(hours=clinic.concern_answer_hours)


def concerns_late(clinic: Clinic) -> QuerySet[Concern]:
    """Those that wait for longer than the clinic's time; an overview says how many.

    Those that the client wants kept from the therapist are among them: somebody must answer.
    """
    return Concern.objects.waiting().filter(clinic=clinic, said_at__lte=_due(clinic))


def said_between(client: Client) -> list[Concern]:
    """What the client said from their own space, for the pages of those who care. One query.

    What is meant for somebody else, and what was taken back, is not among it.
    """
    said = _between.rows(client=client.pk)
    for concern in said:
        concern.client = client
    return said


@CompiledQuery[Concern]
def _between(client: int) -> QuerySet[Concern]:
    standing = Concern.objects.standing().exclude(request=Concern.Request.OTHER)
    return standing.filter(client=client, check_in=None).order_by("said_at", "id")


def add_said_between(chapters: Sequence[Chapter], concerns: Iterable[Concern]) -> None:
    """Put each with the last session before it; what was said before the first, with the first."""
    for concern in concerns:
        before = [each for each in chapters if each.part.starts_at <= concern.said_at]
        for chapter in before[-1:] or chapters[:1]:
            chapter.concerns.append(concern)
