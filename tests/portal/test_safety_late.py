"""An answer about safety that comes when the check-in takes none any more: told all the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from alliance.actions import acknowledge_safety, save_asked, schedule_measure
from alliance.actions.invitation import reopen_check_in, stop_check_in
from alliance.models import CheckIn, SafetyNotice
from measures.actions import withdraw_pack
from measures.catalogue import instrument
from measures.models import WordingPack
from measures.schedule import Rhythm, Timing
from practice.models import AuditEvent, OutboxMessage
from tests.cast import Cast, ago, ahead, session_at
from tests.measures.packs import switched_on
from tests.portal.conftest import all_rows, begin, deliver, secret_in

PHQ9 = "/check-in/phq-9/"
TOLD = "could not be kept, but your therapist’s practice has been told of your answer"
CARE = '<section class="care"'
LINE = '<a href="tel:116123" rel="noreferrer">116 123</a>'
# What may differ after an answer that came too late: the lane's own rows, and no others.
LANE = {"SafetyNotice", "SafetyRecipient", "AuditEvent", "OutboxMessage", "AuditHead", "Session"}

Close = Callable[[Client], Any]


def scheduled(cast: Cast, mailoutbox: list[EmailMessage], key: str) -> str:
    """The secret in Mara's link; her clinic asks that instrument every session."""
    schedule_measure(key, Timing(Rhythm.EVERY_SESSIONS, 1), by=cast.ada, was=None)
    session_at(cast.ines, cast.mara, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ahead(hours=3))
    return secret_in(deliver(mailoutbox))


@pytest.fixture
def token(cast: Cast, mailoutbox: list[EmailMessage]) -> str:
    return scheduled(cast, mailoutbox, "phq-9")


def after_the_start(check_in: CheckIn) -> datetime:
    return check_in.participation.starts_at + timedelta(minutes=1)


def rows() -> dict[str, Any]:
    return {name: rows for name, rows in all_rows().items() if name.split(".")[1] not in LANE}


def kept_answers() -> list[bytes]:
    """The drafts of every check-in, as they are stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT draft FROM alliance_checkin ORDER BY id")
        return [bytes(draft) for (draft,) in cursor.fetchall()]


@pytest.mark.parametrize("to", ["next", "keep", "care"])
def test_expired_while_the_page_was_open(
    cast: Cast, begun: Client, check_in: CheckIn, to: str
) -> None:
    assert begun.get(PHQ9).status_code == 200
    before = rows()
    with time_machine.travel(after_the_start(check_in), tick=False):
        page = begun.post(PHQ9, {"self_harm": "3", "mood": "2", "to": to})
    assert page.status_code == 410
    notice = SafetyNotice.objects.get()
    assert (notice.client, notice.check_in, notice.item) == (cast.mara, check_in, "self_harm")
    assert notice.answer == {"answer": 3, "highest": 3, "late": True}
    assert [each.member for each in notice.recipients.all()] == [cast.ines]
    created = AuditEvent.objects.get(about="alliance.safetynotice", kind="created")
    assert (created.client_code, created.detail) == (cast.mara.code, {"late": True})
    care = page.text[page.text.index(CARE) : page.text.index("</section>")]
    assert [words in care for words in (TOLD, LINE, "Nobody watches this live")] == [True] * 3
    assert "nobody has read it." not in page.text
    assert rows() == before


def moved(cast: Cast, check_in: CheckIn, token: str) -> None:
    reopen_check_in(check_in, by=cast.ines)


def taken_back(cast: Cast, check_in: CheckIn, token: str) -> None:
    stop_check_in(check_in, by=cast.ines)


def sent_elsewhere(cast: Cast, check_in: CheckIn, token: str) -> None:
    telephone = Client()
    begin(telephone, token)
    telephone.post("/check-in/review/", {"to": "send"})


@pytest.mark.parametrize("close", [moved, taken_back, sent_elsewhere])
def test_closed_otherwise_while_the_page_was_open(
    cast: Cast, begun: Client, check_in: CheckIn, token: str, close: Callable[..., None]
) -> None:
    begun.get(PHQ9)
    close(cast, check_in, token)
    stored = kept_answers()
    page = begun.post(PHQ9, {"self_harm": "1"})
    assert page.status_code == 410
    assert SafetyNotice.objects.get().answer == {"answer": 1, "highest": 1, "late": True}
    assert [words in page.text for words in (TOLD, LINE)] == [True, True]
    assert kept_answers() == stored


def test_sent_from_another_device_in_the_very_moment(
    begun: Client, check_in: CheckIn, token: str, cast: Cast
) -> None:
    sent_elsewhere(cast, check_in, token)
    answers = {"measures": {"phq-9": {"language": "en", "answers": {"self_harm": 2}}}}
    assert save_asked(check_in, lambda draft: answers, instrument("phq-9"))
    assert SafetyNotice.objects.get().answer == {"answer": 2, "highest": 2, "late": True}
    assert CARE in begun.get("/check-in/wish/").text


def test_taken_out_by_the_practice_while_the_page_was_open(
    cast: Cast, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    switched_on("core-10", cast.ada)
    begin(browser, scheduled(cast, mailoutbox, "core-10"))
    assert browser.get("/check-in/core-10/").status_code == 200
    withdraw_pack(WordingPack.objects.get(), by=cast.ada)
    nothing = browser.post("/check-in/core-10/", {"item_6": "0", "item_1": "4"}, follow=True)
    assert (nothing.status_code, CARE in nothing.text) == (200, False)
    assert SafetyNotice.objects.count() == 0
    page = browser.post("/check-in/core-10/", {"item_6": "4", "item_1": "4"}, follow=True)
    assert [words in page.text for words in (CARE, LINE)] == [True] * 2
    assert SafetyNotice.objects.get().answer == {"answer": 4, "highest": 4}
    assert "core-10" in str(CheckIn.objects.get().draft)  # in the words in which it was asked


def test_once_a_person_and_check_in(
    begun: Client, check_in: CheckIn, mailoutbox: list[EmailMessage]
) -> None:
    letters = OutboxMessage.objects.filter(kind="safety-notice")
    with time_machine.travel(after_the_start(check_in), tick=False):
        for _ in range(3):
            assert TOLD in begun.post(PHQ9, {"self_harm": "2"}).text
        assert TOLD in begun.post(PHQ9, {"self_harm": "1"}).text
    assert SafetyNotice.objects.get().answer == {"answer": 2, "highest": 2, "late": True}
    assert letters.count() == 1


def test_a_higher_answer_than_the_one_that_was_seen_waits_again(
    cast: Cast, begun: Client, check_in: CheckIn
) -> None:
    begun.post(PHQ9, {"self_harm": "1"})
    acknowledge_safety(SafetyNotice.objects.get(), "Spoke.", by=cast.ines)
    with time_machine.travel(after_the_start(check_in), tick=False):
        begun.post(PHQ9, {"self_harm": "3"})
    notice = SafetyNotice.objects.get()
    assert (notice.acknowledged_at, notice.answer["highest"]) == (None, 3)


@pytest.mark.parametrize(
    "answers",
    [{"self_harm": "0"}, {"self_harm": ""}, {"self_harm": "7"}, {"self_harm": "x"}, {"mood": "3"}],
)
def test_other_answers_that_come_late_say_nothing(
    begun: Client, check_in: CheckIn, answers: dict[str, str]
) -> None:
    with time_machine.travel(after_the_start(check_in), tick=False):
        page = begun.post(PHQ9, answers)
    assert (page.status_code, CARE in page.text) == (410, False)
    assert "nobody has read it." in page.text
    assert SafetyNotice.objects.count() == 0


# --- Who is believed ------------------------------------------------------------------------------


def test_a_page_whose_session_is_gone_shows_that_it_was_opened(
    begun: Client, check_in: CheckIn
) -> None:
    proof = begun.get(PHQ9).context["proof"]
    posted = {"self_harm": "2", "for": str(check_in.links.get().code)}
    stranger = Client()
    for guess in ("", "x" * 44, f"{proof[:-1]}é", proof[:-4] + "AAAA"):
        page = stranger.post(PHQ9, posted | {"proof": guess})
        assert (page.status_code, CARE in page.text) == (403, False)
    assert SafetyNotice.objects.count() == 0
    page = stranger.post(PHQ9, posted | {"proof": proof})
    assert page.status_code == 403
    assert [words in page.text for words in (TOLD, LINE)] == [True, True]
    assert SafetyNotice.objects.get().check_in == check_in
    check_in.refresh_from_db()
    assert check_in.draft == {}


def test_another_persons_link_opened_in_between(
    cast: Cast, begun: Client, check_in: CheckIn, mailoutbox: list[EmailMessage]
) -> None:
    """On a shared telephone: it is about whom the page was made for."""
    shown = begun.get(PHQ9).context
    session_at(cast.ines, cast.theo, at=ahead(hours=3))
    begin(begun, secret_in(deliver(mailoutbox)))
    posted = {"self_harm": "2", "for": str(shown["place"].link), "proof": shown["proof"]}
    assert begun.post(PHQ9, posted).status_code == 403
    assert SafetyNotice.objects.get().client == cast.mara


def test_what_the_check_in_did_not_ask_is_not_heard(
    cast: Cast, browser: Client, mailoutbox: list[EmailMessage]
) -> None:
    session_at(cast.ines, cast.theo, at=ahead(hours=3))
    begin(browser, secret_in(deliver(mailoutbox)))
    with time_machine.travel(after_the_start(CheckIn.objects.get()), tick=False):
        page = browser.post(PHQ9, {"self_harm": "3"})
    assert (page.status_code, CARE in page.text) == (410, False)
    assert SafetyNotice.objects.count() == 0


def test_who_has_only_the_link_learns_nothing_of_it(
    begun: Client, check_in: CheckIn, token: str
) -> None:
    with time_machine.travel(after_the_start(check_in), tick=False):
        before = Client().get(f"/c/{token}/").text
        begun.post(PHQ9, {"self_harm": "3"})
        assert Client().get(f"/c/{token}/").text == before
        assert CARE in begun.get(PHQ9).text


# --- What is said ---------------------------------------------------------------------------------


def test_the_closed_page_says_that_a_notice_stands(begun: Client, check_in: CheckIn) -> None:
    begun.post(PHQ9, {"self_harm": "3"})
    with time_machine.travel(after_the_start(check_in), tick=False):
        page = begun.post("/check-in/wish/", {"wish": "Sleep."}).text
    assert "The practice was told of that one answer; nobody has read the others." in page
    assert "nobody has read it." not in page
    assert [CARE in page, TOLD in page] == [True, False]


def test_whoever_cares_reads_that_it_stands_nowhere_else(
    cast: Cast, begun: Client, check_in: CheckIn, signed_in: Callable[..., Client]
) -> None:
    with time_machine.travel(after_the_start(check_in), tick=False):
        begun.post(PHQ9, {"self_harm": "3"})
        page = signed_in(cast.ines).get(f"/safety/{SafetyNotice.objects.get().code}/").text
    assert "It came when the check-in took no answers any more" in page
    assert "the answer stands in its draft" not in page
