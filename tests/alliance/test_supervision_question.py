"""A question to a supervisor: what is shared, who reads it, what is said about it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from alliance.actions import (
    record_rupture,
    reply_to_question,
)
from alliance.actions.supervision import NotASupervisor
from alliance.models import Rupture, SupervisionQuestion, SupervisionReply
from clients.models import CareTeamMember
from practice.actions import end_membership, end_supervision
from practice.audit import Kind
from practice.models import AuditEvent, Clinic, Supervision
from practice.outbox import sweep
from sessions.actions import save_note
from sessions.models import ProcessNote, Session
from tests.alliance.asked import (
    ASKED,
    OTHERS,
    OWN,
    SignIn,
    ask,
    keep_with_the_record,
    page,
    torn,
)
from tests.alliance.test_queries import queries
from tests.cast import Cast, ago, client, session_at, staff, supervises
from tests.sessions.process import granted_process_note
from tests.signed import signed


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def rupture(cast: Cast, met: Session) -> Rupture:
    return torn(cast, met)


# Asking


def test_from_the_rupture_to_the_question(cast: Cast, rupture: Rupture, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    link = f"/supervision/ask/?rupture={rupture.code}"
    assert link in page(browser, f"/ruptures/{rupture.code}/")
    shown = page(browser, link)
    assert "What would you like to ask Noor Haddad about Mara?" in shown
    assert "She said yes to all of it." in shown
    assert OWN not in shown
    told = browser.post(
        "/supervision/ask/", {"rupture": str(rupture.code), "question": ASKED}, follow=True
    )
    asked = SupervisionQuestion.objects.get()
    assert told.redirect_chain == [(f"/supervision/{asked.code}/", 302)]
    assert (asked.asked_by, asked.asked_of, asked.client) == (cast.ines, cast.noor, cast.mara)
    assert (asked.rupture, asked.note, asked.from_on, asked.question) == (
        rupture,
        None,
        None,
        ASKED,
    )
    event = AuditEvent.objects.get(kind=Kind.CREATED, about="alliance.supervisionquestion")
    assert (event.actor, event.client_code) == (cast.ines.code, cast.mara.code)
    assert event.detail == {"of": str(cast.noor.code), "shared": "rupture", "stays": False}


def test_without_a_question_nothing_is_shared_and_the_days_stay(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    given = {"client": str(cast.mara.code), "from_on": "2026-03-04", "to_on": "2026-03-01"}
    answer = signed_in(cast.ines).post("/supervision/ask/", given | {"question": " "})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "question": ["Write down what you would like to ask."],
        "to_on": ["The last day lies before the first."],
    }
    assert 'value="2026-03-04"' in answer.content.decode()
    assert not SupervisionQuestion.objects.exists()


def test_of_several_supervisors_one_is_chosen(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    other = staff(cast.riverside, "Vera Sol", is_supervisor=True)
    supervises(other, cast.ines)
    browser, given = signed_in(cast.ines), {"rupture": str(rupture.code), "question": ASKED}
    for wrong in ("", str(cast.tomas.code)):
        answer = browser.post("/supervision/ask/", given | {"supervisor": wrong})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["supervisor"])
        assert ASKED in answer.content.decode()
    browser.post("/supervision/ask/", given | {"supervisor": str(other.code)})
    assert SupervisionQuestion.objects.get().asked_of == other


def test_who_has_no_supervisor_is_told_and_offered_nothing(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    end_supervision(Supervision.objects.get(), by=cast.ada)
    browser = signed_in(cast.ines)
    assert "Ask my supervisor" not in page(browser, f"/ruptures/{rupture.code}/")
    given = {"rupture": str(rupture.code), "question": ASKED}
    answer = browser.post("/supervision/ask/", given)
    assert answer.status_code == 422
    assert "Nobody supervises you here yet." in answer.content.decode()
    with pytest.raises(NotASupervisor):
        ask(cast, rupture)
    assert not SupervisionQuestion.objects.exists()


def test_nobody_asks_about_what_is_not_theirs(
    cast: Cast, rupture: Rupture, met: Session, signed_in: SignIn
) -> None:
    draft = session_at(cast.ines, cast.theo, at=ago(days=3))
    note = save_note(draft, by=cast.ines, content={}, format="dap", format_version=1, version=0)
    granted_process_note(met, cast.ines, "Mine alone.")
    process = ProcessNote.objects.get()
    for who in (cast.noor, cast.tomas, cast.ada, cast.wren):
        for own in ({"rupture": str(rupture.code)}, {"client": str(cast.mara.code)}):
            assert signed_in(who).get("/supervision/ask/", own).status_code == 404
    ines = signed_in(cast.ines)
    not_hers: list[dict[str, str]] = [
        {"rupture": str(cast.otto.code)},
        {"client": str(cast.otto.code)},
        {"note": str(note.code)},  # a draft
        {"note": str(process.code)},
        {"process_note": str(process.code)},
        {"client": "x"},
        {},
    ]
    for wanted in not_hers:
        assert ines.get("/supervision/ask/", wanted).status_code == 404
        given = wanted | {"question": ASKED}
        assert ines.post("/supervision/ask/", given).status_code == 404
    assert not SupervisionQuestion.objects.exists()


# Who reads it


def test_the_supervisor_reads_what_is_shared_and_not_the_therapists_own_part(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked = ask(cast, rupture)
    shown = page(signed_in(cast.noor), f"/supervision/{asked.code}/")
    assert "Ines Okafor asks you about Mara." in shown
    for words in (ASKED, "She said yes to all of it.", "I said so aloud."):
        assert words in shown
    assert OWN not in shown
    event = AuditEvent.objects.filter(about="alliance.supervisionquestion").latest("id")
    assert (event.kind, event.actor) == (Kind.RECORD_OPENED, cast.noor.code)
    assert (event.about_code, event.client_code) == (asked.code, cast.mara.code)


@pytest.mark.parametrize("stays", [False, True])
def test_for_everybody_else_it_is_not_there(
    cast: Cast, rupture: Rupture, signed_in: SignIn, stays: bool
) -> None:
    Clinic.objects.update(supervision_stays=stays)
    asked = ask(cast, rupture)
    people = {name: getattr(cast, name, None) for name in OTHERS}
    people["vera"] = staff(cast.riverside, "Vera Sol", is_supervisor=True)
    absent = f"/supervision/{cast.mara.code}/"
    for who in people.values():
        browser = signed_in(who)  # type: ignore[arg-type]
        found = browser.get(f"/supervision/{asked.code}/")
        assert (found.status_code, found.content) == (404, browser.get(absent).content)
        for act in ("", "close/", "take-back/"):
            assert browser.post(f"/supervision/{asked.code}/{act}").status_code == 404
        listed = browser.get("/supervision/")
        assert ASKED not in listed.content.decode()


def test_with_the_end_of_supervision_it_is_out_of_reach(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    keep_with_the_record()
    asked, browser = ask(cast, rupture), signed_in(cast.noor)
    path = f"/supervision/{asked.code}/"
    assert "Supervision · 1" in page(browser, path)
    end_supervision(Supervision.objects.get(), by=cast.ada)
    assert browser.get(path).status_code == 404
    assert browser.post(path, {"kind": "answer", "words": "Late."}).status_code == 404
    shown = page(browser, "/supervision/")
    assert ASKED not in shown
    assert "Supervision · 1" not in shown
    assert signed_in(cast.ines).get(path).status_code == 200


def test_who_works_here_no_more_reads_nothing(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked, browser = ask(cast, rupture), signed_in(cast.noor)
    end_membership(cast.noor, by=cast.ada)
    assert browser.get(f"/supervision/{asked.code}/").status_code == 404


def test_when_care_has_moved_on_it_is_there_for_neither(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked = ask(cast, rupture)
    CareTeamMember.objects.filter(client=cast.mara).update(ended_on=timezone.localdate())
    for who in (cast.ines, cast.noor):
        assert signed_in(who).get(f"/supervision/{asked.code}/").status_code == 404


def test_a_signed_note_is_shared_and_of_a_couple_the_part_of_one(
    cast: Cast, signed_in: SignIn
) -> None:
    note = signed(session_at(cast.ines, cast.mara, at=ago(days=9)), cast.ines, "Said in the hour.")
    browser = signed_in(cast.ines)
    assert f"?note={note.code}" in page(browser, f"/sessions/{note.session.code}/")
    browser.post("/supervision/ask/", {"note": str(note.code), "question": ASKED})
    asked = SupervisionQuestion.objects.get()
    assert (asked.note, asked.rupture, asked.client) == (note, None, cast.mara)
    assert "Said in the hour." in page(signed_in(cast.noor), f"/supervision/{asked.code}/")


def test_of_the_story_those_days_are_shared(cast: Cast, signed_in: SignIn) -> None:
    days = [ago(days=each) for each in (40, 20, 5)]
    for at in days:
        session_at(cast.ines, cast.mara, at=at)
    browser = signed_in(cast.ines)
    assert f"?client={cast.mara.code}" in page(browser, f"/clients/{cast.mara.code}/")
    since, until = (timezone.localtime(at).date().isoformat() for at in (days[1], days[2]))
    given = {"client": str(cast.mara.code), "from_on": since, "to_on": until, "question": ASKED}
    browser.post("/supervision/ask/", given)
    asked = SupervisionQuestion.objects.get()
    shown = page(signed_in(cast.noor), f"/supervision/{asked.code}/")
    assert [f"Session {n}</strong>" in shown for n in (1, 2, 3)] == [False, True, True]


# The thread


@pytest.mark.parametrize("stays", [False, True])
def test_it_stays_with_the_record_as_the_clinic_had_decided(
    cast: Cast, rupture: Rupture, signed_in: SignIn, stays: bool
) -> None:
    Clinic.objects.update(supervision_stays=stays)
    cast.ines.clinic.refresh_from_db()
    asked = ask(cast, rupture)
    reply_to_question(asked, by=cast.noor, kind="answer", words="Perhaps the leaflet.")
    Clinic.objects.update(supervision_stays=not stays)
    CareTeamMember.objects.create(
        clinic=cast.riverside, client=cast.mara, therapist=cast.tomas, began_on=date(2026, 1, 5)
    )
    for who in (cast.ines, cast.tomas, cast.noor):
        browser = signed_in(who)
        on_rupture = page(browser, f"/ruptures/{rupture.code}/")
        assert ("Perhaps the leaflet." in on_rupture, ASKED in on_rupture) == (stays, stays)
        on_client = page(browser, f"/clients/{cast.mara.code}/")
        assert (f"/supervision/{asked.code}/" in on_client) == stays
    third = signed_in(cast.tomas)
    assert third.get(f"/supervision/{asked.code}/").status_code == (200 if stays else 404)
    word = {"kind": "more", "words": "Not mine to say."}
    assert third.post(f"/supervision/{asked.code}/", word).status_code == 404


# What the database holds


def test_the_database_refuses_what_must_not_be(cast: Cast, rupture: Rupture, met: Session) -> None:
    note = signed(session_at(cast.ines, cast.mara, at=ago(days=9)), cast.ines)
    fine: dict[str, Any] = {
        "clinic": cast.riverside,
        "client": cast.mara,
        "asked_by": cast.ines,
        "asked_of": cast.noor,
        "question": ASKED,
        "rupture": rupture,
    }
    today, now = timezone.localdate(), timezone.now()
    earlier = today - timedelta(days=1)
    wrong: list[dict[str, Any]] = [
        {"asked_of": cast.ines},
        {"rupture": None},
        {"note": note},
        {"from_on": earlier, "to_on": today},
        {"rupture": None, "from_on": today},
        {"rupture": None, "from_on": today, "to_on": earlier},
        {"question": ""},
        {"closed_at": now, "closed_by": cast.ines, "waits_since": None},
        {"closed_at": now, "answered_at": now, "closed_by": cast.ada, "waits_since": None},
        {"withdrawn_at": now, "answered_at": now, "waits_since": None},
        {"withdrawn_at": now},
    ]
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisionQuestion.objects.create(**fine | each)
    asked = SupervisionQuestion.objects.create(**fine)
    said: dict[str, Any] = {"clinic": cast.riverside, "question": asked, "by": cast.noor}
    for each in ({"kind": "answer", "words": ""}, {"kind": "other", "words": "What."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisionReply.objects.create(**said | each)


def test_what_was_asked_and_said_stays_as_it_was(cast: Cast, rupture: Rupture) -> None:
    asked = ask(cast, rupture)
    reply = reply_to_question(asked, by=cast.noor, kind="answer", words="One.")
    questions = SupervisionQuestion.objects.filter(pk=asked.pk)
    replies = SupervisionReply.objects.filter(pk=reply.pk)
    for act in (
        lambda: questions.update(asked_of=cast.tomas),
        lambda: questions.update(stays_with_record=True),
        questions.delete,
        lambda: replies.update(kind="asks"),
        replies.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert (questions.get().question, replies.get().words) == (ASKED, "One.")


# Mail and queries


def test_mail_says_that_there_is_something_and_no_more(cast: Cast, rupture: Rupture) -> None:
    asked = ask(cast, rupture)
    sweep()
    reply_to_question(asked, by=cast.noor, kind="answer", words="One.")
    sweep()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["noor@riverside.example"], "There is something new to read"),
        (["ines@riverside.example"], "There is something new to read"),
    ]
    for sent in mail.outbox:
        for words in ("Mara", "Ines", "Noor", "Riverside", ASKED, "One.", str(asked.code)):
            assert words not in f"{sent.subject} {sent.body}"


def test_mail_is_not_sent_about_what_was_read_or_is_out_of_reach(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked = ask(cast, rupture)
    page(signed_in(cast.noor), f"/supervision/{asked.code}/")
    ask(cast, rupture, "And this?")
    end_supervision(Supervision.objects.get(), by=cast.ada)
    sweep()
    assert mail.outbox == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_pages_keep_their_number_of_queries(cast: Cast, signed_in: SignIn, people: int) -> None:
    keep_with_the_record()
    cast.ines.clinic.refresh_from_db()
    rows = []
    for number in range(people):
        person = client(f"Person {number}", cast.ines)
        session = session_at(cast.ines, person, at=ago(days=7, minutes=number))
        found = record_rupture(session, person, by=cast.ines, direction="withdrawal")
        rows.append(ask(cast, found))
        for _ in range(people):
            reply_to_question(rows[-1], by=cast.noor, kind="answer", words="One.")
    ines, noor = signed_in(cast.ines), signed_in(cast.noor)
    path = f"/supervision/{rows[0].code}/"
    ines.get("/supervision/")
    noor.get("/supervision/")
    assert queries(ines, "/") == 6  # 5 where nobody is met today, and the answers unread
    assert queries(ines, "/supervision/") == 4
    assert queries(noor, "/supervision/") == 6
    ines.get(path)
    assert queries(ines, path) == 6
    assert queries(ines, f"/clients/{rows[0].client.code}/") == 12  # 10, and two for what is kept
