"""A rupture's page: whatever is recorded about it, by whom it is seen, and what it asks for."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import (
    record_repair_attempt,
    record_rupture,
    say_concern,
    take_client_word,
)
from alliance.models import RepairAttempt, Rupture
from alliance.pages import rupture_page, ruptures
from alliance.vocabulary import ToldBy
from practice.models import Membership
from sessions.models import Session
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def rupture(cast: Cast, met: Session) -> Rupture:
    return record_rupture(met, cast.mara, by=cast.ines, direction="withdrawal", party="mutual")


def page(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def refused(browser: Browser, path: str, data: Mapping[str, object]) -> str:
    response = browser.post(path, data)
    assert response.status_code == 422
    return " ".join(response.content.decode().split())


def done(browser: Browser, path: str, data: Mapping[str, object]) -> str:
    response = browser.post(path, data)
    assert response.status_code == 302
    return response.headers["Location"]


# --- The record ----------------------------------------------------------------------------------


def test_the_therapists_own_side_is_recorded_and_seen_by_them_alone(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    ines = signed_in(cast.ines)
    path = done(
        ines,
        f"/sessions/{met.code}/rupture/",
        {
            "direction": "withdrawal",
            "party": "therapist",
            "noticed_by": "therapist",
            "own_markers": ["went quiet", "pushed"],
            "feeling": "kestrel",
            "own_part": "merlin",
            "what_happened": "I moved on.",
        },
    )
    kept = Rupture.objects.get()
    assert (kept.own_markers, kept.feeling) == (["went quiet", "pushed"], "kestrel")
    assert (kept.party, kept.own_part) == ("therapist", "merlin")
    shown = page(ines, path)
    assert shown.index("And in me?") < shown.index("What did it look like in them?")
    assert re.findall(r'name="own_markers" value="([^"]+)" id="[^"]+" checked', shown) == [
        "went quiet",
        "pushed",
    ]
    assert "kestrel" in shown
    seen = page(signed_in(cast.noor), path)
    assert "I moved on." in seen
    for word in ("kestrel", "merlin", "went quiet or vague", "pushed for the task"):
        assert word not in seen


def checked(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)" id="[^"]+" checked', html)


def test_the_form_does_not_say_for_anybody_who_moved(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    ines, path = signed_in(cast.ines), f"/sessions/{met.code}/rupture/"
    assert checked(page(ines, path), "party") == []
    again = ines.post(path, {"direction": "withdrawal", "noticed_by": "therapist"})
    assert list(again.context["form"].errors) == ["party"]
    assert not Rupture.objects.exists()
    signal = say_concern(cast.mara, strength="some", words="", request="raise").signal
    led = page(ines, f"{path}?client={cast.mara.code}&signal={signal.code}")
    assert (checked(led, "party"), checked(led, "noticed_by")) == ([], ["client"])


@pytest.mark.parametrize(
    ("party", "listed", "recorded"),
    [
        ("client", "withdrawal, from Mara", "the client"),
        ("therapist", "withdrawal, from you", "the therapist"),
        ("mutual", "withdrawal, from both of you", "both"),
    ],
)
def test_list_and_record_say_who_moved_whoever_it_was(
    cast: Cast, met: Session, signed_in: SignIn, party: str, listed: str, recorded: str
) -> None:
    found = record_rupture(
        met,
        cast.mara,
        by=cast.ines,
        direction="withdrawal",
        party=party,
        what_happened="A silence.",
    )
    ines = signed_in(cast.ines)
    assert f"</strong>: {listed}</a>" in page(ines, "/ruptures/")
    facts = f"<dt>who moved</dt><dd>{recorded}</dd>"
    for reader in (ines, signed_in(cast.noor)):
        assert facts in page(reader, f"/ruptures/{found.code}/")


def test_what_is_private_is_not_named_in_the_history_others_read(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    ines, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/"
    data = {"direction": "withdrawal", "party": "mutual", "noticed_by": "therapist"}
    done(ines, path, data | {"version": "1", "feeling": "kestrel", "domain": "bond"})
    assert "Completed or corrected: what it was about, how it was for me" in page(ines, path)
    seen = page(signed_in(cast.noor), path)
    assert "Completed or corrected: what it was about<" in seen.replace(" <", "<")
    assert "how it was for me" not in seen
    for page_of in (f"/clients/{cast.mara.code}/", f"/sessions/{rupture.session.code}/"):
        assert "kestrel" not in page(signed_in(cast.noor), page_of)


def test_nobody_but_its_recorder_writes_to_it(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    acts = ("", "repair/", "own-word/", "client-word/", "criteria/", "open/", "cover/")
    for who in (cast.noor, cast.tomas, cast.ada, cast.wren):
        for act in (*acts, "revisit/", "close/", "reopen/", "put-off/"):
            answer = signed_in(who).post(f"/ruptures/{rupture.code}/{act}", {"version": "1"})
            assert answer.status_code == 404
    assert rupture.changes.count() == 1


@pytest.mark.parametrize("field", ["words", "promise", "apology_for"])
def test_a_text_about_a_repair_has_an_end_and_comes_back_whole(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn, field: str
) -> None:
    ines, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/repair/"
    said = {"session": str(met.code), "strategies": ["apologise"]}
    told = refused(ines, path, {**said, field: "w" * 4001})
    assert f'id="repair_{field}_error"' in told
    assert "at most 4000 characters (it has 4001)" in told
    assert "w" * 4001 in told
    assert not RepairAttempt.objects.exists()
    done(ines, path, {**said, field: "w" * 4000})
    assert getattr(RepairAttempt.objects.get(), field) == "w" * 4000


def test_the_database_takes_no_endless_text_about_a_repair(
    cast: Cast, met: Session, rupture: Rupture
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record_repair_attempt(
            rupture, met, by=cast.ines, strategies=["validate"], words="w" * 80_100
        )


@pytest.mark.parametrize("field", ["revisit", "new"])
def test_a_day_to_come_back_is_not_in_the_past(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn, field: str
) -> None:
    ines, today = signed_in(cast.ines), timezone.localdate()
    new = {
        "direction": "withdrawal",
        "party": "client",
        "noticed_by": "client",
        "revisit_on": "2020-01-01",
    }
    asked = {
        "revisit": (f"/ruptures/{rupture.code}/revisit/", {"on": "2020-01-01", "version": "1"}),
        "new": (f"/sessions/{met.code}/rupture/", new),
    }
    told = ines.post(*asked[field]).content.decode()
    assert "That day has passed. Choose today or a later one." in told
    assert 'value="2020-01-01"' in told
    assert Rupture.objects.get().revisit_on is None
    path, said = asked["revisit"]
    done(ines, path, {**said, "on": today.isoformat()})
    assert Rupture.objects.get().revisit_on == today


def test_a_promise_is_not_due_before_it_was_made(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn
) -> None:
    ines, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/repair/"
    day = timezone.localtime(met.starts_at).date()
    said = {"session": str(met.code), "strategies": ["validate"], "promise": "A shorter task."}
    told = refused(ines, path, {**said, "promise_due_on": f"{day - timedelta(days=1)}"})
    assert "That is before the session in which it was promised." in told
    assert "A shorter task." in told
    done(ines, path, {**said, "promise_due_on": day.isoformat()})
    attempt = RepairAttempt.objects.get()
    assert attempt.promised_on == day
    attempt.promise_due_on = day - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save()


# --- Repair --------------------------------------------------------------------------------------


def test_an_apology_has_three_parts(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn
) -> None:
    browser, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/repair/"
    said = {
        "session": str(met.code),
        "apology_for": "For hurrying.",
        "apology_impact": "You felt handed on.",
        "apology_differently": "I will ask first.",
    }
    untapped = refused(browser, path, said | {"strategies": ["own part"]})
    assert "tap “apologised”" in untapped
    assert "You felt handed on." in untapped
    done(browser, path, said | {"strategies": ["own part", "apologise"]})
    attempt = RepairAttempt.objects.get()
    assert attempt.apology_for == "For hurrying."
    assert attempt.apology_impact == "You felt handed on."
    assert attempt.apology_differently == "I will ask first."
    shown = page(browser, f"/ruptures/{rupture.code}/")
    assert "what will be different</dt><dd>I will ask first." in shown
    assert "Repair attempted: acknowledged my part, apologised" in shown
    assert "open → being repaired" in shown


def test_a_promise_is_released_only_with_a_reason_and_waits_no_longer(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn
) -> None:
    attempt = record_repair_attempt(
        rupture,
        met,
        by=cast.ines,
        strategies=["change"],
        promise="A shorter task.",
        promise_due_on=timezone.localdate(),
    )
    now = session_at(cast.ines, cast.mara, at=ago(minutes=1))
    browser, path = signed_in(cast.ines), f"/promises/{attempt.code}/release/"
    assert "A shorter task." in page(browser, "/")
    assert "only with a reason" in refused(browser, path, {"reason": " "})
    done(browser, path, {"reason": "She wants no tasks now."})
    assert "A shorter task." not in page(browser, "/")
    brief = page(browser, f"/sessions/{now.code}/")
    assert "I kept it" not in brief
    assert "She wants no tasks now." in page(browser, f"/ruptures/{rupture.code}/")
    assert signed_in(cast.tomas).post(path, {"reason": "No."}).status_code == 404
    browser.post(f"/promises/{attempt.code}/kept/")
    attempt.refresh_from_db()
    assert (attempt.promise_kept_at, attempt.promise_released_at is None) == (None, False)


def test_what_was_promised_and_is_due_stands_on_today_with_what_to_come_back_to(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn
) -> None:
    browser, today = signed_in(cast.ines), timezone.localdate()
    for days, words in ((1, "The second."), (0, "The first.")):
        record_repair_attempt(
            rupture,
            met,
            by=cast.ines,
            strategies=["change"],
            promise=words,
            promise_due_on=today + timedelta(days=days),
        )
    shown = page(browser, "/")
    assert shown.index("The first.") < shown.index("The second.")
    assert "Come back to what happened with Mara L." not in shown
    done(browser, f"/ruptures/{rupture.code}/revisit/", {"version": "1", "on": str(today)})
    shown = page(browser, "/")
    assert shown.count("Come back to what happened with Mara L.") == 1
    assert shown.count("The first.") == 1
    assert "Come back to what happened" not in page(signed_in(cast.tomas), "/")


# --- How it stands -------------------------------------------------------------------------------


def test_both_words_are_kept_apart_with_what_would_count(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    browser, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/"
    done(
        browser,
        f"{path}criteria/",
        {"version": "1", "words": "She can say no.", "agreed_on": "2026-01-05"},
    )
    done(browser, f"{path}own-word/", {"version": "2", "resolution": "4"})
    done(browser, f"{path}client-word/", {"resolution": "2", "words": "A bit."})
    kept = Rupture.objects.get()
    assert (kept.resolution_by_therapist, kept.resolution_by_client) == (4, 2)
    assert (kept.client_words, kept.outcome) == ("A bit.", "open")
    shown = page(browser, path)
    assert "agreed with the client on 5 Jan 2026" in shown
    assert "The client said how it feels now: 2 of 5, told the therapist" in shown
    assert "The therapist said how it is now: 4 of 5" in shown


def test_opened_to_the_client_in_plain_words_and_covered_again(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    browser, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/"
    assert "Say it in words that are for them." in refused(
        browser, f"{path}open/", {"version": "1", "because": "client"}
    )
    opening = {"version": "1", "because": "client", "words": "I hurried you."}
    done(browser, f"{path}open/", opening)
    kept = Rupture.objects.get()
    assert (kept.opened_words, kept.opened_because) == ("I hurried you.", "client")
    stale = refused(browser, f"{path}open/", opening | {"words": "Second tab."})
    assert "This was changed meanwhile. Your words are below." in stale
    assert "Second tab." in stale
    done(browser, f"{path}cover/", {"version": "2"})
    assert Rupture.objects.get().opened_at is None
    shown = page(browser, path)
    assert "Opened to the client: the client wished it" in shown
    assert "No longer shown to the client" in shown


def test_repaired_takes_somebodys_word_and_reopening_a_reason(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn
) -> None:
    browser, path = signed_in(cast.ines), f"/ruptures/{rupture.code}/"
    unsaid = refused(
        browser, f"{path}close/", {"version": "1", "outcome": "repaired", "reason": "It holds."}
    )
    assert "Repaired is what somebody says." in unsaid
    assert "It holds." in unsaid
    take_client_word(rupture, 5, told=ToldBy.TOLD, by=cast.ines)
    done(browser, f"{path}close/", {"version": "2", "outcome": "repaired"})
    assert Rupture.objects.get().outcome == "repaired"
    ended = refused(
        browser,
        f"{path}repair/",
        {"session": str(met.code), "strategies": ["invite"], "words": "From the other tab."},
    )
    assert "It has ended meanwhile." in ended
    assert "From the other tab." in ended
    assert "only with a reason" in refused(browser, f"{path}reopen/", {"version": "3"})
    done(browser, f"{path}reopen/", {"version": "3", "reason": "She went quiet again."})
    kept = Rupture.objects.get()
    assert (kept.outcome, kept.resolution_by_client) == ("open", None)
    shown = page(browser, path)
    assert "“She went quiet again.”" in shown
    assert "repaired → open" in shown


def test_the_scores_are_a_mark_of_their_own(cast: Cast, signed_in: SignIn) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 3.0, None, None])
    low = record_rupture(met[3], cast.mara, by=cast.ines, direction="withdrawal")
    path, browser = f"/ruptures/{low.code}/", signed_in(cast.ines)
    assert "lower than expected, and is not back yet" in page(browser, path)
    for each in met[4:]:
        rate(each, cast.mara, 8.0)
    assert "had returned to baseline by" in page(browser, path)
    assert Rupture.objects.get().outcome == "open"


# --- The next note asks --------------------------------------------------------------------------


def test_the_next_note_asks_until_it_is_answered_for_that_session(
    cast: Cast, met: Session, rupture: Rupture, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    second = session_at(cast.ines, cast.mara, at=ago(days=3))
    third = session_at(cast.ines, cast.mara, at=ago(minutes=1))
    asks = "What did you do about it today?"
    assert asks not in page(browser, f"/sessions/{met.code}/")
    assert asks in page(browser, f"/sessions/{second.code}/")
    assert asks not in page(signed_in(cast.noor), f"/sessions/{second.code}/")
    path = f"/ruptures/{rupture.code}/put-off/"
    unreasoned = refused(browser, path, {"session": str(second.code), "reason": ""})
    assert "why it waits" in unreasoned
    put_off = {"session": str(second.code), "reason": "Her father had died."}
    assert done(browser, path, put_off) == f"/sessions/{second.code}/#note"
    assert asks not in page(browser, f"/sessions/{second.code}/")
    assert asks in page(browser, f"/sessions/{third.code}/")
    chosen = page(browser, f"/ruptures/{rupture.code}/?session={third.code}")
    assert f'<option value="{third.code}" selected>' in chosen
    there = done(
        browser,
        f"/ruptures/{rupture.code}/repair/",
        {"session": str(third.code), "strategies": ["invite"], "back": str(third.code)},
    )
    assert there == f"/sessions/{third.code}/"
    assert asks not in page(browser, f"/sessions/{third.code}/")
    assert "Left for another time" in page(browser, f"/ruptures/{rupture.code}/")


# --- All of them ---------------------------------------------------------------------------------


def test_all_ruptures_what_is_due_first_and_both_ways_counted(
    cast: Cast, rupture: Rupture, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    rated = met_and_rated(cast.ines, cast.theo, [8.0, 8.0, 8.0, 2.0, 8.0, 2.0])
    due = record_rupture(
        rated[3], cast.theo, by=cast.ines, direction="confrontation", revisit_on=ago(days=1).date()
    )
    assert due.signal is not None
    shown = page(browser, "/ruptures/")
    assert "Two ruptures wait for repair. It is time" not in shown
    assert "Two ruptures wait for repair. To one of them it is time to come back." in shown
    assert shown.index("Theo B.") < shown.index("Mara L.")
    assert "No repair begun yet, and no day to come back to it" in shown
    counted = ruptures(cast.ines)
    numbers = [counted[key] for key in ("with_signal", "without_signal", "signals_alone")]
    assert numbers == [1, 1, 1]
    browser.post(
        f"/ruptures/{due.code}/close/",
        {"version": "1", "outcome": "not repaired", "resolution_by_therapist": "2"},
    )
    shown = page(browser, "/ruptures/")
    assert shown.index("Mara L.") < shown.index("Theo B.")
    assert "you say 2 of 5" in shown
    assert "Theo" not in page(signed_in(cast.tomas), "/ruptures/")
    assert "Nothing is written down yet." in page(signed_in(cast.tomas), "/ruptures/")


@pytest.mark.parametrize("many", [1, 3, 300])
def test_the_list_takes_the_same_queries_however_many(
    cast: Cast, signed_in: SignIn, many: int
) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    for _ in range(many):
        each = record_rupture(met, cast.mara, by=cast.ines, direction="withdrawal")
        if many < 300:
            record_repair_attempt(each, met, by=cast.ines, strategies=["invite"])
    with CaptureQueriesContext(connection) as captured:
        ruptures(cast.ines)
    assert len(captured) == 4


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_the_same_queries_however_long_its_life(
    cast: Cast, met: Session, rupture: Rupture, many: int
) -> None:
    for _ in range(many):
        record_repair_attempt(rupture, met, by=cast.ines, strategies=["invite"])
        session_at(cast.ines, cast.mara, at=ago(days=3, minutes=_))
    found = Rupture.objects.select_related("client", "session").get()
    with CaptureQueriesContext(connection) as captured:
        rupture_page(found, cast.ines)
    assert len(captured) == 4
