"""The brief: answers beside their usual, what is open, what was promised, and what is not known."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from django.utils.formats import date_format

from alliance.actions import (
    begin_check_in,
    rate_session,
    record_repair_attempt,
    record_rupture,
    submit_check_in,
)
from alliance.models import CheckIn, CheckInLink, RepairAttempt, Rupture
from alliance.models.rating import Perspective
from alliance.pages.days import day
from clients.actions import propose_goal
from clients.models import Client, Goal
from measures.catalogue import instrument
from practice.models import Clinic, Membership
from sessions.actions import save_note, sign_note
from sessions.models import Note, Participation, Session
from tests.alliance.rated import ITEMS, met_and_rated, rate
from tests.cast import Cast, ago, ahead, session_at

SignIn = Callable[[Membership], Browser]


def coming(cast: Cast, *clients: Client) -> Session:
    return session_at(cast.ines, *(clients or [cast.mara]), at=ahead(hours=2))


def answer(session: Session, client: Client, **given: Any) -> CheckIn:
    """The client sends the check-in; `alliance` is one number for all five, or each of them."""
    if isinstance(given.get("alliance"), int):
        given["alliance"] = dict.fromkeys(ITEMS, given["alliance"])
    link = CheckInLink.objects.get(
        check_in__participation__session=session, check_in__client=client
    )
    begin_check_in(link)
    return submit_check_in(CheckInLink.objects.get(pk=link.pk), given)


def read(browser: Browser, session: Session) -> str:
    """The page's words, spaces as they are read."""
    response = browser.get(f"/sessions/{session.code}/")
    assert response.status_code == 200
    return in_words(response.content.decode())


def in_words(html: str) -> str:
    main = html.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)).replace(" .", ".")


def note(session: Session, by: Membership, **content: Any) -> Note:
    return save_note(session, by=by, content=content, format="dap", format_version=1, version=0)


def promised(session: Session, cast: Cast, promise: str, **details: Any) -> RepairAttempt:
    rupture = record_rupture(session, cast.mara, by=cast.ines, direction="withdrawal")
    return record_repair_attempt(
        rupture, session, by=cast.ines, strategies=["own part"], promise=promise, **details
    )


# --- Answers beside their usual -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ([8, 8], "can say what is on their mind (lowest) 3 none yet"),
        ([8, 9, 7], "can say what is on their mind (lowest) 3 8 (3)"),
        ([8, 9, 7, 6], "can say what is on their mind (lowest) 3 7.5 (4)"),
        ([8, None, 9, 7], "can say what is on their mind (lowest) 3 8 (3)"),
    ],
)
def test_an_item_stands_beside_the_middle_of_three_earlier_answers_or_more(
    cast: Cast, signed_in: SignIn, earlier: Sequence[float | None], told: str
) -> None:
    met_and_rated(cast.ines, cast.mara, [*earlier, None])
    session = coming(cast)
    answer(session, cast.mara, alliance=dict.fromkeys(ITEMS, 8) | {"safe": 3})
    page = read(signed_in(cast.ines), session)
    assert told in page
    assert "7.0 this time" in page


def test_the_lowest_answer_stands_in_the_clients_sentence_where_it_was_lower_than_expected(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, [9, 9, 9, 9, None])
    session = coming(cast)
    answer(session, cast.mara, alliance=dict.fromkeys(ITEMS, 5) | {"say": 2})
    page = read(signed_in(cast.ines), session)
    assert "much lower than expected" in page
    assert "Lowest: “I have a say in what we do.” 2" in page


def test_items_left_out_are_no_answer_and_wellbeing_has_its_own_usual(
    cast: Cast, signed_in: SignIn
) -> None:
    sessions = met_and_rated(cast.ines, cast.mara, [None] * 5)
    for each, value in zip(sessions[:4], (4, 5, 6, 9), strict=True):
        _wellbeing(each, value)
    session = coming(cast)
    keys = [item.key for item in instrument("wellbeing").items]
    answer(
        session,
        cast.mara,
        wellbeing=dict.fromkeys(keys, 3),
        alliance={"understood": 7, "safe": 7, "goals": None, "fit": 6, "say": None},
    )
    page = read(signed_in(cast.ines), session)
    assert "Too little for a score (3 of 5)." in page
    assert "works toward what matters no answer none yet" in page
    assert "how they have been 3 5.5 (4)" in page


def _wellbeing(session: Session, value: float) -> None:
    part = session.participations.get()
    at = session.starts_at - timedelta(hours=3)
    CheckIn.objects.create(
        clinic=part.clinic,
        participation=part,
        client=part.client,
        begun_at=at,
        submitted_at=at,
        wellbeing_score=value,
    )


def test_answers_at_the_very_top_are_counted_and_never_praised(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, [10, 10, 10, None])
    session = coming(cast)
    answer(session, cast.mara, alliance=10)
    page = read(signed_in(cast.ines), session)
    assert "All 4 answers are at the very top" in page
    assert "Ask what could be different" in page


def test_what_was_asked_besides_and_left_out_is_no_answer(cast: Cast, signed_in: SignIn) -> None:
    session = coming(cast)
    CheckIn.objects.update(asked=[["phq-9", 1], ["gone", 1]], begun_at=ago(hours=1))
    answer(session, cast.mara)
    assert "(PHQ-9): no answer" in read(signed_in(cast.ines), session)


# --- What is not known ----------------------------------------------------------------------------


def test_a_check_in_that_was_never_asked(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(minutes=5))
    assert not CheckIn.objects.exists()
    page = read(signed_in(cast.ines), session)
    assert "Never asked: there is no check-in for this session." in page


def test_a_first_session_and_an_empty_check_in(cast: Cast, signed_in: SignIn) -> None:
    session = coming(cast)
    answer(session, cast.mara)
    page = read(signed_in(cast.ines), session)
    for words in (
        "You meet Mara for the first time.",
        "Session 1 · not met before",
        "No wish was written.",
        "Not asked: there is no earlier session to rate.",
        "how they have been no answer none yet",
        "Goals None is written down yet.",
    ):
        assert words in page
    # What was tense between two who never met is not asked.
    assert "Tense, misunderstood or unsaid" not in page
    assert "Last plan" not in page


def test_a_later_check_in_without_answers(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [None])
    session = coming(cast)
    answer(session, cast.mara, tension="none")
    page = read(signed_in(cast.ines), session)
    assert f"Working together, {day(ago(days=7))} No answer." in page
    assert "Tense, misunderstood or unsaid Nothing, they say." in page
    assert "There is no note to read of the last session." in page
    assert "Mara wrote no wish, and nothing presses, as far as is known." in page


def test_a_session_that_was_rated_before_is_not_asked_about_again(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, [8])
    session = coming(cast)
    answer(session, cast.mara, wish="To slow down.")
    page = read(signed_in(cast.ines), session)
    assert "Not asked: the last session had been rated before." in page
    assert "Begin with what Mara wishes for." in page


def test_words_without_a_grade_say_what_is_missing(cast: Cast, signed_in: SignIn) -> None:
    session = coming(cast)
    answer(session, cast.mara, tension_words="It was loud.")
    page = read(signed_in(cast.ines), session)
    assert "“It was loud.” How much, and what to do with it: no answer." in page


# --- What happened before -------------------------------------------------------------------------


def test_when_they_last_met_and_what_was_missed_since(cast: Cast, signed_in: SignIn) -> None:
    for days, attendance in ((35, "no-show"), (28, ""), (21, "no-show"), (14, "cancelled late")):
        part = session_at(cast.ines, cast.mara, at=ago(days=days)).participations.get()
        if attendance:
            Participation.objects.filter(pk=part.pk).update(
                attendance=attendance, attendance_at=ago(days=days)
            )
    session = coming(cast)
    page = read(signed_in(cast.ines), session)
    first, second = day(ago(days=21)), day(ago(days=14))
    assert f"Session 2 · last met {day(ago(days=28))}, 4 weeks earlier" in page
    missed = f"{first}: did not come; {second}: cancelled late by the client"
    assert f"missed since: {missed} · 3 of the last 4 missed" in page


def test_the_last_plan_is_an_open_question_until_the_note_says_what_became_of_it(
    cast: Cast, signed_in: SignIn
) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    written = note(
        met,
        cast.ines,
        plan="Ask about Wednesday.",
        promise="The address.",
        interventions=["emdr"],
        interventions_own="sand tray",
    )
    now = session_at(cast.ines, cast.mara, at=ago(minutes=10))
    browser = signed_in(cast.ines)
    page = read(browser, now)
    assert "Ask about Wednesday. What became of it: not known yet." in page
    assert "Worked with: EMDR, sand tray" in page
    assert "The address. in the last note; whether it was kept is not written down" in page
    note(now, cast.ines, plan_before="partly")
    assert "What became of it: partly done." in read(browser, now)
    assert written.pk != now.note.pk


def test_somebody_elses_draft_is_not_read_in_the_next_brief(cast: Cast, signed_in: SignIn) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    draft = note(met, cast.ines, plan="Ask about Wednesday.")
    session = coming(cast)
    supervisor = signed_in(cast.noor)
    page = read(supervisor, session)
    assert "Ask about Wednesday." not in page
    assert "There is no note to read of the last session." in page
    sign_note(draft, by=cast.ines, version=1)
    assert "Ask about Wednesday." in read(supervisor, session)


def test_goals_agreed_and_not_and_the_exercise_without_a_reflection(
    cast: Cast, signed_in: SignIn
) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    given = {"exercise": "One evening without the telephone.", "exercise_fit": "chosen together"}
    note(met, cast.ines, people={str(cast.mara.code): given})
    for words in ("To sleep.", "To say no."):
        propose_goal(cast.mara, by=cast.ines, words=words, proposed_by="client")
    today = timezone.localdate()
    first = Goal.objects.order_by("id")[0]
    Goal.objects.filter(pk=first.pk).update(
        agreed_by_client_on=today, agreed_by_therapist_on=today, agreed_on=today
    )
    page = read(signed_in(cast.ines), coming(cast))
    assert f"“To sleep.” agreed {date_format(today, 'j M')}" in page
    assert "“To say no.” not agreed yet" in page
    assert "One evening without the telephone. chosen together; no reflection yet" in page
    assert "The last note holds no plan." in page


# --- Ruptures and promises ------------------------------------------------------------------------


def test_a_rupture_shows_its_next_step_and_what_helped_before(
    cast: Cast, signed_in: SignIn
) -> None:
    first, met = met_and_rated(cast.ines, cast.mara, [None, None])
    closed = record_rupture(first, cast.mara, by=cast.ines, direction="confrontation")
    record_repair_attempt(closed, first, by=cast.ines, strategies=["apologise"], response="opened")
    Rupture.objects.filter(pk=closed.pk).update(outcome="not repaired", closed_at=timezone.now())
    torn = record_rupture(met, cast.mara, by=cast.ines, direction="withdrawal")
    browser, session = signed_in(cast.ines), coming(cast)
    page = read(browser, session)
    assert "withdrawal, open since" in page
    assert "No repair begun yet" in page
    assert f"Helped on {day(first.starts_at)}: apologised (opened up)" in page
    record_repair_attempt(torn, met, by=cast.ines, strategies=["clarify"], response="withdrew")
    assert "No day set to come back to it" in read(browser, session)
    later = timezone.localdate() + timedelta(days=40)
    Rupture.objects.filter(pk=torn.pk).update(revisit_on=later)
    page = read(browser, session)
    assert f"To come back to on {date_format(later, 'j M')}" in page
    assert "confrontation" not in page
    RepairAttempt.objects.filter(rupture=closed).update(response="unchanged")
    page = read(browser, session)
    assert "cleared up a misunderstanding (pulled further away)" in page
    assert "Tried last, on" in page


def test_a_promise_is_kept_with_one_tap_and_the_brief_is_there_again(
    cast: Cast, signed_in: SignIn
) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    yesterday = timezone.localdate() - timedelta(days=1)
    attempt = promised(met, cast, "A shorter task.", promise_due_on=yesterday)
    session, browser = coming(cast), signed_in(cast.ines)
    assert f"overdue: was due {date_format(yesterday, 'j M')}" in read(browser, session)
    assert "I kept it" not in read(signed_in(cast.noor), session)
    kept = browser.post(f"/promises/{attempt.code}/kept/", {"session": str(session.code)})
    assert kept.headers["Location"] == f"/sessions/{session.code}/"
    page = read(browser, session)
    assert f"A shorter task. kept {date_format(timezone.localdate(), 'j M')}" in page
    assert "overdue" not in page


@pytest.mark.parametrize("written", ["", "nothing", "00000000-0000-4000-8000-000000000000"])
def test_a_promise_kept_from_nowhere_leads_to_its_rupture(
    cast: Cast, signed_in: SignIn, written: str
) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    attempt = promised(met, cast, "A shorter task.")
    kept = signed_in(cast.ines).post(f"/promises/{attempt.code}/kept/", {"session": written})
    assert kept.headers["Location"] == f"/ruptures/{attempt.rupture.code}/"


def test_a_promise_that_was_kept_before_they_last_met_is_told_no_more(
    cast: Cast, signed_in: SignIn
) -> None:
    first, _last = met_and_rated(cast.ines, cast.mara, [None, None])
    promised(first, cast, "An old promise.", promise_kept_at=ago(days=10))
    promised(first, cast, "An open promise.")
    page = read(signed_in(cast.ines), coming(cast))
    assert "An open promise. not marked as kept" in page
    assert "An old promise." not in page


# --- Rate, then reveal ----------------------------------------------------------------------------


def test_covered_answers_tell_nothing_anywhere_in_the_brief(cast: Cast, signed_in: SignIn) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    sessions = met_and_rated(cast.ines, cast.mara, [9, 9, 9, None])
    for each in sessions[:3]:
        rate(each, cast.mara, 7, by=cast.ines)
    session = coming(cast)
    answer(session, cast.mara, alliance=dict.fromkeys(ITEMS, 4) | {"safe": 1})
    browser = signed_in(cast.ines)
    page = read(browser, session)
    assert "Covered until you have rated that session yourself. Rate it" in page
    hidden = ("lower than expected", "lowest", "feels understood", "was expected", "3.4", "(3)")
    for words in hidden:
        assert words not in page
    rate(sessions[3], cast.mara, 6, by=cast.ines)
    page = read(browser, session)
    assert "can say what is on their mind (lowest) 1 9 (3)" in page
    assert "3.4 this time; " in page


def test_a_covered_answer_neither_enters_the_usual_one_nor_the_expected_band(
    cast: Cast, signed_in: SignIn
) -> None:
    sessions = met_and_rated(cast.ines, cast.mara, [9, 9, 9, 2, None])
    for each in (*sessions[:3], sessions[4]):
        rate(each, cast.mara, 7, by=cast.ines)
    session = coming(cast)
    answer(session, cast.mara, alliance=8)
    browser = signed_in(cast.ines)
    assert "feels understood 8 9 (4)" in read(browser, session)
    Clinic.objects.update(rate_then_reveal=True)
    page = read(browser, session)
    assert "feels understood 8 9 (3)" in page
    assert "8.0 this time. What was expected is covered" in page
    assert "was expected." not in page
    assert 'class="band"' not in browser.get(f"/sessions/{session.code}/").content.decode()
    rate(sessions[3], cast.mara, 7, by=cast.ines)
    assert re.search(r"8\.0 this time; \d\.\d to \d+\.\d was expected\.", read(browser, session))


def test_ten_after_ten_is_not_told_of_covered_answers(cast: Cast, signed_in: SignIn) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    met_and_rated(cast.ines, cast.mara, [10, 10, 10, 10, None])
    page = read(signed_in(cast.ines), coming(cast))
    assert "very top" not in page


# --- Whose brief it is ----------------------------------------------------------------------------


def test_in_a_couple_nothing_of_one_is_in_the_others_brief(cast: Cast, signed_in: SignIn) -> None:
    alone = session_at(cast.ines, cast.mara, at=ago(days=7))
    note(
        alone,
        cast.ines,
        plan="Mara's plan.",
        people={str(cast.mara.code): {"exercise": "Mara's exercise."}},
    )
    together = session_at(cast.ines, cast.mara, cast.theo, at=ago(days=14))
    note(together, cast.ines, people={str(cast.theo.code): {"exercise": "Theo's exercise."}})
    promised(alone, cast, "Mara's promise.")
    rate_session(alone, cast.mara, Perspective.CLIENT, dict.fromkeys(ITEMS, 9))
    propose_goal(cast.mara, by=cast.ines, words="Mara's goal.", proposed_by="client")
    session = coming(cast, cast.mara, cast.theo)
    answer(session, cast.theo, wish="Theo's wish.", tension="lot", tension_words="Theo's words.")
    html = signed_in(cast.ines).get(f"/sessions/{session.code}/").content.decode()
    maras, theos = html.split('<section class="sheet brief"')[1:]
    assert 'aria-label="Brief: Mara L."' in maras
    words = ("plan", "exercise", "promise", "goal")
    assert [word for word in words if f"Mara&#x27;s {word}." not in maras] == []
    assert "Theo" not in maras
    assert "Mara" not in theos.partition("</section>")[0]
    assert "Theo&#x27;s wish." in theos
    assert "Theo&#x27;s words." in theos
    assert "Theo&#x27;s exercise." in theos


def test_once_signed_what_is_open_belongs_to_the_next_brief(cast: Cast, signed_in: SignIn) -> None:
    (met,) = met_and_rated(cast.ines, cast.mara, [None])
    promised(met, cast, "A shorter task.")
    now = session_at(cast.ines, cast.mara, at=ago(minutes=70))
    sign_note(note(now, cast.ines, plan_before="done"), by=cast.ines, version=1)
    page = read(signed_in(cast.ines), now)
    assert "The plan from before Done." in page
    for words in ("A shorter task.", "Waits for repair", "One way in", "Goals"):
        assert words not in page


def test_who_supervises_reads_the_brief_and_is_not_addressed(cast: Cast, signed_in: SignIn) -> None:
    session = coming(cast)
    answer(session, cast.mara, tension="some", request="raise")
    page = read(signed_in(cast.noor), session)
    assert "asks you to raise it" in page
    assert "Bring up" not in page
