"""What is overdue stays on the list, however old, and the admin sees by whom and since when."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone

from practice.models import Membership
from sessions.models import Session
from tests.cast import Cast, ago, session_at
from tests.signed import signed

SignIn = Callable[[Membership], Browser]


@pytest.mark.parametrize("days", [4, 61, 400])
def test_an_overdue_note_never_falls_off_today(cast: Cast, signed_in: SignIn, days: int) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(days=days))
    page = signed_in(cast.ines).get("/").content.decode()
    assert f"/sessions/{session.code}/#note" in page
    assert "overdue" in page
    signed(session, cast.ines)
    assert f"/sessions/{session.code}/#note" not in signed_in(cast.ines).get("/").content.decode()


def test_more_notes_than_fit_are_said_to_be_there(cast: Cast, signed_in: SignIn) -> None:
    for n in range(51):
        session_at(cast.ines, cast.mara, at=ago(days=70 + n))
    page = signed_in(cast.ines).get("/")
    assert len(page.context["notes"]) == 50
    assert "more than 50 notes to finish" in page.content.decode()
    assert "There are more notes to finish, later than these." in page.content.decode()


def test_the_admin_sees_by_whom_and_since_when_the_oldest_first(
    cast: Cast, signed_in: SignIn
) -> None:
    """More of them does not come first; names of clients do not come at all."""
    oldest = session_at(cast.tomas, cast.theo, at=ago(days=90))
    for days in (5, 6, 7):
        session_at(cast.ines, cast.mara, at=ago(days=days))
    session_at(cast.ines, cast.mara, at=ago(hours=70))  # not overdue yet
    missed = session_at(cast.ines, cast.mara, at=ago(days=40))
    missed.participations.update(attendance="no-show", attendance_at=timezone.now())
    signed(session_at(cast.ines, cast.mara, at=ago(days=30)), cast.ines)
    session_at(cast.wren, cast.otto, at=ago(days=50))  # the other clinic's
    response = signed_in(cast.ada).get("/clinic/")
    rows = [(row.name, row.count) for row in response.context["overdue"]]
    assert rows == [("Tomas Berg", 1), ("Ines Okafor", 3)]
    due = cast.riverside.note_due_hours
    first = response.context["overdue"][0]
    assert (first.since - oldest.ends_at).total_seconds() == due * 3600
    page = response.content.decode()
    assert "4 notes are overdue." in page
    assert "Mara" not in page
    assert "Theo" not in page


def test_who_left_still_owes_their_notes(cast: Cast, signed_in: SignIn) -> None:
    session_at(cast.tomas, cast.theo, at=ago(days=9))
    Membership.objects.filter(pk=cast.tomas.pk).update(ended_at=timezone.now())
    page = signed_in(cast.ada).get("/clinic/").content.decode()
    assert "1 note is overdue." in page
    assert "no longer works here" in page


def test_a_session_is_documented_by_its_signature_alone(cast: Cast) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(days=2))
    assert not Session.objects.get(pk=session.pk).is_documented
    signed(session, cast.ines)
    assert Session.objects.get(pk=session.pk).is_documented
