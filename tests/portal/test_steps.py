"""The questions, page by page: kept at every step, nothing required."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from alliance.models import CheckIn, CheckInLink
from tests.cast import Cast, ago, ahead, session_at
from tests.portal.conftest import ANSWERS, answer_everything, begin, deliver, secret_in

FIELDS = [(step, field) for step, answers in ANSWERS.items() for field in answers]


def draft(check_in: CheckIn) -> dict[str, Any]:
    return CheckIn.objects.get(pk=check_in.pk).draft  # type: ignore[no-any-return]


def test_the_pages_in_order(begun: Client, check_in: CheckIn) -> None:
    visited = []
    address = "/check-in/arriving/"
    while address != "/check-in/review/":
        page = begun.get(address)
        visited.append((address, page.context["place"].number, page.context["place"].count))
        address = begun.post(address, {"to": "next"})["Location"]
    assert visited == [
        ("/check-in/arriving/", 1, 5),
        ("/check-in/wish/", 2, 5),
        ("/check-in/working-together/", 3, 5),
        ("/check-in/between-us/", 4, 5),
    ]
    assert '<progress value="5" max="5"' in begun.get(address).text


def test_back_leads_back_and_keeps_what_was_entered(begun: Client, check_in: CheckIn) -> None:
    answer = begun.post("/check-in/wish/", {"to": "back", "wish": "Sleep"})
    assert answer["Location"] == "/check-in/arriving/"
    assert draft(check_in)["wish"] == "Sleep"
    assert begun.post("/check-in/arriving/", {"to": "back"})["Location"] == "/check-in/arriving/"


def test_everything_is_in_the_draft_in_the_shape_that_is_sent(
    begun: Client, check_in: CheckIn
) -> None:
    answer_everything(begun)
    assert draft(check_in) == {
        "at": "review",
        "wellbeing": {"mood": 4, "managed": 6, "connected": 3, "facing": None},
        "wish": "Talk about the move to Lisbon",
        "alliance": {"understood": 7, "safe": 3, "goals": 8, "fit": 10, "say": 0},
        "tension": "some",
        "tension_words": "You looked at the clock",
        "request": "raise",
    }


def test_the_link_goes_on_where_one_stopped_also_on_another_device(
    begun: Client, token: str
) -> None:
    begun.post("/check-in/arriving/", ANSWERS["arriving"])
    begun.post("/check-in/wish/", ANSWERS["wish"])
    telephone = Client()
    assert "Go on where you stopped" in telephone.get(f"/c/{token}/").text
    begin(telephone, token)
    assert telephone.get("/check-in/")["Location"] == "/check-in/working-together/"
    assert "Talk about the move to Lisbon</textarea>" in telephone.get("/check-in/wish/").text
    page = telephone.get("/check-in/arriving/").text
    assert page.count(" checked") == 3


def test_an_answer_can_be_taken_back(begun: Client, check_in: CheckIn) -> None:
    begun.post("/check-in/arriving/", ANSWERS["arriving"])
    begun.post("/check-in/arriving/", {**ANSWERS["arriving"], "mood": ""})
    assert draft(check_in)["wellbeing"]["mood"] is None


def test_without_a_session_the_page_says_open_your_link_again(
    begun: Client, check_in: CheckIn, token: str
) -> None:
    begun.post("/check-in/arriving/", ANSWERS["arriving"])
    begun.cookies.clear()
    answer = begun.post("/check-in/wish/", {"wish": "Not lost"})
    assert answer.status_code == 403
    assert "<h1>Please open your link again</h1>" in answer.text
    assert "Not lost" in answer.text
    for address in ["/check-in/", "/check-in/arriving/", "/check-in/review/", "/check-in/thanks/"]:
        assert begun.get(address).status_code == 403
    begin(begun, token)
    assert begun.get("/check-in/")["Location"] == "/check-in/wish/"


@pytest.mark.parametrize(("step", "field"), FIELDS)
@pytest.mark.parametrize(
    "value", ["11", "-1", "5.5", "1e1", "NaN", "seven", "٣", "x" * 2001, "a\x00b", "<script>"]
)
def test_what_cannot_be_kept_stays_on_the_page_with_its_reason(
    begun: Client, check_in: CheckIn, step: str, field: str, value: str
) -> None:
    others = {name: given for name, given in ANSWERS[step].items() if name != field}
    answer = begun.post(f"/check-in/{step}/", {**others, field: value})
    is_words = field in {"wish", "tension_words"}
    if is_words and len(value) <= 2000 and "\x00" not in value:
        assert answer.status_code == 302
        assert draft(check_in)[field] == value
        return
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 1
    assert f'id="id_{field}_error"' in answer.text
    assert f'aria-describedby="id_{field}_error"' in answer.text
    assert f'<a href="#id_{field}">' in answer.text
    assert f'id="id_{field}"' in answer.text
    if is_words:
        assert f"{value}</textarea>" in answer.text
    else:
        assert "<script>" not in answer.text
    kept = draft(check_in)
    assert kept["at"] == step
    flat = {**kept, **kept.get("wellbeing", {}), **kept.get("alliance", {})}
    assert {name: "" if flat[name] is None else str(flat[name]) for name in others} == others
    assert flat.get(field) is None


@pytest.mark.parametrize(("length", "status"), [(2000, 302), (2001, 422)])
def test_a_new_line_counts_once(begun: Client, check_in: CheckIn, length: int, status: int) -> None:
    text = "a\r\n" * 999 + "b" * (length - 1998)
    assert begun.post("/check-in/wish/", {"wish": text}).status_code == status


def test_the_reason_counts_the_characters(begun: Client) -> None:
    page = begun.post("/check-in/wish/", {"wish": "x" * 2345}).text
    assert "This is 2345 characters long, and 2000 fit." in page


def test_no_step_by_another_name(begun: Client) -> None:
    assert begun.get("/check-in/nonsense/").status_code == 404
    assert begun.post("/check-in/nonsense/").status_code == 404


def test_what_stands_on_a_page_that_is_left_is_kept(begun: Client, check_in: CheckIn) -> None:
    answer = begun.post("/check-in/wish/", {"to": "keep", "wish": "Half a senten"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert draft(check_in) == {"at": "wish", "wish": "Half a senten"}
    assert begun.post("/check-in/wish/", {"to": "keep", "wish": "x" * 2001}).status_code == 204
    assert draft(check_in) == {"at": "wish", "wish": "Half a senten"}


def test_a_first_check_in_does_not_ask_about_a_last_time(
    browser: Client, first_letter: Any
) -> None:
    begin(browser, secret_in(first_letter))
    page = browser.get("/check-in/arriving/")
    assert page.context["place"].count == 6
    answer = browser.post("/check-in/wish/", ANSWERS["wish"])
    assert answer["Location"] == "/check-in/review/"
    for step in ["working-together", "between-us"]:
        assert browser.get(f"/check-in/{step}/").status_code == 404
        assert browser.post(f"/check-in/{step}/", ANSWERS[step]).status_code == 404
    review = browser.get("/check-in/review/").text
    assert [title in review for title in ["Working together", "Between the two of you"]] == [
        False,
        False,
    ]
    assert browser.post("/check-in/review/", {"to": "send"}).status_code == 302
    check_in = CheckIn.objects.get()
    assert (check_in.about, check_in.tension, check_in.wish) == (
        None,
        "",
        "Talk about the move to Lisbon",
    )


def test_it_asks_about_the_last_session_on_its_day_in_the_clinics_zone(
    browser: Client, cast: Cast, mailoutbox: list[Any]
) -> None:
    evening = ago(days=7).replace(hour=3, minute=30)  # the evening before, in New York
    session_at(cast.wren, cast.otto, at=evening)
    session_at(cast.wren, cast.otto, at=ahead(hours=20))
    begin(browser, secret_in(deliver(mailoutbox)))
    there = evening.astimezone(ZoneInfo("America/New_York"))
    assert there.day != evening.day
    assert (
        f"About last time, {there:%A} {there.day} {there:%B}"
        in browser.get("/check-in/working-together/").text
    )


@pytest.mark.parametrize("why", ["expired", "used"])
def test_words_that_come_too_late_are_given_back(
    begun: Client, check_in: CheckIn, why: str
) -> None:
    begun.post("/check-in/between-us/", ANSWERS["between-us"])
    link = CheckInLink.objects.get()
    if why == "expired":
        CheckInLink.objects.update(expires_at=link.created_at)
    else:
        begun.post("/check-in/review/", {"to": "send"})
    page = begun.post("/check-in/wish/", {"wish": "Written in the last minute"})
    assert page.status_code == 410
    assert "Written in the last minute" in page.text
    assert ("You looked at the clock" in page.text) == (why == "expired")
    assert ("was not sent, and nobody has read it" in page.text) == (why == "expired")
    assert ("did not go along with it" in page.text) == (why == "used")


def test_help_is_one_tap_away_on_every_page(answered: Client) -> None:
    for step in (*ANSWERS, "review"):
        assert (
            '<a href="/check-in/help/">I need help now</a>'
            in answered.get(f"/check-in/{step}/").text
        )
    page = answered.get("/check-in/help/").text
    assert '<a href="tel:116123" rel="noreferrer">116 123</a>' in page
    assert '<a href="tel:999" rel="noreferrer">999</a>' in page
    assert "Back to the questions" in page


def test_help_is_there_for_everybody(browser: Client, db: None) -> None:
    page = browser.get("/check-in/help/")
    assert page.status_code == 200
    assert '<a href="tel:112">112</a>' in page.text
    assert "Back to the questions" not in page.text
