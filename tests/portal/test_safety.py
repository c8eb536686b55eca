"""What a client sees around a question about safety: before it, and at once after an answer."""

import re

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.actions import notice_safety
from alliance.models import CheckIn, SafetyNotice, ScheduledMeasure
from measures.catalogue import instrument
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import all_rows, begin, deliver, secret_in

CARE = "Thank you for saying that"
PHQ9 = "/check-in/phq-9/"


@pytest.fixture
def token(cast: Cast, mailoutbox: list[EmailMessage]) -> str:
    """The secret in Mara's link; her clinic asks the PHQ-9 every session."""
    ScheduledMeasure.objects.create(
        clinic=cast.riverside,
        instrument="phq-9",
        timing="every sessions",
        interval=1,
        changed_by=cast.ada,
    )
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ahead(hours=20))
    return secret_in(deliver(mailoutbox))


def test_the_page_says_before_that_nobody_watches_and_where_to_turn(begun: Client) -> None:
    page = begun.get(PHQ9).text
    before = page.index("Nobody watches these answers live.")
    assert before < page.index("hurting yourself")
    assert '<a href="tel:116123" rel="noreferrer">116 123</a>' in page
    assert CARE not in page
    assert "Nobody watches these answers live." not in begun.get("/check-in/arriving/").text


def test_one_answer_in_a_draft_that_is_never_sent_shows_help_at_once_and_is_told(
    cast: Cast, begun: Client, check_in: CheckIn
) -> None:
    answer = begun.post(PHQ9, {"self_harm": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/check-in/wish/")
    notice = SafetyNotice.objects.get()
    assert [each.member for each in notice.recipients.all()] == [cast.ines]
    page = begun.get(answer["Location"]).text
    care = page[page.index('<section class="care"') : page.index("</section>")]
    assert CARE in care
    assert '<a href="tel:116123" rel="noreferrer">116 123</a>' in care
    assert "practice has been told that you answered this" in care
    assert "Nobody watches this live" in care
    assert re.findall(r'href="#(\w+)"', care) == ["questions"]
    assert '<form method="post" id="questions"' in page
    check_in.refresh_from_db()
    assert check_in.submitted_at is None


def test_saved_because_the_page_was_left_it_stands_on_the_next_page_that_is_opened(
    begun: Client, token: str
) -> None:
    assert begun.post(PHQ9, {"self_harm": "2", "to": "keep"}).status_code == 204
    assert SafetyNotice.objects.count() == 1
    assert CARE in begun.get(PHQ9).text
    telephone = Client()
    begin(telephone, token)
    assert CARE in telephone.get("/check-in/", follow=True).text


def test_kept_while_the_page_stays_open_what_comes_back_says_where_to_turn(
    begun: Client, check_in: CheckIn
) -> None:
    """With JavaScript an answer about safety waits for no button."""
    assert 'data-speaks="self_harm"' in begun.get(PHQ9).text
    assert "data-speaks" not in begun.get("/check-in/wish/").text
    quiet = begun.post(PHQ9, {"self_harm": "0", "to": "care"})
    assert (quiet.status_code, quiet.content) == (204, b"")
    answer = begun.post(PHQ9, {"self_harm": "2", "mood": "1", "to": "care"})
    assert answer.status_code == 200
    assert [CARE in answer.text, "<html" in answer.text, "116 123" in answer.text] == [
        True,
        False,
        True,
    ]
    assert SafetyNotice.objects.get().answer == {"answer": 2, "highest": 2}
    check_in.refresh_from_db()
    assert check_in.draft["at"] == "phq-9"
    assert check_in.draft["measures"]["phq-9"]["answers"]["mood"] == 1


def test_an_answer_beside_one_that_cannot_be_kept_shows_it_on_the_same_page(begun: Client) -> None:
    answer = begun.post(PHQ9, {"self_harm": "1", "mood": "7"})
    assert answer.status_code == 422
    assert CARE in answer.text
    assert SafetyNotice.objects.count() == 1


def test_it_stays_on_every_page_after_also_when_the_answer_is_lowered(begun: Client) -> None:
    begun.post(PHQ9, {"self_harm": "1"})
    begun.post(PHQ9, {"self_harm": "0"})
    for page in ("wish", "working-together", "between-us", "review"):
        assert CARE in begun.get(f"/check-in/{page}/").text
    sent = begun.post("/check-in/review/", {"to": "send"}, follow=True).text
    assert "was told at once about one of your answers" in sent
    notice = SafetyNotice.objects.get()
    assert notice.answer == {"answer": 0, "highest": 1}
    assert notice.changed_at


def test_before_it_is_sent_the_review_says_what_the_practice_knows_already(begun: Client) -> None:
    begun.post("/check-in/arriving/", {"mood": "4"})
    begun.post("/check-in/wish/", {"wish": "Sleep."})
    nothing, told = "Nothing has been sent yet.", "was told of that one answer at once"
    before = begun.get("/check-in/review/").text
    assert [nothing in before, told in before] == [True, False]
    begun.post(PHQ9, {"self_harm": "1"})
    after = begun.get("/check-in/review/").text
    assert [nothing in after, told in after] == [False, True]


def test_sent_at_last_it_is_the_same_notice(begun: Client) -> None:
    begun.post(PHQ9, {"self_harm": "1", "mood": "2"})
    begun.post("/check-in/review/", {"to": "send"})
    assert CheckIn.objects.get().submitted_at
    assert SafetyNotice.objects.get().answer == {"answer": 1, "highest": 1}


@pytest.mark.parametrize("answers", [{"mood": "3"}, {"self_harm": "0"}, {"self_harm": ""}])
def test_other_answers_show_nothing(begun: Client, answers: dict[str, str]) -> None:
    begun.post(PHQ9, answers)
    for page in ("phq-9", "wish", "review"):
        assert CARE not in begun.get(f"/check-in/{page}/").text
    sent = begun.post("/check-in/review/", {"to": "send"}, follow=True).text
    assert "was told at once" not in sent
    assert SafetyNotice.objects.count() == 0


def test_in_spanish(begun: Client) -> None:
    begun.post(PHQ9, {"self_harm": "1"})
    page = begun.get("/check-in/wish/?language=es").text
    assert "Gracias por decirlo" in page
    assert "Hemos avisado a la consulta de tu terapeuta" in page
    assert "Seguir con las preguntas" in page
    assert "Puede ser mucho peso" in page


def test_reading_the_pages_changes_nothing(begun: Client, token: str) -> None:
    begun.post(PHQ9, {"self_harm": "1"})
    before = {name: rows for name, rows in all_rows().items() if "Session" not in name}
    for address in (PHQ9, "/check-in/wish/", "/check-in/review/", f"/c/{token}/"):
        assert begun.get(address).status_code == 200
    assert {name: rows for name, rows in all_rows().items() if "Session" not in name} == before


def test_a_stranger_who_opens_the_link_learns_nothing_of_it(begun: Client, token: str) -> None:
    before = Client().get(f"/c/{token}/").text
    begun.post(PHQ9, {"self_harm": "1"})
    hidden = re.compile(r'value="[^"]{64}"')
    assert hidden.sub("", Client().get(f"/c/{token}/").text) == hidden.sub("", before)


def test_a_check_in_without_such_questions_asks_the_database_nothing_more(
    cast: Cast, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    session_at(cast.ines, cast.theo, at=ahead(hours=20))
    begin(browser, secret_in(deliver(mailoutbox)))
    check_in = CheckIn.objects.get()
    session = check_in.participation.session
    notice_safety(check_in, instrument("phq-9"), {"self_harm": 3}, session=session)
    for page in ("arriving", "wish", "review"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/check-in/{page}/").status_code == 200
        assert [each for each in captured if "alliance_safetynotice" in each["sql"]] == []
