"""Missed sessions: how, told when, and a short note of their own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from alliance.models import Signal
from practice.models import Membership
from sessions.models import Note, Participation, Session
from tests.alliance.rated import met_and_rated
from tests.cast import Cast, ago, session_at
from tests.signed import signed

SignIn = Callable[[Membership], Browser]


def miss(browser: Browser, session: Session, attendance: str) -> Participation:
    part = session.participations.get()
    path = f"/sessions/{session.code}/attendance/"
    browser.post(path, {"part": str(part.code), "attendance": attendance})
    return session.participations.get()


def explain(browser: Browser, part: Participation, **typed: str):  # type: ignore[no-untyped-def]
    prefix = f"absence-{part.code}"
    seen = part.attendance_at.isoformat() if part.attendance_at else ""
    data = {"part": str(part.code), f"{prefix}-seen": seen}
    data |= {f"{prefix}-{name}": value for name, value in typed.items()}
    return browser.post(f"/sessions/{part.session.code}/absence/", data)


def local(at) -> str:  # type: ignore[no-untyped-def]
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_a_missed_session_has_a_short_note_instead_of_a_long_one(
    cast: Cast, signed_in: SignIn
) -> None:
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    part = miss(browser, session, "no-show")
    page = browser.get(f"/sessions/{session.code}/").content.decode()
    assert "What is known about it" in page
    assert 'id="note-form"' not in page
    assert (
        explain(browser, part, words="Rang at noon: she had mixed up the day.").status_code == 302
    )
    assert "she had mixed up the day" in browser.get(f"/sessions/{session.code}/").content.decode()
    supervised = signed_in(cast.noor).get(f"/sessions/{session.code}/").content.decode()
    assert "she had mixed up the day" in supervised
    assert 'id="note-form"' in browser.get(f"/sessions/{session.code}/?note=1").content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("hours", "how"), [(30, "client cancelled"), (24, "client cancelled"), (23, "cancelled late")]
)
def test_how_late_is_the_practices_rule(
    cast: Cast, signed_in: SignIn, hours: int, how: str
) -> None:
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    part = miss(browser, session, "client cancelled")
    explain(browser, part, told_at=local(session.starts_at - timedelta(hours=hours)))
    part.refresh_from_db()
    assert part.attendance == how
    assert part.notice == timedelta(hours=hours)


def test_a_late_cancellation_after_a_low_answer_is_a_reason_to_ask(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.2, 7.8, 8.0, 3.0], until=7)
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    part = miss(browser, session, "client cancelled")
    assert not Signal.objects.filter(kind="missed").exists()
    explain(browser, part, told_at=local(session.starts_at - timedelta(hours=2)))
    assert Signal.objects.get(kind="missed").values["attendance"] == "cancelled late"


def test_what_cannot_be_is_refused_beside_the_field(cast: Cast, signed_in: SignIn) -> None:
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    part = miss(browser, session, "client cancelled")
    after = local(session.starts_at + timedelta(hours=1))
    refused = explain(browser, part, told_at=after, words="Typed and kept.")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "That was after the session began: they did not come." in page
    assert "Typed and kept." in page
    part.refresh_from_db()
    assert part.absence == ""


def test_a_later_writer_is_told(cast: Cast, signed_in: SignIn) -> None:
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    part = miss(browser, session, "no-show")
    explain(browser, part, words="First.")
    refused = explain(browser, part, words="Second.")
    assert refused.status_code == 422
    assert "Somebody recorded this meanwhile." in refused.content.decode()
    assert "Second." in refused.content.decode()
    part.refresh_from_db()
    assert part.absence == "First."


def test_beside_a_signed_note_it_can_still_be_written(cast: Cast, signed_in: SignIn) -> None:
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    signed(session, cast.ines)
    part = miss(browser, session, "client cancelled")
    page = browser.get(f"/sessions/{session.code}/").content.decode()
    assert "What is known about it" in page
    assert "The text is locked." in page
    after = local(session.starts_at + timedelta(hours=1))
    refused = explain(browser, part, told_at=after, words="Typed and kept.")
    assert refused.status_code == 422
    assert "Typed and kept." in refused.content.decode()
    assert "The text is locked." in refused.content.decode()


def test_a_session_that_took_place_has_none(cast: Cast, signed_in: SignIn) -> None:
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)
    part = miss(browser, session, "attended")
    assert explain(browser, part, words="Nothing to explain.").status_code == 404


def test_the_database_knows_that_only_a_cancellation_was_told(cast: Cast) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    with pytest.raises(IntegrityError), transaction.atomic():
        session.participations.update(told_at=timezone.now())


def test_planning_a_session_for_two(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    path = f"/clients/{cast.mara.code}/sessions/new/"
    assert "Theo B." in browser.get(path).content.decode()
    planned = {"on": "2031-03-04", "at": "10:00", "minutes": "75", "setting": "in person"}
    browser.post(path, planned | {"others": [str(cast.theo.code)]})
    session = Session.objects.get()
    people = {part.client_id for part in session.participations.all()}
    assert people == {cast.mara.pk, cast.theo.pk}
    assert all(hasattr(part, "check_in") for part in session.participations.all())
    # Together once, they are offered together again; somebody else's client never is.
    again = browser.get(path).context["form"]
    assert again["others"].value() == [str(cast.theo.code)]
    refused = browser.post(path, planned | {"others": [str(cast.otto.code)]})
    assert refused.status_code == 200
    assert Session.objects.count() == 1
