"""The doors to relational patterns, their episodes, and notes on attachment."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from alliance.models import (
    AttachmentNote,
    PatternEpisode,
    RelationalPattern,
)
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest


def get_pattern(request: SignedInRequest, code: UUID) -> RelationalPattern:
    """Return a pattern of somebody whose record this person may open, or 404. Leaves a trace."""
    pattern = get_object_or_404(
        RelationalPattern.objects.select_related("client", "recorded_by__user").filter(
            client__in=Client.objects.visible_to(request.membership)
        ),
        code=code,
    )
    _opened(request, pattern)
    return pattern


def get_own_pattern(request: SignedInRequest, code: UUID) -> RelationalPattern:
    """The door for writing: a pattern of somebody on this therapist's own caseload, or 404."""
    pattern = get_object_or_404(
        RelationalPattern.objects.select_related("client", "recorded_by__user").filter(
            client__in=Client.objects.on_caseload_of(request.membership)
        ),
        code=code,
    )
    _opened(request, pattern)
    return pattern


def get_own_episode(request: SignedInRequest, code: UUID) -> PatternEpisode:
    """Return an episode of somebody on this therapist's own caseload, or 404. Leaves a trace."""
    episode = get_object_or_404(
        PatternEpisode.objects.select_related("pattern__client").filter(
            pattern__client__in=Client.objects.on_caseload_of(request.membership)
        ),
        code=code,
    )
    _opened(request, episode.pattern)
    return episode


def get_own_attachment_note(request: SignedInRequest, code: UUID) -> AttachmentNote:
    """Return a note about somebody on this therapist's own caseload, or 404. Leaves a trace."""
    note = get_object_or_404(
        AttachmentNote.objects.select_related("client").filter(
            client__in=Client.objects.on_caseload_of(request.membership)
        ),
        code=code,
    )
    _opened(request, note)
    return note


def _opened(request: SignedInRequest, row: RelationalPattern | AttachmentNote) -> None:
    audit.record(audit.Kind.RECORD_OPENED, row, by=request.membership, client=row.client.code)
