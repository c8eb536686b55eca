"""The doors to ruptures, signals, safety notices, questions to supervisors, check-in links."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from alliance.models import (
    Administration,
    AttachmentNote,
    CheckInLink,
    ClinicPrior,
    Concern,
    PatternEpisode,
    Rating,
    RelationalPattern,
    RepairAttempt,
    Rupture,
    SafetyNotice,
    Signal,
    SupervisionQuestion,
)
from alliance.models.rating import Perspective
from clients.models import Client
from practice import audit, tokens
from practice.access import SignedInRequest
from practice.models import Membership
from sessions.access import get_session
from sessions.models import Note, Participation


def get_rupture(request: SignedInRequest, code: UUID) -> Rupture:
    """Return a rupture of somebody on the reader's own caseload, or 404. Leaves a trace."""
    rupture = get_object_or_404(
        Rupture.objects.select_related("client", "session").filter(
            client__in=Client.objects.visible_to(request.membership)
        ),
        code=code,
    )
    audit.record(
        audit.Kind.RECORD_OPENED, rupture, by=request.membership, client=rupture.client.code
    )
    return rupture


def get_own_rupture(request: SignedInRequest, code: UUID) -> Rupture:
    """Return a rupture that this person recorded: they alone write to it. 404 otherwise."""
    rupture = get_rupture(request, code)
    if rupture.recorded_by_id != request.membership.pk:
        raise Http404
    return rupture


def get_own_attempt(request: SignedInRequest, code: UUID) -> RepairAttempt:
    """Return an attempt at repair that this person recorded, or 404. Leaves a trace."""
    attempt = get_object_or_404(
        RepairAttempt.objects.select_related("rupture__client", "rupture__session").filter(
            recorded_by=request.membership,
            rupture__client__in=Client.objects.visible_to(request.membership),
        ),
        code=code,
    )
    client = attempt.rupture.client.code
    audit.record(audit.Kind.RECORD_OPENED, attempt, by=request.membership, client=client)
    return attempt


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


def get_signal(request: SignedInRequest, code: UUID) -> Signal:
    """Return a signal about somebody whose record this person may open, or 404. Leaves a trace."""
    signal = get_object_or_404(
        Signal.objects.select_related(
            "client", "session", "rating__session", "check_in", "concern"
        ).filter(client__in=Client.objects.visible_to(request.membership)),
        code=code,
    )
    audit.record(audit.Kind.RECORD_OPENED, signal, by=request.membership, client=signal.client.code)
    return signal


def get_concern(request: SignedInRequest, code: UUID) -> Concern:
    """Return what felt off to somebody in their care, or was addressed to them, or 404.

    Leaves a trace. `in_care` and `on_team` say which (`ConcernQuerySet.visible_to`).
    """
    concern = get_object_or_404(
        Concern.objects.visible_to(request.membership).select_related(
            "client", "seen_by__user", "answered_by__user"
        ),
        code=code,
    )
    audit.record(
        audit.Kind.RECORD_OPENED, concern, by=request.membership, client=concern.client.code
    )
    return concern


def get_safety_notice(request: SignedInRequest, code: UUID) -> SafetyNotice:
    """Return a notice told to this person or about somebody in their care, or 404. Leaves a trace.

    `in_care` says which: who was only told learns that a safety question was answered above zero,
    not which, nor how.
    """
    notice = get_object_or_404(
        SafetyNotice.objects.visible_to(request.membership).select_related(
            "clinic",
            "client",
            "check_in__participation__session__therapist__user",
            "acknowledged_by__user",
        ),
        code=code,
    )
    audit.record(audit.Kind.RECORD_OPENED, notice, by=request.membership, client=notice.client.code)
    return notice


def get_own_client(request: SignedInRequest, code: UUID) -> Client:
    """Return somebody on this therapist's own caseload, or 404. Leaves a trace."""
    client = get_object_or_404(
        Client.objects.on_caseload_of(request.membership).select_related("clinic"), code=code
    )
    audit.record(audit.Kind.RECORD_OPENED, client, by=request.membership, client=client.code)
    return client


def cares_for(member: Membership, client: Client) -> bool:
    """Whether somebody who may open the record is on its care team. A query for supervisors only.

    A therapist who supervises nobody can open no other record than those of their own clients.
    """
    if not (member.is_therapist and member.is_supervisor):
        return member.is_therapist
    return Client.objects.on_caseload_of(member).filter(pk=client.pk).exists()


def get_administration(request: SignedInRequest, client: UUID, code: UUID) -> Administration:
    """Return what a client of this therapist's answered, to take away, or 404. Leaves a trace.

    A measure of the alliance is not there while the clinic's rule covers it.
    """
    given = get_object_or_404(
        Administration.objects.select_related("client", "clinic", "check_in").filter(
            client__in=Client.objects.on_caseload_of(request.membership), client__code=client
        ),
        code=code,
    )
    if request.membership.clinic.rate_then_reveal and _is_covered(given):
        raise Http404
    audit.record(audit.Kind.EXPORTED, given, by=request.membership, client=given.client.code)
    return given


def _is_covered(given: Administration) -> bool:
    # By session: where two check-ins were about the same one, only the first has the rating.
    about = Rating.objects.filter(client=given.client, session=given.check_in.about)
    mine = about.filter(perspective=Perspective.THERAPIST)
    theirs = about.filter(perspective=Perspective.CLIENT, instrument=given.instrument)
    return theirs.exists() and not mine.exists()


def get_signed_note(request: SignedInRequest, code: UUID) -> tuple[Note, list[Participation]]:
    """Return the signed note of a session that this person may open, to take away, or 404.

    Besides the trace of opening, it leaves one of the export for each client it is about.
    """
    session, parts = get_session(request, code)
    note: Note | None = getattr(session, "note", None)
    if note is None or not note.is_signed:
        raise Http404
    for part in parts:
        audit.record(audit.Kind.EXPORTED, note, by=request.membership, client=part.client.code)
    return note, parts


def get_question(request: SignedInRequest, code: UUID) -> SupervisionQuestion:
    """Return a question to a supervisor that this person may read, or 404. Leaves a trace.

    It is the door to what is shared too. A note of a couple leaves one for the other as well.
    """
    questions = SupervisionQuestion.objects.visible_to(request.membership).select_related(
        "client__clinic",
        "rupture__session",
        "note__session__therapist__user",
        "note__signed_by__user",
        "note__author",
        "asked_by__user",
        "asked_of__user",
    )
    asked = get_object_or_404(questions, code=code)
    about = [asked.client.code]
    if asked.note:
        parts = asked.note.session.participations.order_by("id")
        about = list(parts.values_list("client__code", flat=True))
    audit.record_for_each(audit.Kind.RECORD_OPENED, asked, about, by=request.membership)
    return asked


@dataclass(frozen=True, slots=True)
class Subject:
    """What a therapist wants to ask about: a rupture, a signed note, else a client's story."""

    client: Client
    rupture: Rupture | None = None
    note: Note | None = None


def get_subject(request: SignedInRequest, wanted: Mapping[str, str]) -> Subject:
    """Return what the therapist asks about, of somebody on their own caseload, or 404.

    `wanted` names it by its code: a `rupture`, a `note` or a `client`. Leaves a trace.
    """
    own = Client.objects.on_caseload_of(request.membership)
    if "rupture" in wanted:
        rows = Rupture.objects.select_related("client", "session").filter(client__in=own)
        rupture = get_object_or_404(rows, code=_code(wanted["rupture"]))
        subject = Subject(rupture.client, rupture=rupture)
    elif "note" in wanted:
        notes = Note.objects.select_related("session").filter(signed_at__isnull=False)
        note = get_object_or_404(
            notes, code=_code(wanted["note"]), clinic=request.membership.clinic_id
        )
        about = own.filter(participations__session=note.session_id)
        client = about.order_by("participations__id").first()
        if client is None:
            raise Http404
        subject = Subject(client, note=note)
    else:
        subject = Subject(get_object_or_404(own, code=_code(wanted.get("client", ""))))
    audit.record(
        audit.Kind.RECORD_OPENED,
        subject.rupture or subject.note or subject.client,
        by=request.membership,
        client=subject.client.code,
    )
    return subject


def _code(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError as error:
        raise Http404 from error


def get_prior(request: SignedInRequest, code: UUID) -> ClinicPrior:
    """Return an estimate of the admin's own clinic, or 404. It holds no person's data."""
    return get_object_or_404(ClinicPrior, clinic=request.membership.clinic, code=code)


def find_link(token: str) -> CheckInLink | None:
    """The link that a secret belongs to, in whatever state; None when there is none."""
    return (
        CheckInLink.objects.select_related(
            "clinic",
            "check_in__clinic",
            "check_in__client",
            "check_in__about",
            "check_in__participation__session__therapist__user",
        )
        .filter(token_digest=tokens.digest(token))
        .first()
    )
