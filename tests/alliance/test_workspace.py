"""The workspace: couples, rate-then-reveal, who sees what, planning, moving, missing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import begin_check_in, submit_check_in
from alliance.models import CheckIn, CheckInLink, Rating
from practice.models import Clinic, Membership, OutboxMessage
from sessions.models import Note, Participation, Session
from tests.cast import Cast, ago, ahead, session_at

SignIn = Callable[[Membership], Browser]
ITEMS = ("understood", "safe", "goals", "fit", "say")


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def next_time(cast: Cast, met: Session) -> Session:
    return session_at(cast.ines, cast.mara, at=ahead(hours=2))


def answer(session: Session, value: int) -> None:
    link = CheckInLink.objects.get(check_in__participation__session=session)
    begin_check_in(link)
    submit_check_in(CheckInLink.objects.get(pk=link.pk), {"alliance": dict.fromkeys(ITEMS, value)})


def test_rate_then_reveal_covers_the_rating_until_the_therapist_has_rated(
    cast: Cast, met: Session, next_time: Session, signed_in: SignIn
) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    answer(next_time, 7)
    browser = signed_in(cast.ines)
    brief = browser.get(f"/sessions/{next_time.code}/").content.decode()
    story = browser.get(f"/clients/{cast.mara.code}/").content.decode()
    assert "Covered until you have rated that session yourself." in brief
    assert "7.0" not in brief
    assert "covered until you rate" in story
    assert "7.0" not in story
    prefix = f"rating-{cast.mara.code}"
    browser.post(
        f"/sessions/{met.code}/note/",
        {"version": "0", "format": "dap", f"{prefix}-version": "0"}
        | {f"{prefix}-{key}": "6" for key in ITEMS},
    )
    assert "7.0" in browser.get(f"/sessions/{next_time.code}/").content.decode()
    assert "7.0" in browser.get(f"/clients/{cast.mara.code}/").content.decode()


def test_the_therapists_feeling_is_theirs_alone(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    prefix = f"rating-{cast.mara.code}"
    signed_in(cast.ines).post(
        f"/sessions/{met.code}/note/",
        {
            "version": "0",
            "format": "soap",
            "section-subjective": "Words of the note.",
            f"{prefix}-version": "0",
            f"{prefix}-own_feeling": "I felt small.",
        },
    )
    browser = signed_in(cast.ines)
    assert "I felt small." in browser.get(f"/sessions/{met.code}/").content.decode()
    supervisor = signed_in(cast.noor).get(f"/sessions/{met.code}/").content.decode()
    assert "I felt small." not in supervisor
    assert "still a draft" in supervisor
    assert "Words of the note." not in supervisor


def test_a_couple_has_a_brief_and_a_rating_each(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, cast.theo, at=ago(hours=2))
    browser = signed_in(cast.ines)
    page = browser.get(f"/sessions/{session.code}/").content.decode()
    assert "Mara L. &amp; Theo B." in page
    data = {"version": "0", "format": "dap"}
    for client, value in ((cast.mara, "7"), (cast.theo, "3")):
        data |= {f"rating-{client.code}-version": "0"}
        data |= {f"rating-{client.code}-{key}": value for key in ITEMS}
    browser.post(f"/sessions/{session.code}/note/", data)
    scores = dict(Rating.objects.values_list("client", "score"))
    assert scores == {cast.mara.pk: 7.0, cast.theo.pk: 3.0}


def test_bad_input_is_said_next_to_the_field_and_nothing_typed_is_lost(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    prefix = f"rating-{cast.mara.code}"
    refused = browser.post(
        f"/sessions/{met.code}/note/",
        {
            "version": "0",
            "format": "dap",
            "section-data": "Kept words.",
            "act-validation": "on",
            f"{prefix}-version": "0",
            f"{prefix}-safe": "11",
        },
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Kept words." in page
    assert "11 is not one of the available choices" in page
    assert not Note.objects.exists()
    assert not Rating.objects.exists()


def test_planning_moving_and_missing(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    at = timezone.localtime(ahead(days=3), cast.riverside.zone)
    planned = {"on": at.date().isoformat(), "at": "10:00", "minutes": "50", "setting": "video"}
    browser.post(f"/clients/{cast.mara.code}/sessions/new/", planned)
    session = Session.objects.get()
    message = OutboxMessage.objects.get(kind="check-in-invitation")
    assert session.starts_at - message.due_at == timedelta(hours=24)
    path = f"/sessions/{session.code}/move/"
    was = {"was": timezone.localtime(session.starts_at).strftime("%Y-%m-%dT%H:%M:%S%z")}
    browser.post(path, planned | {"at": "15:30"} | was)
    session.refresh_from_db()
    stale = browser.post(path, planned | {"at": "18:00"} | was)
    assert "Somebody moved this session meanwhile." in stale.content.decode()
    assert 'value="18:00"' in stale.content.decode()
    assert Session.objects.get() == session
    assert timezone.localtime(session.starts_at, cast.riverside.zone).hour == 15
    assert Participation.objects.get().starts_at == session.starts_at
    endings = OutboxMessage.objects.filter(kind="check-in-invitation").order_by("id")
    assert [m.ending for m in endings] == ["withdrawn", ""]
    part = Participation.objects.get()
    browser.post(
        f"/sessions/{session.code}/attendance/",
        {"part": str(part.code), "attendance": "client cancelled"},
    )
    part.refresh_from_db()
    assert part.attendance == "client cancelled"
    assert {m.ending for m in endings.all()} == {"withdrawn"}
    assert {link.state for link in CheckInLink.objects.all()} == {"revoked"}


PLANNED = {"on": "2031-03-04", "at": "10:00", "minutes": "50", "setting": "video"}


def test_nobody_is_planned_for_twice_at_one_time(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    path = f"/clients/{cast.mara.code}/sessions/new/"
    browser.post(path, PLANNED)
    told = browser.post(path, PLANNED | {"minutes": "30"}).content.decode()
    assert "Mara L. has a session at that time already." in told
    assert 'name="knowing"' not in re.sub(r"<input[^>]*hidden[^>]*>", "", told)
    assert 'value="30"' in told
    part = Participation.objects.get()
    # Who cancelled has their time again.
    cancelled = {"part": str(part.code), "attendance": "client cancelled"}
    browser.post(f"/sessions/{part.session.code}/attendance/", cancelled)
    browser.post(path, PLANNED)
    assert Participation.objects.count() == 2


def test_an_overlap_is_asked_about_and_can_be_meant(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    browser.post(f"/clients/{cast.mara.code}/sessions/new/", PLANNED)
    path = f"/clients/{cast.theo.code}/sessions/new/"
    later = PLANNED | {"at": "10:49"}
    told = browser.post(path, later).content.decode()
    assert "You meet somebody else then: Mara L. (10:00–10:50)." in told
    assert Session.objects.count() == 1
    knowing = re.findall(r'type="checkbox" name="knowing" value="([^"]+)"', told)
    assert knowing == [str(Session.objects.get().code)]
    # What was meant is that overlap and no other.
    assert browser.post(path, later | {"knowing": str(cast.theo.code)}).status_code == 200
    assert Session.objects.count() == 1
    browser.post(path, later | {"knowing": knowing[0]})
    assert Session.objects.count() == 2
    browser.post(path, PLANNED | {"at": "10:50", "on": "2031-03-05"})
    assert Session.objects.count() == 3


def test_one_after_the_other_is_no_overlap_and_moving_asks_the_same(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    browser.post(f"/clients/{cast.mara.code}/sessions/new/", PLANNED)
    browser.post(f"/clients/{cast.theo.code}/sessions/new/", PLANNED | {"at": "10:50"})
    second = Session.objects.latest("pk")
    path = f"/sessions/{second.code}/move/"
    was = {"was": timezone.localtime(second.starts_at).strftime("%Y-%m-%dT%H:%M:%S%z")}
    told = browser.post(path, PLANNED | {"at": "10:30"} | was).content.decode()
    assert "You meet somebody else then: Mara L. (10:00–10:50)." in told
    # Staying where it is asks nothing, and it is not in its own way.
    browser.post(path, PLANNED | {"at": "10:50", "setting": "telephone"} | was)
    browser.post(path, PLANNED | {"at": "11:00", "setting": "telephone"} | was)
    second.refresh_from_db()
    moved = timezone.localtime(second.starts_at, cast.riverside.zone)
    assert (second.setting, moved.hour) == ("telephone", 11)


def test_without_consent_no_check_in_is_prepared(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    browser.post(f"/clients/{cast.mara.code}/consent/", {"kind": "check-ins", "given": "no"})
    session_at(cast.ines, cast.mara, at=ahead(hours=3))
    assert not CheckIn.objects.exists()


def test_the_first_check_in_is_about_no_session(cast: Cast) -> None:
    session = session_at(cast.ines, cast.theo, at=ahead(hours=2))
    begun = begin_check_in(CheckInLink.objects.get(check_in__participation__session=session))
    assert begun.about is None
