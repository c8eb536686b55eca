"""What is said about a question to a supervisor: answered, asked back, taken back, closed."""

import pytest

from alliance.actions import (
    close_question,
    reply_to_question,
    withdraw_question,
)
from alliance.models import Rupture, SupervisionQuestion, SupervisionReply
from practice.audit import Kind
from practice.models import AuditEvent, OutboxMessage
from practice.versions import ChangedMeanwhile
from sessions.models import Session
from tests.alliance.asked import (
    SignIn,
    ask,
    page,
    torn,
)
from tests.cast import Cast, ago, session_at


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def rupture(cast: Cast, met: Session) -> Rupture:
    return torn(cast, met)


def test_an_answer_stands_on_today_until_it_is_read(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked = ask(cast, rupture)
    path, ines, noor = f"/supervision/{asked.code}/", signed_in(cast.ines), signed_in(cast.noor)
    assert "not read yet" in page(ines, "/supervision/")
    assert "1 question waits for your answer." in page(noor, "/supervision/")
    page(noor, path)
    assert "read, not answered yet" in page(ines, "/supervision/")
    assert "answered your question" not in page(ines, "/")
    noor.post(path, {"kind": "answer", "words": "Perhaps it was the leaflet."})
    assert "Noor Haddad answered your question about Mara L." in page(ines, "/")
    assert "Your supervisor answered 1 question of yours." in page(ines, "/supervision/")
    assert "Nothing waits for you here." in page(noor, "/supervision/")
    assert "Perhaps it was the leaflet." in page(ines, path)
    assert "answered your question" not in page(ines, "/")
    assert "Nothing waits for you here." in page(ines, "/supervision/")


def test_asked_back_and_more_to_it(cast: Cast, rupture: Rupture, signed_in: SignIn) -> None:
    asked = ask(cast, rupture)
    path, ines, noor = f"/supervision/{asked.code}/", signed_in(cast.ines), signed_in(cast.noor)
    noor.post(path, {"kind": "asks", "words": "What did you feel then?"})
    assert "Noor Haddad asks you back about Mara L." in page(ines, "/")
    assert "asks back" in page(ines, "/supervision/")
    ines.post(path, {"kind": "more", "words": "I was afraid."})
    assert "1 question waits for your answer." in page(noor, "/supervision/")
    noor.post(path, {"kind": "answer", "words": "Then say so."})
    ines.post(path, {"kind": "thanks", "words": ""})
    assert "Nothing waits for you here." in page(noor, "/supervision/")
    assert [(each.by, each.kind) for each in SupervisionReply.objects.order_by("id")] == [
        (cast.noor, "asks"),
        (cast.ines, "more"),
        (cast.noor, "answer"),
        (cast.ines, "thanks"),
    ]


@pytest.mark.parametrize(
    ("who", "kind", "words"),
    [
        ("ines", "answer", "To myself."),
        ("noor", "thanks", "Not hers to say."),
        ("noor", "answer", " "),
        ("ines", "more", ""),
        ("noor", "", "Of no kind."),
    ],
)
def test_a_word_that_is_not_theirs_or_empty_is_not_written(
    cast: Cast, rupture: Rupture, signed_in: SignIn, who: str, kind: str, words: str
) -> None:
    path = f"/supervision/{ask(cast, rupture).code}/"
    answer = signed_in(getattr(cast, who)).post(path, {"kind": kind, "words": words})
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    assert not SupervisionReply.objects.exists()


def test_of_two_replies_at_once_both_stand(cast: Cast, rupture: Rupture) -> None:
    ask(cast, rupture)
    first, second = SupervisionQuestion.objects.get(), SupervisionQuestion.objects.get()
    reply_to_question(first, by=cast.noor, kind="answer", words="One.")
    reply_to_question(second, by=cast.ines, kind="more", words="Two.")
    said = [each.words for each in SupervisionReply.objects.order_by("id")]
    assert said == ["One.", "Two."]
    asked = SupervisionQuestion.objects.get()
    assert (asked.seen_by_supervisee_at, asked.seen_by_supervisor_at) == (None, None)


def test_of_taking_back_and_answering_at_once_one_holds(cast: Cast, rupture: Rupture) -> None:
    asked = ask(cast, rupture)
    reply_to_question(asked, by=cast.noor, kind="answer", words="One.")
    with pytest.raises(ChangedMeanwhile):
        withdraw_question(asked, by=cast.ines)
    other = ask(cast, rupture, "And this?")
    withdraw_question(other, by=cast.ines)
    with pytest.raises(ChangedMeanwhile):
        reply_to_question(other, by=cast.noor, kind="answer", words="Too late.")
    assert SupervisionReply.objects.count() == 1


def test_what_was_taken_back_is_gone_for_the_supervisor_and_leaves_a_trace(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked = ask(cast, rupture)
    ines = signed_in(cast.ines)
    ines.post(f"/supervision/{asked.code}/take-back/")
    assert "taken back" in page(ines, "/supervision/")
    assert "Taken back on" in page(ines, f"/supervision/{asked.code}/")
    assert signed_in(cast.noor).get(f"/supervision/{asked.code}/").status_code == 404
    event = AuditEvent.objects.get(kind=Kind.REVOKED)
    assert (event.actor, event.about_code) == (cast.ines.code, asked.code)
    assert OutboxMessage.objects.get(kind="supervision-question").ending == "withdrawn"


def test_it_is_closed_after_an_answer_and_then_nothing_is_said(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    asked = ask(cast, rupture)
    path, ines = f"/supervision/{asked.code}/", signed_in(cast.ines)
    ines.post(f"{path}close/")
    asked.refresh_from_db()
    assert asked.closed_at is None
    reply_to_question(asked, by=cast.noor, kind="answer", words="One.")
    ines.post(f"{path}close/")
    asked.refresh_from_db()
    assert asked.closed_by == cast.ines
    late = ines.post(path, {"kind": "more", "words": "One thing more."})
    assert late.status_code == 422
    assert "One thing more." in late.content.decode()
    with pytest.raises(ChangedMeanwhile):
        close_question(asked, by=cast.noor)


# With the record, or not
