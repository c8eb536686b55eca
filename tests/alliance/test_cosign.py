"""Co-signing: required or asked for, read, signed, given back, asked again; the queue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from practice.actions import end_supervision
from practice.audit import Kind
from practice.models import AuditEvent, Membership, Supervision
from practice.outbox import sweep
from practice.versions import ChangedMeanwhile
from sessions.actions import add_addendum, ask_co_signature, co_sign, return_note, save_note
from sessions.models import CoSignature, Note, Session
from sessions.record import signed_record, what_stands
from tests.alliance.test_queries import queries
from tests.cast import Cast, ago, client, session_at
from tests.signed import read, signed

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def note(cast: Cast, met: Session) -> Note:
    """Signed by Ines, whose notes wait for Noor."""
    Supervision.objects.update(cosigns=True)
    return signed(met, cast.ines, "What was said.")


def page(browser: Browser, path: str) -> str:
    return " ".join(browser.get(path).content.decode().split())


def test_where_it_is_required_signing_asks_for_it(cast: Cast, note: Note) -> None:
    asked = CoSignature.objects.get()
    assert (asked.note, asked.asked_of, asked.asked_by) == (note, cast.noor, cast.ines)
    assert (asked.is_required, asked.covers) == (True, what_stands(note).digest)


def test_the_supervisor_is_written_to_once_however_many_wait(cast: Cast, note: Note) -> None:
    other = signed(session_at(cast.ines, cast.theo, at=ago(days=6)), cast.ines, "Also said.")
    assert CoSignature.objects.waiting().filter(asked_of=cast.noor).count() == 2
    assert sweep() == 1
    assert [letter.to for letter in mail.outbox] == [[cast.noor.user.email]]
    assert "Mara" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    for each in (note, other):
        asked = CoSignature.objects.get(note=each)
        co_sign(asked, by=cast.noor, shown=what_stands(each).digest)
    signed(session_at(cast.ines, cast.mara, at=ago(days=5)), cast.ines, "And later.")
    assert (sweep(), len(mail.outbox)) == (1, 2)


def test_nobody_is_written_to_who_answered_meanwhile(cast: Cast, note: Note) -> None:
    co_sign(CoSignature.objects.get(), by=cast.noor, shown=what_stands(note).digest)
    assert (sweep(), mail.outbox) == (1, [])


def test_where_it_is_not_nobody_is_asked(cast: Cast, met: Session, signed_in: SignIn) -> None:
    signed(met, cast.ines)
    assert not CoSignature.objects.exists()
    browser = signed_in(cast.ines)
    assert "Nobody was asked." in page(browser, f"/sessions/{met.code}/")
    browser.post(f"/sessions/{met.code}/co-sign/ask/", {"supervisor": str(cast.noor.code)})
    assert CoSignature.objects.get().is_required is False


def test_the_page_before_signing_says_for_whom_it_will_wait(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    Supervision.objects.update(cosigns=True)
    browser = signed_in(cast.ines)
    save_note(met, by=cast.ines, content={}, format="dap", format_version=1, version=0)
    assert "After you it waits for Noor Haddad to co-sign." in page(
        browser, f"/sessions/{met.code}/sign/"
    )


def test_the_supervisor_reads_and_co_signs_what_she_read(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    browser = signed_in(cast.noor)
    queue = page(browser, "/supervision/")
    assert "1 note waits for your co-signature." in queue
    assert "Supervision · 1" in queue
    path = f"/sessions/{met.code}/co-sign/"
    assert "What was said." in page(browser, path)
    browser.post(path, read(browser, path))
    asked = CoSignature.objects.get()
    assert (asked.signed_by, asked.covers) == (cast.noor, what_stands(note).digest)
    assert "Co-signed by Noor Haddad" in page(browser, f"/sessions/{met.code}/")
    assert "It covers everything that stands here." in page(browser, f"/sessions/{met.code}/")
    event = AuditEvent.objects.get(kind=Kind.CO_SIGNED)
    assert (event.actor, event.client_code) == (cast.noor.code, cast.mara.code)
    assert "No note waits for your co-signature." in page(browser, "/supervision/")


@pytest.mark.parametrize("shown", ["", "0" * 64])
def test_without_the_digest_of_what_was_read_nothing_is_signed(
    cast: Cast, note: Note, met: Session, signed_in: SignIn, shown: str
) -> None:
    told = signed_in(cast.noor).post(
        f"/sessions/{met.code}/co-sign/", {"shown": shown}, follow=True
    )
    assert "Something changed since you opened this page." in told.content.decode()
    assert CoSignature.objects.get().signed_at is None


def test_what_was_added_after_reading_is_not_co_signed(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    browser, path = signed_in(cast.noor), f"/sessions/{met.code}/co-sign/"
    shown = read(browser, path)
    add_addendum(note, by=cast.ines, words="And one thing more.")
    told = browser.post(path, shown, follow=True).content.decode()
    assert "Something changed since you opened this page." in told
    assert "And one thing more." in told
    assert CoSignature.objects.get().signed_at is None
    browser.post(path, read(browser, path))
    assert CoSignature.objects.get().covers == what_stands(note).digest


def test_a_later_addendum_is_not_covered_until_asked_again(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    co_sign(CoSignature.objects.get(), by=cast.noor, shown=what_stands(note).digest)
    add_addendum(note, by=cast.ines, words="Later.")
    browser = signed_in(cast.ines)
    said = page(browser, f"/sessions/{met.code}/")
    assert "What came after that is not covered by the co-signature." in said
    assert "not covered by the co-signature</span>" in said
    browser.post(f"/sessions/{met.code}/co-sign/ask/", {"supervisor": str(cast.noor.code)})
    supervisor, path = signed_in(cast.noor), f"/sessions/{met.code}/co-sign/"
    supervisor.post(path, read(supervisor, path))
    assert "It covers everything that stands here." in page(browser, f"/sessions/{met.code}/")
    assert CoSignature.objects.filter(signed_at__isnull=False).count() == 2


def test_given_back_it_stands_on_today_and_is_asked_again(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    supervisor, therapist = signed_in(cast.noor), signed_in(cast.ines)
    back = {"return_words": "Please say what was agreed."}
    empty = supervisor.post(f"/sessions/{met.code}/co-sign/return/", {"return_words": ""})
    assert empty.status_code == 422
    supervisor.post(f"/sessions/{met.code}/co-sign/return/", back)
    assert "Noor Haddad gave back your note for Mara L." in page(therapist, "/")
    assert "Please say what was agreed." in page(therapist, f"/sessions/{met.code}/")
    therapist.post(f"/sessions/{met.code}/addendum/", {"words": "We agreed to write."})
    therapist.post(f"/sessions/{met.code}/co-sign/ask/", {"supervisor": str(cast.noor.code)})
    assert "gave back your note" not in page(therapist, "/")
    path = f"/sessions/{met.code}/co-sign/"
    supervisor.post(path, read(supervisor, path))
    assert signed_record(note).is_covered
    assert [each.asked_of for each in CoSignature.objects.order_by("id")] == [cast.noor] * 2


def test_of_two_answers_one_holds(cast: Cast, note: Note, met: Session, signed_in: SignIn) -> None:
    asked = CoSignature.objects.get()
    return_note(asked, by=cast.noor, words="Not yet.")
    with pytest.raises(ChangedMeanwhile):
        co_sign(asked, by=cast.noor, shown=what_stands(note).digest)
    with pytest.raises(ChangedMeanwhile):
        return_note(asked, by=cast.noor, words="Again.")
    asked.refresh_from_db()
    assert (asked.signed_at, asked.return_words) == (None, "Not yet.")


def test_only_who_was_asked_answers(cast: Cast, note: Note, met: Session) -> None:
    asked = CoSignature.objects.get()
    with pytest.raises(ChangedMeanwhile):
        co_sign(asked, by=cast.tomas, shown=what_stands(note).digest)
    assert CoSignature.objects.get().is_waiting


def test_a_request_is_made_once_and_can_be_taken_back(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    browser, asked = signed_in(cast.ines), CoSignature.objects.get()
    ask = f"/sessions/{met.code}/co-sign/ask/"
    again = browser.post(ask, {"supervisor": str(cast.noor.code)}, follow=True)
    assert "You asked already" in again.content.decode()
    withdraw = f"/sessions/{met.code}/co-sign/withdraw/"
    browser.post(withdraw, {"request": str(asked.code)})
    asked.refresh_from_db()
    assert asked.withdrawn_at is not None
    told = browser.post(withdraw, {"request": str(asked.code)}, follow=True)
    assert "It was answered or taken back meanwhile." in told.content.decode()
    assert signed_in(cast.noor).get("/supervision/").context["waiting"] == []


def test_only_ones_own_supervisors_can_be_asked(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    CoSignature.objects.update(withdrawn_at=timezone.now())
    for stranger in (cast.tomas, cast.ada, cast.wren):
        told = signed_in(cast.ines).post(
            f"/sessions/{met.code}/co-sign/ask/", {"supervisor": str(stranger.code)}, follow=True
        )
        assert "Choose one of your supervisors." in told.content.decode()
    assert CoSignature.objects.waiting().count() == 0


def test_what_nobody_can_answer_any_more_leaves_the_queue_and_not_the_note(
    cast: Cast, note: Note, met: Session, signed_in: SignIn
) -> None:
    end_supervision(Supervision.objects.get(), by=cast.ada)
    browser = signed_in(cast.noor)
    assert browser.get("/supervision/").context["waiting"] == []
    assert "Supervision · 1" not in page(browser, "/supervision/")
    assert browser.get(f"/sessions/{met.code}/co-sign/").status_code == 404
    assert "Waits for Noor Haddad" in page(signed_in(cast.ines), f"/sessions/{met.code}/")


@pytest.mark.parametrize("notes", [1, 3, 300])
def test_the_queue_is_oldest_first_with_the_same_queries(
    cast: Cast, signed_in: SignIn, notes: int
) -> None:
    browser = signed_in(cast.noor)
    browser.get("/supervision/")
    for n in range(notes):
        person = client(f"Person {n}", cast.ines)
        session = session_at(cast.ines, person, at=ago(days=20, minutes=n))
        asked = ask_co_signature(signed(session, cast.ines), of=cast.noor, by=cast.ines)
        CoSignature.objects.bulk_create(
            [
                CoSignature(
                    clinic=cast.riverside,
                    note=asked.note,
                    asked_of=cast.noor,
                    asked_by=cast.ines,
                    asked_at=asked.asked_at,
                    covers=asked.covers,
                    returned_at=asked.asked_at,
                )
            ]
        )
    assert queries(browser, "/supervision/") == 8
    rows = browser.get("/supervision/").context["waiting"]
    times = [row.request.asked_at for row in rows]
    assert len(times) == notes
    assert times == sorted(times)


def test_one_that_waits_too_long_is_overdue(cast: Cast, met: Session, signed_in: SignIn) -> None:
    note = signed(met, cast.ines)
    CoSignature.objects.create(
        clinic=cast.riverside,
        note=note,
        asked_of=cast.noor,
        asked_by=cast.ines,
        asked_at=timezone.now() - timedelta(hours=73),
        covers=what_stands(note).digest,
    )
    assert "overdue" in page(signed_in(cast.noor), "/supervision/")
    rows = signed_in(cast.ada).get("/clinic/").context["overdue"]
    assert [(row.name, row.kind, row.count) for row in rows] == [
        ("Noor Haddad", "co-signatures", 1)
    ]
    assert "1 co-signature to give" in page(signed_in(cast.ada), "/clinic/")


def test_the_admin_says_whose_notes_are_co_signed(cast: Cast, signed_in: SignIn) -> None:
    browser, supervision = signed_in(cast.ada), Supervision.objects.get()
    path = f"/supervision/{supervision.code}/co-signing/"
    browser.post(path, {"cosigns": "yes"})
    events = AuditEvent.objects.filter(about_code=supervision.code, kind=Kind.CHANGED)
    browser.post(path, {"cosigns": "yes"})  # twice changes nothing
    supervision.refresh_from_db()
    assert (supervision.cosigns, events.count()) == (True, 1)
    assert "co-signs every note" in page(browser, f"/people/{cast.ines.code}/")
    browser.post(path, {"cosigns": "no"})
    supervision.refresh_from_db()
    assert supervision.cosigns is False
    assigned = {"supervisor": str(cast.noor.code), "cosigns": "on"}
    browser.post(f"/people/{cast.tomas.code}/supervision/", assigned)
    assert Supervision.objects.get(supervisee=cast.tomas).cosigns is True


@pytest.mark.parametrize("notes", [1, 3, 300])
def test_today_with_notes_given_back_has_the_same_queries(
    cast: Cast, signed_in: SignIn, notes: int
) -> None:
    browser = signed_in(cast.ines)
    browser.get("/")
    for n in range(notes):
        person = client(f"Person {n}", cast.ines)
        session = session_at(cast.ines, person, at=ago(days=20, minutes=n))
        asked = ask_co_signature(signed(session, cast.ines), of=cast.noor, by=cast.ines)
        return_note(asked, by=cast.noor, words="Say more.")
    assert queries(browser, "/") == 7  # with an empty agenda
    assert len(browser.get("/").context["returned"]) == notes
