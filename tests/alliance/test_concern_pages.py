"""What felt off as the clinic's people see it, each no more than is theirs."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import (
    answer_concern,
    escalate_concerns,
    withdraw_concern,
)
from alliance.models import CheckIn, Concern, Signal
from practice.models import AuditEvent, Clinic, Membership
from tests.alliance.document.reader import read, squeezed
from tests.alliance.test_concern import HOURS, WORDS, checked_in, everybody, named, now, said
from tests.cast import Cast, ago, client, later_today, session_at
from tests.practice.test_clinic import SETTINGS

SignIn = Callable[[Membership], Browser]


def at(concern: Concern) -> str:
    return f"/concerns/{concern.code}/"


def record(browser: Browser, person: object) -> str:
    """What the record on paper says."""
    answer = browser.post(f"/clients/{person.code}/record.pdf", {"answers": "on"})  # type: ignore[attr-defined]
    return squeezed(" ".join(read(answer.content).pages))


def opened(member: Membership, browser: Browser, cast: Cast) -> str:
    """Everything that is shown of Mara and of what waits, put together."""
    addresses = ["/", "/caseload/", "/signals/", "/concerns/", "/supervision/", "/clinic/"]
    addresses += ["/clinic/clients/", "/account/", "/safety/", "/people/"]
    addresses += [f"/clients/{cast.mara.code}/", f"/clients/{cast.mara.code}/record/"]
    addresses += [f"/sessions/{part.session.code}/" for part in cast.mara.participations.all()]
    addresses += [
        f"/signals/{code}/" for code in Signal._base_manager.values_list("code", flat=True)
    ]
    addresses += [f"/concerns/{code}/" for code in Concern.objects.values_list("code", flat=True)]
    return "\n".join(browser.get(address).text for address in addresses)


# --- What waits -----------------------------------------------------------------------------------


def test_what_is_just_to_be_noted_is_listed_and_does_not_wait(
    cast: Cast, signed_in: SignIn
) -> None:
    concern, browser = said(cast.mara, "note"), signed_in(cast.ines)
    page = browser.get("/concerns/").text
    assert "<h1>Nothing that felt off waits for an answer.</h1>" in page
    assert page.index("Just to be noted") < page.index(at(concern))
    assert "waits for an answer" not in browser.get("/").text
    # Unread it stays on the list; read, it leaves after four weeks.
    Concern.objects.update(said_at=ago(days=40))
    assert at(concern) in browser.get("/concerns/").text
    assert "just to be noted: no answer is waited for" in browser.get(at(concern)).text
    assert at(concern) not in browser.get("/concerns/").text
    Concern.objects.update(request="raise")
    assert at(concern) in browser.get("/concerns/").text
    assert "waits for an answer" in browser.get("/").text


# --- Who sees it ----------------------------------------------------------------------------------


def test_those_in_care_read_it_and_who_cares_answers(cast: Cast, signed_in: SignIn) -> None:
    concern = said(cast.mara)
    for member, may in ((cast.ines, True), (cast.noor, False)):
        page = signed_in(member).get(at(concern)).text
        assert "Something felt off to Mara." in page
        assert f"“{WORDS}”" in page
        assert "asks you to raise it" in page
        assert ("What your client will read" in page) is may
        assert ("Ines Okafor answers." in page) is not may
    answer = signed_in(cast.noor).post(at(concern), {"words": "Mine."})
    nothing = signed_in(cast.noor).post(f"/concerns/{uuid4()}/", {"words": "Mine."})
    assert (answer.status_code, answer.content) == (404, nothing.content)
    assert now(concern).answered_at is None


def test_everybody_else_gets_the_bytes_of_a_page_that_does_not_exist(
    cast: Cast, signed_in: SignIn
) -> None:
    concern = said(cast.mara)
    for member in (cast.tomas, cast.ada, cast.wren, cast.olga):
        browser = signed_in(member)
        for method in (browser.get, browser.post):
            answer, nothing = method(at(concern)), method(f"/concerns/{uuid4()}/")
            assert (answer.status_code, nothing.status_code) == (404, 404)
            assert answer.content == nothing.content
        page = browser.get("/concerns/").text
        assert "Nothing that felt off waits for an answer." in page
        assert "Mara" not in page
    assert Browser().get(at(concern)).status_code == 302


def test_what_is_meant_for_others_shows_nowhere_to_those_in_care(
    cast: Cast, signed_in: SignIn
) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=2))
    concern = said(cast.mara, "other")
    for member in (cast.ines, cast.noor, cast.tomas):
        browser = signed_in(member)
        shown = opened(member, browser, cast)
        assert (WORDS in shown, "felt off to" in shown, "Felt off ·" in shown) == (False,) * 3
        assert browser.get(at(concern)).status_code == 404
    assert WORDS not in record(signed_in(cast.ines), cast.mara)
    page = signed_in(cast.ada).get(at(concern)).text
    assert f"“{WORDS}”" in page
    assert "The therapist was not told and cannot see this" in page
    assert f"/clients/{cast.mara.code}/" not in page


def test_the_named_person_reads_and_answers_what_is_meant_for_them(
    cast: Cast, signed_in: SignIn
) -> None:
    named(cast, cast.tomas)
    concern = said(cast.mara, "other")
    browser = signed_in(cast.tomas)
    assert "Felt off · 1" in browser.get("/caseload/").text
    assert "1 thing that felt off to a client waits for an answer." in browser.get("/").text
    assert browser.get(at(concern)).status_code == 200
    assert now(concern).seen_by == cast.tomas
    assert browser.post(at(concern), {"words": "I read it."}).status_code == 302
    assert (now(concern).answer, now(concern).answered_by) == ("I read it.", cast.tomas)
    assert signed_in(cast.ada).get(at(concern)).status_code == 404


def test_told_because_nobody_answered_they_learn_who_waits_and_no_word(
    cast: Cast, signed_in: SignIn
) -> None:
    named(cast, cast.ada)
    with time_machine.travel(ago(hours=73)):
        concern = said(cast.mara)
    browser = signed_in(cast.ada)
    assert browser.get(at(concern)).status_code == 404
    escalate_concerns()
    page = browser.get(at(concern)).text
    for words in ("Mara Lindqvist", "Ines Okafor", "See that somebody answers"):
        assert words in page
    for words in (WORDS, "asks you to raise it", "<form method", f"/clients/{cast.mara.code}"):
        assert words not in page.split("</nav>", 1)[1].split("<footer")[0]
    assert "nobody has answered yet" in browser.get("/concerns/").text
    assert browser.post(at(concern), {"words": "Mine."}).status_code == 404
    assert now(concern).seen_at is None
    answer_concern(concern, by=cast.ines, words="heron")
    assert "heron" not in browser.get(at(concern)).text + browser.get("/concerns/").text


def test_admins_see_a_count_of_what_waits_too_long(cast: Cast, signed_in: SignIn) -> None:
    named(cast, cast.tomas)
    said(cast.mara)
    browser = signed_in(cast.ada)
    assert "unanswered too long" not in browser.get("/clinic/").text
    with time_machine.travel(ago(hours=73)):
        late = [said(cast.theo), said(cast.mara, "other")]
    escalate_concerns()
    page = browser.get("/clinic/").text
    assert "<dt>what felt off, unanswered too long</dt><dd>2</dd>" in page
    assert "Felt off ·" not in page
    assert WORDS not in opened(cast.ada, browser, cast)
    answer_concern(late[0], by=cast.ines, words="Thank you.")
    withdraw_concern(late[1])
    assert "unanswered too long" not in browser.get("/clinic/").text


def test_every_opening_leaves_a_trace(cast: Cast, signed_in: SignIn) -> None:
    concern = said(cast.mara)
    browser = signed_in(cast.noor)
    browser.get(at(concern))
    trace = AuditEvent.objects.latest("pk")
    assert (trace.kind, trace.actor, trace.about) == (
        "record opened",
        cast.noor.code,
        "alliance.concern",
    )
    browser.get("/concerns/")
    trace = AuditEvent.objects.latest("pk")
    assert (trace.kind, trace.detail) == ("caseload opened", {"clients": [str(cast.mara.code)]})


# --- Answering ------------------------------------------------------------------------------------


def test_an_answer_is_written_and_shown(cast: Cast, signed_in: SignIn) -> None:
    concern = said(cast.mara)
    browser = signed_in(cast.ines)
    assert now(concern).seen_at is None
    browser.get(at(concern))
    assert now(concern).seen_by == cast.ines
    empty = browser.post(at(concern), {"words": "  "})
    assert empty.status_code == 422
    assert "Write something, if only that you have read it." in empty.text
    page = browser.post(at(concern), {"words": "Thank you for saying it."}, follow=True).text
    assert "Sent. They find it in their own space." in page
    assert "Thank you for saying it." in page
    assert "What your client will read" not in page
    listed = browser.get("/concerns/").text
    assert "Nothing that felt off waits for an answer." in listed
    assert "Answered in the last four weeks" in listed
    with time_machine.travel(now(concern).answered_at + timedelta(days=29)):  # type: ignore[operator]
        assert "Answered in the last four weeks" not in signed_in(cast.ines).get("/concerns/").text


def test_who_comes_second_keeps_their_words_and_reads_the_first(
    cast: Cast, signed_in: SignIn
) -> None:
    concern = said(cast.mara)
    answer_concern(concern, by=cast.ines, words="The first.")
    answer = signed_in(cast.ines).post(at(concern), {"words": "The second."})
    assert answer.status_code == 409
    assert "What you wrote was not sent; here it is:" in answer.text
    assert [words in answer.text for words in ("The first.", "The second.")] == [True, True]
    assert now(concern).answer == "The first."


# --- Where it shows -------------------------------------------------------------------------------


def test_it_shows_to_those_in_care_wherever_they_look(cast: Cast, signed_in: SignIn) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    ahead = session_at(cast.ines, cast.mara, at=later_today(cast.riverside, hours=3))
    concern = said(cast.mara)
    signal = Signal.objects.get()
    browser = signed_in(cast.ines)
    today = browser.get("/").text
    assert "1 thing that felt off to a client waits for an answer." in today
    assert "Felt off · 1" in today
    assert f"“{WORDS}”" in browser.get(f"/sessions/{ahead.code}/").text
    story = browser.get(f"/clients/{cast.mara.code}/").text
    assert f"“{WORDS}”" in story
    assert f'href="{at(concern)}"' in story
    page = browser.get(f"/signals/{signal.code}/").text
    assert f"“{WORDS}”" in page
    assert "left unsaid: some." in page
    assert "Your client asks you to raise it." in page
    assert f'href="{at(concern)}"' in page
    onward = f"/sessions/{met.code}/rupture/?client={cast.mara.code}&amp;signal={signal.code}"
    assert onward in browser.get(at(concern)).text
    assert browser.get(onward.replace("&amp;", "&")).status_code == 200
    assert WORDS in record(browser, cast.mara)
    assert "asks you to raise something" in browser.get("/caseload/").text


@pytest.mark.parametrize("in_a_check_in", [False, True])
def test_taken_back_it_shows_nowhere(cast: Cast, signed_in: SignIn, in_a_check_in: bool) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=2))
    if in_a_check_in:
        checked_in(cast)
    else:
        said(cast.mara)
    concern = Concern.objects.get()
    browser = signed_in(cast.ines)
    assert WORDS in opened(cast.ines, browser, cast)
    assert WORDS in record(browser, cast.mara)
    with time_machine.travel(concern.said_at + HOURS):
        escalate_concerns()
        withdraw_concern(concern)
    for member in everybody(cast):
        shown = opened(member, signed_in(member), cast)
        for words in (WORDS, "Felt off ·", "felt off to", "asks you to raise", "tense or unsaid"):
            assert words not in shown, (member, words)
    assert WORDS not in record(signed_in(cast.ines), cast.mara)
    assert "fewer than" not in signed_in(cast.ada).get("/clinic/").text
    signal = Signal._base_manager.get()
    answers = [
        signed_in(cast.ines).post(path, {"words": "Late.", "answer": "will ask"})
        for path in (at(concern), f"/signals/{signal.code}/", f"/concerns/{uuid4()}/")
    ]
    assert [each.status_code for each in answers] == [404] * 3
    assert answers[0].content == answers[2].content
    assert Concern.objects.get().words == WORDS
    if in_a_check_in:
        check_in = CheckIn.objects.get()
        assert (check_in.tension, check_in.tension_words, check_in.tension_request) == ("",) * 3


# --- Settings -------------------------------------------------------------------------------------


def test_an_admin_sets_whom_a_client_reaches_and_in_which_time(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ada)
    typed = SETTINGS | {
        "concern_recipient": str(cast.noor.code),
        "concern_answer_hours": "24",
        "supervision_stays": "on",
    }
    assert browser.post("/clinic/settings/", typed).status_code == 302
    clinic = Clinic.objects.get(pk=cast.riverside.pk)
    assert (clinic.concern_recipient, clinic.concern_answer_hours) == (cast.noor, 24)
    assert clinic.supervision_stays is True
    concern = said(cast.theo)
    assert concern.escalates_at == concern.said_at + timedelta(hours=24)


@pytest.mark.parametrize("hours", ["0", "721", "", "soon"])
def test_the_hours_are_believable(cast: Cast, signed_in: SignIn, hours: str) -> None:
    typed = SETTINGS | {"concern_answer_hours": hours}
    answer = signed_in(cast.ada).post("/clinic/settings/", typed)
    assert list(answer.context["form"].errors) == ["concern_answer_hours"]


def test_the_page_that_ends_somebodys_work_says_that_their_place_is_emptied(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ada)
    address = f"/people/{cast.tomas.code}/end/"
    assert "That place is emptied" not in browser.get(address).text
    named(cast, cast.tomas)
    assert "That place is emptied, and what waits goes to the clinic admins" in (
        browser.get(address).text
    )
    browser.post(address)
    assert Clinic.objects.get(pk=cast.riverside.pk).concern_recipient is None


# --- Queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3, 30])
def test_queries(cast: Cast, signed_in: SignIn, people: int) -> None:
    concern = said(cast.mara)
    for each in range(people):
        person = client(f"Person {each}", cast.ines)
        session_at(cast.ines, person, at=ago(days=each + 1))
        said(person)
        answer_concern(said(person), by=cast.ines, words="Thank you.")
    browser = signed_in(cast.ines)
    for address, n in (("/concerns/", 4), (at(concern), 6), ("/", 5)):
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        assert len(captured) == n, address
