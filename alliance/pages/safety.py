"""The safety lane: what waits, what was done, and one notice as its reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.models import SafetyNotice, SafetyRecipient
from clients.models import Client
from measures.catalogue import UnknownInstrumentError
from measures.clinic import catalogue_of
from measures.instrument import Instrument, NoWordingError, Wording
from practice.models import AuditEvent, Clinic, Membership

WINDOW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was told, when, and why they."""

    name: str
    at: datetime
    level: int

    @property
    def role(self) -> str:
        """Which rung of the ladder they stand on, in words."""
        words = [
            _("first"),
            _("next"),
            _("as supervisor"),
            _("as clinic admin"),
            _("to take it in hand"),
        ]
        return words[min(self.level, len(words) - 1)]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, in its wording, and the answer in words. `lang` is what it is written in.

    `came_late` when the check-in took no answers any more: then it stands nowhere else.
    """

    title: str
    text: str
    answer: str
    highest: str
    lang: str
    came_late: bool


def safety_lane(member: Membership) -> dict[str, Any]:
    """What waits for this reader, the longest waiting first, and what the last weeks' ended with.

    2 queries.
    """
    since = timezone.now() - WINDOW
    found = list(
        _with_people(SafetyNotice.objects.visible_to(member))
        .filter(Q(acknowledged_at=None) | Q(acknowledged_at__gte=since))
        .order_by("raised_at", "id")
    )
    waiting = [notice for notice in found if notice.acknowledged_at is None]
    return {
        "waiting": waiting,
        "past": [notice for notice in reversed(found) if notice.acknowledged_at],
        "clients": list({notice.client_id: notice.client for notice in found}.values()),
    }


def waiting_about(client: Client, member: Membership) -> list[SafetyNotice]:
    """Notices about one client that nobody took on yet.

    Asks the database only where the query that let the reader in found one in the clinic.
    """
    if not getattr(member, "safety_in_clinic", True):
        return []
    waiting = client.safety_notices.waiting().select_related("held_by__user")
    return list(waiting.order_by("raised_at", "id"))


def _with_people(notices: QuerySet[SafetyNotice]) -> QuerySet[SafetyNotice]:
    told = SafetyRecipient.objects.select_related("member__user").order_by("told_at", "id")
    people = ("client", "acknowledged_by__user", "held_by__user")
    return notices.select_related(*people).prefetch_related(Prefetch("recipients", queryset=told))


def safety_notice(notice: SafetyNotice, member: Membership) -> dict[str, Any]:
    """One notice. Question, answer and words only for who may open the client's record."""
    told = notice.recipients.select_related("member__user").order_by("told_at", "id")
    in_care: bool = notice.in_care  # type: ignore[attr-defined]
    session = notice.check_in.participation.session
    return {
        "notice": notice,
        "client": notice.client,
        "in_care": in_care,
        "question": _question(notice) if in_care else None,
        "words": notice.words if in_care or _is_all_theirs(notice, member) else "",
        "seen": notice.answer["highest"] if in_care else None,
        "told": [Told(each.member.name, each.told_at, each.level) for each in told],
        "session": session,
        "is_ahead": not session.has_begun,
        "resources": [line for line in notice.clinic.crisis_resources.splitlines() if line],
    }


def _is_all_theirs(notice: SafetyNotice, member: Membership) -> bool:
    """Whether nobody else said anything to it before them: the words would be theirs too."""
    if member.pk not in (notice.acknowledged_by_id, notice.held_by_id):
        return False
    taken = AuditEvent.objects.filter(
        Q(detail__acknowledged=True) | Q(detail__held=True),
        client_code=notice.client.code,
        about=notice._meta.label_lower,
        about_code=notice.code,
    )
    return not taken.exclude(actor=member.code).exists()


def _question(notice: SafetyNotice) -> Question:
    given = notice.answer
    late = given.get("late", False)
    try:
        asked = catalogue_of(notice.clinic).answered(
            notice.instrument, notice.instrument_version, notice.raised_at
        )
        wording = _wording(asked, notice.client.language)
    except (UnknownInstrumentError, NoWordingError):
        shown = _words(given["answer"]), _words(given["highest"])
        return Question(notice.instrument, notice.item, *shown, lang="en", came_late=late)
    return Question(
        title=asked.title,
        text=wording.items[notice.item],
        answer=_words(given["answer"], wording),
        highest=_words(given["highest"], wording),
        lang=wording.language,
        came_late=late,
    )


def _wording(asked: Instrument, language: str) -> Wording:
    """The client's language, else whichever there is: the reader must see what was asked."""
    try:
        return asked.wording(language)
    except NoWordingError:
        if not asked.languages:
            raise
        return asked.wording(asked.languages[0])


def _words(answer: int | None, wording: Wording | None = None) -> str:
    if answer is None:
        return _("left out")
    anchor = wording.anchors.get(answer) if wording else None
    return f"{anchor} ({answer})" if anchor else str(answer)


def safety_process(clinic: Clinic) -> dict[str, Any]:
    """How the clinic keeps its promise: counts and minutes alone. One query.

    `safety_late`: notices that wait for longer than the clinic's own time. `safety_median`: from
    raising to acknowledgement, of those raised in the last four weeks; empty without any.
    """
    now = timezone.now()
    notices = SafetyNotice.objects.filter(clinic=clinic)
    rows: Iterable[tuple[datetime, datetime | None]] = notices.filter(
        Q(acknowledged_at=None) | Q(raised_at__gte=now - WINDOW)
    ).values_list("raised_at", "acknowledged_at")
    due = now - timedelta(minutes=clinic.safety_escalation_minutes)
    late = 0
    spans = []
    for raised, acknowledged in rows:
        if acknowledged is not None:
            spans.append((acknowledged - raised) / timedelta(minutes=1))
        else:
            late += raised <= due
    return {"safety_late": late, "safety_median": _span(median(spans)) if spans else ""}


def _span(minutes: float) -> str:
    """'42 min', from two hours on '3 h'."""
    if minutes < 120:
        return _("%(n)s min") % {"n": round(minutes)}
    return _("%(n)s h") % {"n": round(minutes / 60)}
