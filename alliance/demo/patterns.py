"""Relational patterns with their episodes, and a note on attachment, dated as they were seen."""

import tomllib
from typing import Any

from django.utils import timezone

from alliance.demo.story import FOLDER
from alliance.models import AttachmentNote, PatternChange, PatternEpisode, RelationalPattern
from alliance.models.pattern import WORDS
from clients.models import Client
from practice.models import Membership
from sessions.models import Session


def find_patterns(key: str, therapist: Membership) -> None:
    """Write down what this therapist found with their clients."""
    written = tomllib.loads((FOLDER / "patterns.toml").read_text(encoding="utf-8"))
    by_name = {each.name: each for each in Client.objects.on_caseload_of(therapist)}
    for table in written.get(key, []):
        _find(table, by_name[table["client"]], therapist)


def _find(table: dict[str, Any], client: Client, therapist: Membership) -> None:
    parts = client.participations.not_missed().filter(starts_at__lt=timezone.now())
    met = [part.session for part in parts.select_related("session").order_by("starts_at")]
    seen = met[table["seen"] - 1]
    words = {name: table[name] for name in WORDS}
    pattern = RelationalPattern.objects.create(
        clinic_id=client.clinic_id, client=client, recorded_by=therapist, **words
    )
    RelationalPattern.objects.filter(pk=pattern.pk).update(recorded_at=seen.ends_at)
    _change(pattern, PatternChange.Kind.RECORDED, seen, therapist)
    if "shared" in table:
        at = met[table["shared"] - 1]
        pattern.version, pattern.shared_at, pattern.shared_by = 2, at.ends_at, therapist
        pattern.save(update_fields=["version", "shared_at", "shared_by"])
        _change(pattern, PatternChange.Kind.SHARED, at, therapist)
    for episode in table["episodes"]:
        _happened(episode, pattern, met, therapist)
    if "attachment" in table:
        AttachmentNote.objects.create(
            clinic_id=client.clinic_id,
            client=client,
            words=table["attachment"],
            noticed_on=seen.starts_at.date(),
            recorded_by=therapist,
        )


def _change(
    pattern: RelationalPattern, kind: PatternChange.Kind, session: Session, by: Membership
) -> None:
    PatternChange.objects.create(
        clinic_id=pattern.clinic_id,
        pattern=pattern,
        version=pattern.version,
        kind=kind,
        by=by,
        at=session.ends_at,
        **{name: getattr(pattern, name) for name in WORDS},
    )


def _happened(
    table: dict[str, Any], pattern: RelationalPattern, met: list[Session], by: Membership
) -> None:
    session = met[table["in"] - 1] if "in" in table else None
    rupture = None if session else pattern.client.ruptures.earliest("id")
    at = session or rupture.session  # type: ignore[union-attr]
    PatternEpisode.objects.create(
        clinic_id=pattern.clinic_id,
        pattern=pattern,
        session=session,
        rupture=rupture,
        what_happened=table["what_happened"],
        different=table.get("different", ""),
        recorded_by=by,
        recorded_at=at.ends_at,
    )
