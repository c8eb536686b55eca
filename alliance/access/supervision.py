"""The doors to a question to a supervisor, and to what can be shared with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from alliance.models import (
    Rupture,
    SupervisionQuestion,
)
from clients.models import Client
from practice import audit
from practice.access import SignedInRequest
from sessions.models import Note


@dataclass(frozen=True, slots=True)
class Subject:
    """What a therapist wants to ask about: a rupture, a signed note, else a client's story."""

    client: Client
    rupture: Rupture | None = None
    note: Note | None = None


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
