"""Supervision: what waits for a supervisor, and what a therapist asked theirs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.models import SupervisionQuestion
from alliance.vocabulary import Said
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


@dataclass(frozen=True, slots=True)
class Line:
    """One question in a list of the page, with how it stands for the one who reads the list."""

    question: SupervisionQuestion
    state: str
    is_new: bool
    is_waiting: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more is said about it."""
        return not self.question.is_open


def supervision(member: Membership) -> dict[str, Any]:
    """What waits for this person as a supervisor, and what they asked their own.

    5 queries for a supervisor with notes to co-sign, one for a therapist, however many rows.
    """
    to_me = _asked_of(member) if member.is_supervisor else []
    mine = _asked_by(member) if member.is_therapist else []
    notes = _to_co_sign(member) if member.is_supervisor else {"waiting": [], "answered": []}
    return {
        "sentence": _sentence(member, to_me, mine, len(notes["waiting"])),
        "to_me": [line for line in to_me if not line.is_over],
        "to_me_over": [line for line in to_me if line.is_over],
        "mine": [line for line in mine if not line.is_over],
        "mine_over": [line for line in mine if line.is_over],
        **notes,
    }


def _asked_of(member: Membership) -> list[Line]:
    """Asked of this supervisor: unanswered first, the longest waiting first. One query."""
    asked = SupervisionQuestion.objects.in_reach().filter(asked_of=member)
    waiting: list[Line] = []
    rest: list[Line] = []
    for each in _listed(asked):
        line = Line(each, _to_answer(each), not each.seen_by_supervisor_at, bool(each.waits_since))
        (waiting if line.is_waiting else rest).append(line)
    return sorted(waiting, key=lambda line: line.question.waits_since or timezone.now()) + rest


def _asked_by(member: Membership) -> list[Line]:
    """Asked by this therapist: what is new first, then the latest. One query."""
    asked = SupervisionQuestion.objects.visible_to(member).filter(asked_by=member)
    lines = [
        Line(each, _as_asked(each), not each.seen_by_supervisee_at, bool(each.waits_since))
        for each in _listed(asked)
    ]
    return sorted(lines, key=lambda line: not line.is_new)


def _listed(asked: Any) -> list[SupervisionQuestion]:
    people = ("client", "asked_by__user", "asked_of__user", "rupture__session", "note__session")
    return list(asked.with_last_word().select_related(*people).order_by("-asked_at", "-id"))


def _to_answer(asked: Any) -> str:
    if asked.closed_at:
        return _("closed")
    if asked.waits_since:
        return _("waits for your answer")
    return _("you asked back") if asked.last_kind == Said.ASKS else _("answered")


def _as_asked(asked: Any) -> str:
    if asked.withdrawn_at:
        return _("taken back")
    if asked.closed_at:
        return _("closed")
    if not asked.waits_since:
        return _("asks back") if asked.last_kind == Said.ASKS else _("answered")
    return _("read, not answered yet") if asked.seen_by_supervisor_at else _("not read yet")


def _sentence(member: Membership, to_me: list[Line], mine: list[Line], notes: int) -> str:
    """What waits for this person, in a sentence or two."""
    said = []
    if questions := sum(line.is_waiting for line in to_me):
        wait = ngettext(
            "%(n)s question waits for your answer.",
            "%(n)s questions wait for your answer.",
            questions,
        )
        said.append(wait % {"n": questions})
    if notes:
        wait = ngettext(
            "%(n)s note waits for your co-signature.",
            "%(n)s notes wait for your co-signature.",
            notes,
        )
        said.append(wait % {"n": notes})
    if new := sum(line.is_new for line in mine):
        told = ngettext(
            "Your supervisor answered %(n)s question of yours.",
            "Your supervisor answered %(n)s questions of yours.",
            new,
        )
        said.append(told % {"n": new})
    if said:
        return " ".join(said)
    if not member.is_supervisor and any(line.is_waiting for line in mine):
        return _("Your supervisor has your question.")
    return _("Nothing waits for you here.")


def answers_to(member: Membership) -> list[SupervisionQuestion]:
    """This therapist's questions about which their supervisor said something new. One query.

    None where the one that let them in knows that there is none.
    """
    if not getattr(member, "answers_unread", True):
        return []
    unread = SupervisionQuestion.objects.answered_unread().filter(asked_by=member)
    people = unread.with_last_word().select_related("client", "asked_of__user")
    return list(people.order_by("answered_at", "id"))


def _to_co_sign(member: Membership) -> dict[str, Any]:
    """Notes that wait for this supervisor, and what they answered in four weeks. 4 queries."""
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
