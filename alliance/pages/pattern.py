"""What keeps coming back with somebody, with each time that it did."""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from alliance.models import AttachmentNote, PatternEpisode, RelationalPattern
from clients.models import Client
from sessions.models import Session

LATEST_SESSIONS = 40


def _patterns(client: Client) -> list[RelationalPattern]:
    """Those that fit first, then the ended ones, each with its episodes. Two queries."""
    episodes = PatternEpisode.objects.select_related(
        "session", "rupture__session", "recorded_by__user"
    )
    found = client.patterns.select_related("recorded_by__user").prefetch_related(
        Prefetch("episodes", episodes)
    )
    return sorted(found, key=lambda each: each.ended_at is not None)


def patterns_page(client: Client) -> dict[str, Any]:
    """Everything of one person. Three queries, whatever there is."""
    listed = _patterns(client)
    notes = list(client.attachment_notes.select_related("recorded_by__user"))
    return {
        "client": client,
        "patterns": listed,
        "fitting": [each for each in listed if each.ended_at is None],
        "notes": _with_earlier(notes),
    }


def _with_earlier(notes: list[AttachmentNote]) -> list[tuple[AttachmentNote, list[AttachmentNote]]]:
    """The notes that stand, each with what it said before, the latest first."""
    by_id = {each.pk: each for each in notes}
    replaced = {each.replaces_id for each in notes}
    listed = []
    for note in notes:
        if note.pk in replaced:
            continue
        earlier, before = [], note.replaces_id
        while before is not None:
            earlier.append(by_id[before])
            before = by_id[before].replaces_id
        listed.append((note, earlier))
    return listed


def pattern_page(pattern: RelationalPattern) -> dict[str, Any]:
    """One pattern: its episodes over time, and how its words changed. Two queries."""
    episodes = pattern.episodes.select_related("session", "rupture__session", "recorded_by__user")
    changes = list(pattern.changes.select_related("by__user").order_by("-version"))
    return {
        "pattern": pattern,
        "client": pattern.client,
        "episodes": list(episodes),
        "changes": changes,
    }


def sessions_of(client: Client) -> list[Session]:
    """The sessions that took place, the latest first: those an episode can be of. One query."""
    met = client.participations.not_missed().filter(starts_at__lte=timezone.now())
    rows = met.select_related("session").order_by("-starts_at")[:LATEST_SESSIONS]
    return [part.session for part in rows]


def fitting_patterns(client: Client) -> list[RelationalPattern]:
    """The patterns that an episode can be of. One query."""
    return list(client.patterns.filter(ended_at=None))
