"""On paper: the sheet with every question, and what stands on it entered afterwards."""

import re

import pytest
import segno
from django.test import Client

from alliance.actions import begin_check_in, renew_link, save_draft
from alliance.models import CheckIn, CheckInLink, Concern, Rating, SafetyNotice
from clients.actions import change_client
from portal.pages.sheet import picture
from practice.models import AuditEvent, OutboxMessage
from sessions.models import Session
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import ANSWERS, all_rows

ENTERED = {
    "arriving-mood": "4",
    "arriving-managed": "6",
    "wish-wish": "Talk about the move to Lisbon",
    "working-together-understood": "7",
    "working-together-safe": "3",
    "working-together-goals": "8",
    "working-together-fit": "10",
    "working-together-say": "0",
    "between-us-tension": "some",
    "between-us-tension_words": "You looked at the clock",
    "between-us-request": "raise",
}


@pytest.fixture
def session(cast: Cast) -> Session:
    """Mara's second session, tomorrow."""
    session_at(cast.ines, cast.mara, at=ago(days=7))
    return session_at(cast.ines, cast.mara, at=ahead(hours=20))


@pytest.fixture
def desk(cast: Cast, browser: Client) -> Client:
    """Ines's browser."""
    browser.force_login(cast.ines.user)
    return browser


def test_the_sheet_asks_every_question_and_changes_nothing(desk: Client, session: Session) -> None:
    before = {name: rows for name, rows in all_rows().items() if name != "practice.AuditEvent"}
    page = desk.get(f"/sessions/{session.code}/sheet/")
    after = {name: rows for name, rows in all_rows().items() if name != "practice.AuditEvent"}
    assert after == before
    parts = page.context["parts"]
    assert [(part.title, len(part.questions)) for part in parts] == [
        ("How you have been", 4),
        ("What would you like from the session?", 1),
        ("Working together", 5),
        ("Between the two of you", 3),
    ]
    mood, wish, tension = (parts[n].questions[0] for n in (0, 1, 3))
    assert mood.options == [str(number) for number in range(11)]
    assert (mood.numbers, mood.ends) == (True, ["Not at all", "Completely"])
    assert (wish.options, wish.lines) == ([], 7)
    assert tension.options == ["No", "A little", "Some", "A lot"]


def test_it_says_who_reads_it_and_names_no_client(desk: Client, session: Session) -> None:
    page = desk.get(f"/sessions/{session.code}/sheet/").text
    assert "Ines Okafor reads this sheet and enters it into your record." in page
    assert "Please do not write it here." in page
    assert "116 123" in page
    assert "Mara" not in page
    assert "Lindqvist" not in page
    assert "Somebody other" not in page  # nobody else is offered on paper


def test_it_is_in_the_clients_language(desk: Client, cast: Cast, session: Session) -> None:
    change_client(cast.mara, by=cast.ines, version=1, language="es")
    page = desk.get(f"/sessions/{session.code}/sheet/").text
    assert '<html lang="es">' in page
    assert "He estado bien de ánimo." in page
    assert '<header class="bar" lang="en">' in page
    assert "Back to the session" in page


def test_its_picture_is_a_link_of_its_own_that_works_until_the_session(
    desk: Client, session: Session
) -> None:
    page = desk.post(f"/sessions/{session.code}/sheet/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    link = CheckInLink.objects.get(carrier="sheet")
    assert (link.expires_at, link.state) == (session.starts_at, "open")
    shown = page.context["picture"]
    assert f'viewBox="0 0 {shown.size} {shown.size}"' in page.text
    assert "/c/" not in page.text  # the secret stands in the picture and nowhere else
    assert [str(e.detail) for e in AuditEvent.objects.filter(kind="sent")] == [
        "{'carrier': 'sheet'}"
    ]


def test_a_new_sheet_closes_the_picture_of_the_one_before(desk: Client, session: Session) -> None:
    for _ in range(2):
        desk.post(f"/sessions/{session.code}/sheet/")
    links = CheckInLink.objects.order_by("pk")
    assert [(link.carrier, link.state) for link in links] == [
        ("message", "open"),
        ("sheet", "revoked"),
        ("sheet", "open"),
    ]


def test_a_new_link_by_mail_closes_the_picture(desk: Client, cast: Cast, session: Session) -> None:
    desk.post(f"/sessions/{session.code}/sheet/")
    renew_link(CheckIn.objects.get(participation__session=session), by=cast.ines)
    assert CheckInLink.objects.get(carrier="sheet").state == "revoked"


def test_once_the_session_has_begun_there_is_no_picture(desk: Client, cast: Cast) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(minutes=5))
    for method in (desk.get, desk.post):
        page = method(f"/sessions/{session.code}/sheet/")
        assert page.context["picture"] is None
        assert "so the sheet carries no link" in page.text
    assert not CheckInLink.objects.exists()


def test_the_picture_holds_exactly_the_modules_of_the_code() -> None:
    shown = picture("https://practice.example/c/" + "x" * 43 + "/")
    dark = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", shown.path)
        for step in range(int(length))
    }
    code = segno.make("https://practice.example/c/" + "x" * 43 + "/", error="m", micro=False)
    assert shown.size == len(code.matrix) + 4
    assert dark == {
        (x + 2, y + 2)
        for y, row in enumerate(code.matrix)
        for x, module in enumerate(row)
        if module
    }


def test_what_is_entered_counts_as_the_clients_answer_and_is_marked(
    desk: Client, cast: Cast, session: Session
) -> None:
    answer = desk.post(f"/sessions/{session.code}/paper/", ENTERED)
    assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{session.code}/")
    check_in = CheckIn.objects.get(participation__session=session)
    assert (check_in.way, check_in.entered_by) == ("paper", cast.ines)
    assert check_in.wish == "Talk about the move to Lisbon"
    assert check_in.wellbeing == {"mood": 4, "managed": 6, "connected": None, "facing": None}
    assert (check_in.tension, check_in.tension_request) == ("some", "raise")
    rating = Rating.objects.get()
    assert rating.answers == {"understood": 7, "safe": 3, "goals": 8, "fit": 10, "say": 0}
    assert Concern.objects.get().words == "You looked at the clock"
    event = AuditEvent.objects.get(kind="submitted")
    assert (event.actor, event.detail) == (cast.ines.code, {"way": "paper"})
    page = desk.get(f"/sessions/{session.code}/").text
    assert "on paper, entered by Ines Okafor" in page
    # Nobody is told of what they have just typed themselves.
    assert not OutboxMessage.objects.filter(kind="check-in-answered").exists()


def test_it_closes_what_was_sent(desk: Client, session: Session) -> None:
    desk.post(f"/sessions/{session.code}/sheet/")
    desk.post(f"/sessions/{session.code}/paper/", ENTERED)
    assert {link.state for link in CheckInLink.objects.all()} == {"revoked"}
    assert not OutboxMessage.objects.filter(kind="check-in-invitation", settled_at=None).exists()


def test_the_timeline_says_so_too(desk: Client, cast: Cast) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    desk.post(f"/sessions/{session.code}/paper/", ENTERED)
    assert "on paper, entered by Ines Okafor" in desk.get(f"/clients/{cast.mara.code}/").text


def test_what_the_client_began_is_neither_shown_nor_taken(desk: Client, session: Session) -> None:
    check_in = CheckIn.objects.get(participation__session=session)
    begin_check_in(check_in.links.get())
    save_draft(check_in, lambda draft: {"wish": "Nobody has read this", "wellbeing": {"mood": 1}})
    page = desk.get(f"/sessions/{session.code}/paper/").text
    assert "They have begun it on a device of their own" in page
    assert "Nobody has read this" not in page
    assert "checked" not in page
    desk.post(f"/sessions/{session.code}/paper/", {"arriving-managed": "2"})
    check_in.refresh_from_db()
    assert (check_in.wish, check_in.wellbeing["mood"], check_in.draft) == ("", None, {})


def test_what_cannot_be_taken_stays_on_the_page_with_its_reason(
    desk: Client, session: Session
) -> None:
    wrong = ENTERED | {
        "arriving-mood": "11",
        "wish-wish": "x" * 2001,
        "between-us-request": "other",
    }
    before = all_rows()["alliance.CheckIn"]
    page = desk.post(f"/sessions/{session.code}/paper/", wrong)
    assert page.status_code == 422
    assert "Please choose a number from 0 to 10, or leave it out." in page.text
    assert "2001 characters long" in page.text
    assert "x" * 2001 in page.text
    assert "You looked at the clock" in page.text
    assert len(page.context["form"].errors) == 3
    assert all_rows()["alliance.CheckIn"] == before


@pytest.mark.parametrize("sent", [{}, {"arriving-mood": "", "wish-wish": "  "}])
def test_an_empty_sheet_needs_no_entry(
    desk: Client, session: Session, sent: dict[str, str]
) -> None:
    page = desk.post(f"/sessions/{session.code}/paper/", sent)
    assert page.status_code == 422
    assert "Nothing was entered." in page.text
    assert not CheckIn.objects.exclude(submitted_at=None).exists()


def test_a_session_that_was_never_asked_about_can_be_entered(desk: Client, cast: Cast) -> None:
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session = session_at(cast.ines, cast.mara, at=ago(minutes=5))
    assert desk.get(f"/sessions/{session.code}/paper/").status_code == 200
    assert not CheckIn.objects.exists()
    desk.post(f"/sessions/{session.code}/paper/", ENTERED)
    assert CheckIn.objects.get().about is not None
    assert Rating.objects.get().score == 5.6


def test_a_scheduled_measure_is_entered_in_the_words_of_the_sheet_and_speaks_of_safety(
    desk: Client, cast: Cast, session: Session
) -> None:
    change_client(cast.mara, by=cast.ines, version=1, language="es")
    check_in = CheckIn.objects.get(participation__session=session)
    begin_check_in(check_in.links.get())
    CheckIn.objects.update(asked=[["phq-9", 1]])
    page = desk.get(f"/sessions/{session.code}/paper/")
    form = next(each for each in page.context["form"].forms if each.prefix == "phq-9")
    assert form.wording.language == "en"  # it may be shown in no other
    desk.post(f"/sessions/{session.code}/paper/", {"phq-9-self_harm": "1"})
    assert SafetyNotice.objects.get().check_in == check_in
    assert check_in.administrations.get().language == "en"


def test_entering_twice_counts_once(desk: Client, session: Session) -> None:
    assert desk.post(f"/sessions/{session.code}/paper/", ENTERED).status_code == 302
    before = all_rows()["alliance.Rating"]
    assert desk.post(f"/sessions/{session.code}/paper/", ENTERED).status_code == 404
    assert all_rows()["alliance.Rating"] == before


@pytest.mark.parametrize(
    "value", ["", "x", "99999999999999999999", "\x00", "é" * 3000, "-1", "1.5"]
)
def test_malformed_input_is_refused_and_breaks_nothing(
    desk: Client, session: Session, value: str
) -> None:
    fields = [*ENTERED, "between-us-nothing", "for", "ruptures"]
    answer = desk.post(f"/sessions/{session.code}/paper/", dict.fromkeys(fields, value))
    assert answer.status_code in {302, 422}


def test_every_question_of_the_check_in_can_be_entered(desk: Client, session: Session) -> None:
    """The page asks what the client's own pages ask, name by name."""
    page = desk.get(f"/sessions/{session.code}/paper/").text
    for step, answers in ANSWERS.items():
        for name in answers:
            assert f'name="{step}-{name}"' in page
