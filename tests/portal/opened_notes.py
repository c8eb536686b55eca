"""Signed notes of every kind there is, some of them opened to a client."""

from datetime import datetime

from clients.models import Client
from practice.models import Membership
from sessions.actions import decide_release, save_note, sign_note
from sessions.models import Note, NoteRelease
from tests.cast import ago, session_at
from tests.signed import signed


def released(
    therapist: Membership, client: Client, words: str, *, at: datetime | None = None
) -> Note:
    """A signed note that this client may read."""
    note = signed(session_at(therapist, client, at=at or ago(days=7)), therapist, words)
    decide(note, client, "released")
    return note


def of_a_couple(therapist: Membership, one: Client, other: Client, shared: str) -> Note:
    """A signed note of both, each with a part of their own: "only Mara", "only Theo"."""
    people = {
        str(each.code): {"words": f"only {each.first_name}", "strength": f"{each.first_name} alone"}
        for each in (one, other)
    }
    note = save_note(
        session_at(therapist, one, other, at=ago(days=3)),
        by=therapist,
        content={"sections": {"data": shared}, "people": people},
        format="dap",
        format_version=1,
        version=0,
    )
    return sign_note(note, by=therapist, version=1)


def decide(note: Note, client: Client, decision: str, **reason: str) -> NoteRelease:
    """Decide about one client, over whatever was decided before."""
    latest = note.releases.filter(client=client).order_by("-id").first()
    return decide_release(
        note,
        client,
        decision,
        by=note.author,
        shown=str(latest.code) if latest else "",
        **reason,
    )
