"""The last look, sending, and what is there afterwards."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.actions import begin_check_in, submit_check_in
from alliance.models import CheckIn, CheckInLink, Rating, Signal
from practice.models import AuditEvent, OutboxMessage
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import ANSWERS, all_rows, begin

# What a request costs beside its own work: BEGIN, SAVEPOINT and the like.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def send(browser: Client) -> Any:
    return browser.post("/check-in/review/", {"to": "send"})


def test_the_review_shows_everything_as_it_was_typed(begun: Client) -> None:
    begun.post("/check-in/arriving/", ANSWERS["arriving"])
    begun.post("/check-in/wish/", {"wish": "One line\n\n<b>another</b>"})
    begun.post("/check-in/working-together/", ANSWERS["working-together"])
    begun.post("/check-in/between-us/", ANSWERS["between-us"])
    page = begun.get("/check-in/review/")
    assert [
        (section.slug, [line.answer for line in section.lines])
        for section in page.context["sections"]
    ] == [
        ("arriving", ["4", "6", "3", ""]),
        ("wish", ["One line\n\n<b>another</b>"]),
        ("working-together", ["7", "3", "8", "10", "0"]),
        ("between-us", ["Some", "You looked at the clock", "Raise it for me"]),
    ]
    assert "One line<br><br>&lt;b&gt;another&lt;/b&gt;" in page.text
    assert page.text.count("left out") == 1


def test_each_group_can_be_changed_from_the_review(answered: Client) -> None:
    page = answered.get("/check-in/review/").text
    for step in ANSWERS:
        assert f'href="/check-in/{step}/?from=review"' in page
    answer = answered.post("/check-in/wish/?from=review", {"to": "next", "wish": "Changed"})
    assert answer["Location"] == "/check-in/review/"
    assert "Changed" in answered.get("/check-in/review/").text
    assert answered.post("/check-in/review/", {"to": "back"})["Location"] == "/check-in/between-us/"


def test_sending_takes_everything_and_uses_up_the_link(answered: Client, token: str) -> None:
    answer = send(answered)
    assert (answer.status_code, answer["Location"]) == (302, "/check-in/thanks/")
    check_in = CheckIn.objects.get()
    assert check_in.is_submitted
    assert check_in.draft == {}
    assert check_in.wish == "Talk about the move to Lisbon"
    assert check_in.wellbeing == {"mood": 4, "managed": 6, "connected": 3, "facing": None}
    assert check_in.wellbeing_score == 13 / 3
    assert (check_in.tension, check_in.tension_request) == ("some", "raise")
    assert check_in.tension_words == "You looked at the clock"
    rating = Rating.objects.get()
    assert rating.answers == {"understood": 7, "safe": 3, "goals": 8, "fit": 10, "say": 0}
    assert (rating.score, rating.session, rating.check_in) == (5.6, check_in.about, check_in)
    assert Signal.objects.get(kind="direct report").check_in == check_in
    assert CheckInLink.objects.get().state == "used"
    assert Client().get(f"/c/{token}/").status_code == 410


def test_thanks_shows_the_clients_own_words_and_what_happens_next(answered: Client) -> None:
    send(answered)
    page = answered.get("/check-in/thanks/")
    assert page.status_code == 200
    for text in [
        "Thank you. It is sent.",
        "Ines Okafor will read it before you meet on",
        "You asked to have it raised for you",
        "Talk about the move to Lisbon",
        "You looked at the clock",
        "116 123",
    ]:
        assert text in page.text


def test_after_sending_the_questions_are_closed(answered: Client) -> None:
    send(answered)
    before = all_rows()
    for step in (*ANSWERS, "review"):
        page = answered.get(f"/check-in/{step}/")
        assert page.status_code == 410
        assert "This has been sent already" in page.text
        assert 'href="/check-in/thanks/"' in page.text
    assert all_rows() == before


def test_sending_twice_counts_once_and_says_so(answered: Client, token: str) -> None:
    other = Client()
    begin(other, token)
    send(answered)
    before = all_rows()
    for browser in (answered, other):
        again = send(browser)
        assert again.status_code == 410
        assert "This has been sent already" in again.text
        assert "did not go along" not in again.text
    assert all_rows() == before
    assert (Rating.objects.count(), Signal.objects.filter(kind="direct report").count()) == (1, 1)


def test_sending_too_late_sends_nothing_and_gives_the_words_back(answered: Client) -> None:
    CheckInLink.objects.update(expires_at=CheckInLink.objects.get().created_at)
    before = all_rows()
    page = send(answered)
    assert page.status_code == 410
    for text in [
        "This link is no longer open",
        "What you answered was not sent, and nobody has read it.",
        "Talk about the move to Lisbon",
        "You looked at the clock",
    ]:
        assert text in page.text
    assert all_rows() == before


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"tension": "none", "tension_words": "never mind", "request": "raise"}, ("none", "", "")),
        (
            {"tension": "", "tension_words": "only words", "request": "raise"},
            ("", "only words", ""),
        ),
        ({"tension": "lot", "tension_words": "", "request": ""}, ("lot", "", "note")),
        ({"tension": "little", "tension_words": "", "request": "self"}, ("little", "", "self")),
    ],
)
def test_what_follows_a_tension(
    begun: Client, given: dict[str, str], stored: tuple[str, str, str]
) -> None:
    begun.post("/check-in/between-us/", given)
    page = begun.get("/check-in/review/").text
    assert ("never mind" in page, "only words" in page) == (False, stored[1] == "only words")
    send(begun)
    check_in = CheckIn.objects.get()
    assert (check_in.tension, check_in.tension_words, check_in.tension_request) == stored


def test_an_empty_check_in_can_be_sent_and_has_no_score(begun: Client) -> None:
    assert "You have not answered anything." in begun.get("/check-in/review/").text
    send(begun)
    check_in = CheckIn.objects.get()
    assert (check_in.is_submitted, check_in.wellbeing_score) == (True, None)
    assert Rating.objects.get().score is None


def test_sending_leaves_a_trace_and_tells_the_therapist(answered: Client) -> None:
    send(answered)
    assert AuditEvent.objects.filter(kind="submitted", actor=None).count() == 1
    message = OutboxMessage.objects.get(kind="check-in-answered")
    assert message.about == CheckIn.objects.get().code


@pytest.mark.parametrize(
    ("tension", "queries"),
    [
        # Session, link; link used, check-in kept; rating; standing with the prior and the sessions
        # between; reading, standing; what came before; audit; message.
        ("none", 11),
        # And what felt off: the concern, a direct report.
        ("some", 13),
    ],
)
def test_queries_of_sending(answered: Client, tension: str, queries: int) -> None:
    answered.post("/check-in/between-us/", {"tension": tension})
    with CaptureQueriesContext(connection) as captured:
        assert send(answered).status_code == 302
    assert len([each for each in captured if not each["sql"].startswith(FRAME)]) == queries


def test_queries_of_a_page(answered: Client) -> None:
    for step in (*ANSWERS, "review"):
        with CaptureQueriesContext(connection) as asked:
            answered.get(f"/check-in/{step}/")
        # The session, the link with everything around it, the ruptures opened to the client; where
        # somebody else can be told, who that is.
        assert len(asked) == (4 if step in {"between-us", "review"} else 3)
    with CaptureQueriesContext(connection) as kept:
        answered.post("/check-in/wish/", {"wish": "Sleep"})
    assert len(kept) == 4


def test_a_session_is_asked_about_once_and_of_two_check_ins_the_later_corrects(cast: Cast) -> None:
    """Two sessions planned after the same one: both check-ins begun, then both sent."""
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    soon = session_at(cast.ines, cast.mara, at=ahead(hours=2))
    later = session_at(cast.ines, cast.mara, at=ahead(days=7))
    third = session_at(cast.ines, cast.mara, at=ahead(days=14))
    items = ("understood", "safe", "goals", "fit", "say")
    for planned in (soon, later):
        begin_check_in(CheckInLink.objects.get(check_in__participation__session=planned))
    for planned, value in ((soon, 8), (later, 6)):
        link = CheckInLink.objects.get(check_in__participation__session=planned)
        submit_check_in(link, {"alliance": dict.fromkeys(items, value)})
    rating = Rating.objects.get()
    assert (rating.session, rating.score, rating.version) == (met, 6.0, 2)
    begun = begin_check_in(CheckInLink.objects.get(check_in__participation__session=third))
    assert begun.about is None
