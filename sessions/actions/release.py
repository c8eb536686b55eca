"""Releasing a signed note to a client, withholding it, taking it back."""

from django.db import transaction

from clients.models import Client
from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.actions.trace import trace
from sessions.models import Note, NoteRelease, Strike


@transaction.atomic
def decide_release(
    note: Note,
    client: Client,
    decision: str,
    *,
    by: Membership,
    shown: str,
    reason: str = "",
    words: str = "",
) -> NoteRelease:
    """Decide about one client; the decision before it stays in the history.

    `shown` is the code of the decision that the page showed, empty for none. Raises
    ChangedMeanwhile when another one was made since, when the note is not signed or is struck
    through, or when there is nothing to take back.
    """
    locked = Note.objects.select_for_update().get(pk=note.pk)
    latest = locked.releases.filter(client=client).order_by("-id").first()
    released = NoteRelease.Decision.RELEASED
    was_released = latest is not None and latest.decision == released
    settled = {released: was_released, NoteRelease.Decision.TAKEN_BACK: not was_released}
    struck = Strike.objects.filter(note=locked, addendum=None).exists()
    if (
        not locked.is_signed
        or (str(latest.code) if latest else "") != shown
        or settled.get(NoteRelease.Decision(decision), False)
        or (struck and decision == released)
    ):
        raise ChangedMeanwhile
    made = NoteRelease.objects.create(
        clinic_id=locked.clinic_id,
        note=locked,
        client=client,
        decision=decision,
        reason=reason,
        words=words,
        decided_by=by,
    )
    trace(audit.Kind.RELEASED, locked, by, [client], decision=decision, reason=reason)
    return made
