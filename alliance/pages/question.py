"""A question to a supervisor: what is shared, as the supervisor reads it, and what was said."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from alliance.access import Subject
from alliance.models import Rupture, SupervisionQuestion, SupervisionReply
from alliance.pages.chapter import Chapter, readings_of
from alliance.pages.chapter import chapters as tell
from clients.models import Client
from practice.models import Membership
from sessions.models import Note, Participation
from sessions.models.strike import struck_through
from sessions.reading import note_in_words
from sessions.record import what_stands

Timeline = list[tuple[Participation, Chapter | None]]


def question_page(asked: SupervisionQuestion, member: Membership) -> dict[str, Any]:
    """The thread with what is shared. 2 queries for a rupture, 3 for a note, 4 for a stretch."""
    is_asker, is_asked = member.pk == asked.asked_by_id, member.pk == asked.asked_of_id
    days = (asked.from_on, asked.to_on) if asked.from_on and asked.to_on else None
    return {
        "asked": asked,
        "client": asked.client,
        "replies": list(asked.replies.select_related("by__user")),
        "is_asker": is_asker,
        "is_asked": is_asked,
        "may_reply": asked.is_open and (is_asker or is_asked),
        "may_close": asked.is_open and asked.answered_at and (is_asker or is_asked),
        "may_withdraw": asked.is_open and not asked.answered_at and is_asker,
        **shared(Subject(asked.client, rupture=asked.rupture, note=asked.note), days),
    }


def shared(subject: Subject, days: tuple[date, date] | None = None) -> dict[str, Any]:
    """What of the record is shown: never the therapist's own part, feeling or process note."""
    if subject.rupture:
        return _of_rupture(subject.rupture)
    if subject.note:
        return _of_note(subject.note, subject.client)
    return {"timeline": stretch(subject.client, *days)} if days else {}


def _of_rupture(rupture: Rupture) -> dict[str, Any]:
    """One query."""
    return {"rupture": rupture, "attempts": list(rupture.attempts.select_related("session"))}


def _of_note(note: Note, client: Client) -> dict[str, Any]:
    """Two queries. Of a couple's note the part of the one who is asked about."""
    return {"record": what_stands(note), "words": note_in_words(note, [client])}


def stretch(client: Client, since: date, until: date) -> Timeline:
    """Those days of the story, latest first, numbered as in the whole. 3 queries."""
    met = client.participations.select_related("session__note", "check_in").order_by("starts_at")
    parts = list(met.annotate(note_struck=struck_through("session__note")))
    ruptures = list(client.ruptures.select_related("session").order_by("session__starts_at", "id"))
    told = {
        chapter.part.pk: chapter
        for chapter in tell(parts, readings_of(client), ruptures, client.clinic)
    }
    held = [part for part in parts if since <= timezone.localtime(part.starts_at).date() <= until]
    return [(part, told.get(part.pk)) for part in reversed(held)]


def kept_about_rupture(rupture: Rupture, member: Membership) -> list[SupervisionQuestion]:
    """The threads that stay with a rupture's record, oldest first. 2 queries.

    None where the one that let this person in knows that the clinic keeps none.
    """
    return _kept(rupture.supervision_questions.all(), member)


def kept_about_client(client: Client, member: Membership) -> list[SupervisionQuestion]:
    """The threads that stay with a client's record, oldest first. 2 queries, or none as above."""
    return _kept(client.supervision_questions.all(), member)


def _kept(
    questions: QuerySet[SupervisionQuestion], member: Membership
) -> list[SupervisionQuestion]:
    if not getattr(member, "keeps_supervision", True):
        return []
    replies = Prefetch("replies", SupervisionReply.objects.select_related("by__user"))
    rows: Iterable[SupervisionQuestion] = (
        questions.filter(pk__in=SupervisionQuestion.objects.kept().values("pk"))
        .select_related("asked_by__user", "asked_of__user", "rupture__session", "note__session")
        .prefetch_related(replies)
    )
    return sorted(rows, key=lambda each: each.pk)
