"""Patterns, their episodes, and notes on attachment: written down, reworded, shared, ended."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from alliance.models import (
    AttachmentNote,
    PatternChange,
    PatternEpisode,
    RelationalPattern,
    Rupture,
)
from alliance.models.pattern import WORDS
from clients.models import Client
from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.models import Session

Kind = PatternChange.Kind


@transaction.atomic
def record_pattern(client: Client, *, by: Membership, **words: str) -> RelationalPattern:
    """Write a pattern down."""
    pattern = RelationalPattern.objects.create(
        clinic_id=client.clinic_id, client=client, recorded_by=by, **words
    )
    _write_change(pattern, Kind.RECORDED, by)
    audit.record(audit.Kind.CREATED, pattern, by=by, client=client.code)
    return pattern


@transaction.atomic
def change_pattern(
    pattern: RelationalPattern, *, by: Membership, version: int, **words: str
) -> RelationalPattern:
    """Put it in other words; the earlier ones stay. Raises ChangedMeanwhile."""
    fresh = _hold(pattern, version)
    changed = sorted(name for name, value in words.items() if getattr(fresh, name) != value)
    if changed:
        for name in changed:
            setattr(fresh, name, words[name])
        _save(fresh, Kind.CHANGED, by)
    return fresh


@transaction.atomic
def share_pattern(pattern: RelationalPattern, *, by: Membership, version: int) -> None:
    """Let the client read it, as it stands in the version shown. Raises ChangedMeanwhile."""
    fresh = _hold(pattern, version)
    if fresh.shared_at is None and fresh.ended_at is None:
        fresh.shared_at, fresh.shared_by = timezone.now(), by
        _save(fresh, Kind.SHARED, by)


@transaction.atomic
def cover_pattern(pattern: RelationalPattern, *, by: Membership, version: int) -> None:
    """No longer show it to the client; that it was shared stays in its changes."""
    fresh = _hold(pattern, version)
    if fresh.shared_at is not None:
        fresh.shared_at = fresh.shared_by = None
        _save(fresh, Kind.COVERED, by)


@transaction.atomic
def end_pattern(pattern: RelationalPattern, *, by: Membership, version: int, reason: str) -> None:
    """Say that it no longer fits, and why. It is kept, and the client no longer reads it."""
    fresh = _hold(pattern, version)
    if fresh.ended_at is None:
        fresh.ended_at, fresh.ended_by, fresh.ended_because = timezone.now(), by, reason
        fresh.shared_at = fresh.shared_by = None
        _save(fresh, Kind.ENDED, by, reason)


@transaction.atomic
def resume_pattern(pattern: RelationalPattern, *, by: Membership, version: int) -> None:
    """It fits again. Whether the client reads it has to be said anew."""
    fresh = _hold(pattern, version)
    if fresh.ended_at is not None:
        fresh.ended_at, fresh.ended_by, fresh.ended_because = None, None, ""
        _save(fresh, Kind.RESUMED, by)


def _hold(pattern: RelationalPattern, version: int) -> RelationalPattern:
    """The row as it is now, locked. Raises ChangedMeanwhile when the form was out of date."""
    rows = RelationalPattern.objects.select_for_update(of=["self"]).select_related("client")
    fresh = rows.get(pk=pattern.pk)
    if fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def _save(pattern: RelationalPattern, kind: Kind, by: Membership, reason: str = "") -> None:
    pattern.version += 1
    pattern.save()
    _write_change(pattern, kind, by, reason)
    audit.record(audit.Kind.CHANGED, pattern, by=by, client=pattern.client.code, change=kind.value)


def _write_change(pattern: RelationalPattern, kind: Kind, by: Membership, reason: str = "") -> None:
    PatternChange.objects.create(
        clinic_id=pattern.clinic_id,
        pattern=pattern,
        version=pattern.version,
        kind=kind,
        reason=reason,
        by=by,
        at=timezone.now(),
        **{name: getattr(pattern, name) for name in WORDS},
    )


@transaction.atomic
def add_episode(
    pattern: RelationalPattern,
    *,
    by: Membership,
    what_happened: str,
    different: str = "",
    session: Session | None = None,
    rupture: Rupture | None = None,
) -> PatternEpisode:
    """Write down one time that it happened, in a session or a rupture of the same client."""
    episode = PatternEpisode.objects.create(
        clinic_id=pattern.clinic_id,
        pattern=pattern,
        session=session,
        rupture=rupture,
        what_happened=what_happened,
        different=different,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    audit.record(audit.Kind.CREATED, episode, by=by, client=pattern.client.code)
    return episode


@transaction.atomic
def withdraw_episode(episode: PatternEpisode, *, by: Membership) -> bool:
    """Take an episode back; it stays, marked so. False when it was withdrawn before."""
    rows = PatternEpisode.objects.filter(pk=episode.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        return False
    client = episode.pattern.client.code
    audit.record(audit.Kind.CHANGED, episode, by=by, client=client, change="withdrawn")
    return True


@transaction.atomic
def record_attachment_note(
    client: Client,
    *,
    by: Membership,
    words: str,
    noticed_on: date,
    replaces: AttachmentNote | None = None,
) -> AttachmentNote:
    """Write a note down, or put one in other words: the earlier stays. Raises ChangedMeanwhile."""
    if replaces:
        AttachmentNote.objects.select_for_update(of=["self"]).get(pk=replaces.pk)
        if AttachmentNote.objects.filter(replaces=replaces).exists():
            raise ChangedMeanwhile
    note = AttachmentNote.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        words=words,
        noticed_on=noticed_on,
        replaces=replaces,
        recorded_by=by,
    )
    audit.record(audit.Kind.CREATED, note, by=by, client=client.code)
    return note
