"""The loop through HTTP: check-in, brief, note, rating, rupture, repair, signature, story."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.html import strip_tags

from alliance.actions import begin_check_in, submit_check_in
from alliance.models import CheckInLink, Rating, Reading, RepairAttempt, Rupture, Signal
from alliance.vocabulary import Outcome
from practice.models import AuditEvent, Membership
from sessions.models import Note, Session
from tests.alliance.rated import met_and_rated
from tests.cast import Cast, ago, ahead, session_at
from tests.signed import read

SignIn = Callable[[Membership], Browser]
ALL_EIGHT = {"understood": 8, "safe": 8, "goals": 8, "fit": 8, "say": 8}


@pytest.fixture
def met(cast: Cast) -> Session:
    """Ines and Mara met a week ago."""
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def next_time(cast: Cast, met: Session) -> Session:
    """They meet again in two hours."""
    return session_at(cast.ines, cast.mara, at=ahead(hours=2))


def answer(session: Session, **answers: Any) -> None:
    link = CheckInLink.objects.get(check_in__participation__session=session)
    begin_check_in(link)
    submit_check_in(CheckInLink.objects.get(pk=link.pk), answers)


def note_data(**more: Any) -> dict[str, Any]:
    return {
        "version": "0",
        "format": "dap",
        "section-data": "She spoke about the homework.",
        "section-assessment": "It felt like a test.",
        "section-plan": "Slower.",
        "act-validation": "on",
        "reception-validation": "welcomed",
        "interventions": ["cbt"],
        "plan": "Ask before giving a task.",
        "promise": "To ask about her sister.",
    } | more


def rating_data(cast: Cast, value: int, version: int = 0) -> dict[str, str]:
    prefix = f"rating-{cast.mara.code}"
    return {f"{prefix}-{key}": str(value) for key in ALL_EIGHT} | {
        f"{prefix}-version": str(version),
        f"{prefix}-tension": "some",
        f"{prefix}-own_feeling": "Uneasy.",
    }


def test_the_brief_shows_what_the_client_said(
    cast: Cast, next_time: Session, signed_in: SignIn
) -> None:
    answer(
        next_time,
        alliance=ALL_EIGHT | {"safe": 3, "understood": 3, "fit": 3},
        tension="some",
        tension_words="The homework felt like failing.",
        request="raise",
        wish="To slow down.",
    )
    page = signed_in(cast.ines).get(f"/sessions/{next_time.code}/").content.decode()
    assert "The homework felt like failing." in page
    assert "To slow down." in page
    assert "asks you to raise it" in page
    assert '<strong class="num">5.0</strong>' in page
    assert "you would like me to bring it up" in page


def test_a_note_is_saved_rated_and_signed_once(cast: Cast, met: Session, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    data = note_data(then="sign") | rating_data(cast, 6)
    saved = browser.post(f"/sessions/{met.code}/note/", data)
    assert (saved.status_code, saved.url) == (302, f"/sessions/{met.code}/sign/")  # type: ignore[attr-defined]
    note = Note.objects.get()
    assert note.content["sections"]["data"] == "She spoke about the homework."
    assert note.content["alliance"] == {"validation": "welcomed"}
    rating = Rating.objects.get(perspective="therapist")
    assert (rating.score, rating.feeling) == (6.0, {"words": "Uneasy.", "tension": "some"})
    page = browser.get(f"/sessions/{met.code}/sign/").content.decode()
    assert "It felt like a test." in page
    shown = read(browser, f"/sessions/{met.code}/sign/")
    browser.post(f"/sessions/{met.code}/sign/", shown)
    signed = Note.objects.get()
    assert signed.is_signed
    again = browser.post(f"/sessions/{met.code}/sign/", shown, follow=True)
    assert "This note was signed already." in again.content.decode()
    assert Note.objects.get().signed_at == signed.signed_at
    changed = browser.post(f"/sessions/{met.code}/note/", note_data(version="1"), follow=True)
    assert "What is new goes into an addendum." in changed.content.decode()
    browser.post(f"/sessions/{met.code}/addendum/", {"words": "She called later."})
    page = browser.get(f"/sessions/{met.code}/").content.decode()
    assert "Addendum 1" in page
    assert "She called later." in page


def test_the_later_save_is_told_and_keeps_its_text(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    browser = signed_in(cast.ines)
    browser.post(f"/sessions/{met.code}/note/", note_data() | rating_data(cast, 7))
    late = note_data(**{"section-data": "What the second tab wrote."}) | rating_data(cast, 7)
    told = browser.post(f"/sessions/{met.code}/note/", late)
    assert told.status_code == 409
    page = told.content.decode()
    assert "You saved this note in another window meanwhile" in page
    read = strip_tags(page)
    assert "[only in yours: What the second tab wrote]." in read
    assert "[only stored: She spoke about the homework]." in read
    assert Note.objects.get().content["sections"]["data"] == "She spoke about the homework."
    over = late | {"version": "1"} | rating_data(cast, 7, version=1)
    assert browser.post(f"/sessions/{met.code}/note/", over).status_code == 302
    assert Note.objects.get().content["sections"]["data"] == "What the second tab wrote."


def test_autosave_answers_with_the_new_versions(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    data = note_data() | rating_data(cast, 7)
    saved = signed_in(cast.ines).post(
        f"/sessions/{met.code}/note/", data, headers={"HX-Request": "true"}
    )
    page = saved.content.decode()
    assert saved.status_code == 200
    assert 'data-field="version" data-value="1"' in page
    assert f'data-field="rating-{cast.mara.code}-version" data-value="1"' in page


def test_a_rupture_and_its_repair(cast: Cast, met: Session, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    browser.get(f"/sessions/{met.code}/rupture/")
    recorded = browser.post(
        f"/sessions/{met.code}/rupture/",
        {
            "direction": "withdrawal",
            "party": "client",
            "noticed_by": "client",
            "intensity": "3",
            "markers": ["shutting down", "masking"],
            "what_happened": "She went quiet.",
            "own_part": "I pushed.",
        },
    )
    rupture = Rupture.objects.get()
    assert recorded.url == f"/ruptures/{rupture.code}/"  # type: ignore[attr-defined]
    assert (rupture.markers, rupture.outcome) == (["shutting down", "masking"], Outcome.OPEN)
    assert "went quiet" in browser.get(f"/ruptures/{rupture.code}/").content.decode()
    browser.post(
        f"/ruptures/{rupture.code}/repair/",
        {
            "session": str(met.code),
            "strategies": ["validate", "own part"],
            "response": "opened",
            "promise": "A shorter task.",
            "promise_due_on": "2030-01-01",
        },
    )
    attempt = RepairAttempt.objects.get()
    assert attempt.strategies == ["validate", "own part"]
    assert Rupture.objects.get().outcome == Outcome.REPAIRING
    assert "A shorter task." in browser.get("/").content.decode()
    unsaid = browser.post(
        f"/ruptures/{rupture.code}/close/", {"outcome": "repaired", "version": "1"}
    )
    assert unsaid.status_code == 422
    assert "Repaired is what somebody says." in unsaid.content.decode()
    browser.post(
        f"/ruptures/{rupture.code}/close/",
        {"outcome": "repaired", "version": "1", "resolution_by_client": "4"},
    )
    closed = Rupture.objects.get()
    assert (closed.outcome, closed.resolution_by_client) == (Outcome.REPAIRED, 4)
    story = browser.get(f"/clients/{cast.mara.code}/").content.decode()
    assert "Mara and you found your way back." in story
    assert "repaired, the client says" in story


def test_the_caseload_says_why(cast: Cast, next_time: Session, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0], until=14)
    browser = signed_in(cast.ines)
    assert "Nothing asks for your attention" in browser.get("/caseload/").content.decode()
    answer(next_time, alliance=dict.fromkeys(ALL_EIGHT, 3), tension="lot", request="raise")
    page = browser.get("/caseload/").content.decode()
    assert "One of your two people could use your attention." in page
    assert "asks you to raise something" in page
    assert "3, lower than expected" in page
    assert page.index("Mara L.") < page.index("Theo B.")
    assert "Mara L." in browser.get("/caseload/?name=lind&show=attention").content.decode()
    assert "Nobody matches." in browser.get("/caseload/?name=nobody").content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("name=zzz", "Nobody is called “zzz…” here."),
        ("name=mara", "One person is called “mara…”."),
        ("name=theo", "One person is called “theo…”."),
        ("name=lind&show=attention", "One person called “lind…” could use your attention."),
        ("name=theo&show=attention", "Nobody called “theo…” asks for your attention right now."),
        ("name=theo&show=ended", "Therapy has ended for nobody called “theo…” here."),
        ("show=ended", "Therapy has ended for nobody here."),
        ("show=attention", "One of your two people could use your attention."),
        ("name=<b>", "Nobody is called “&lt;b&gt;…” here."),
    ],
)
def test_under_a_search_the_caseload_speaks_of_the_search(
    cast: Cast, next_time: Session, signed_in: SignIn, asked: str, said: str
) -> None:
    answer(next_time, tension="lot", request="raise")
    page = signed_in(cast.ines).get(f"/caseload/?{asked}").content.decode()
    assert f"<h1>{said}</h1>" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("name=zzz", "Nobody is called “zzz…” here."),
        ("name=mar", "One person is called “mar…”."),
        ("", "2 people are in care here."),
    ],
)
def test_so_does_the_clinics_list(cast: Cast, signed_in: SignIn, asked: str, said: str) -> None:
    page = signed_in(cast.ada).get(f"/clinic/clients/?{asked}").content.decode()
    assert f"<h1>{said}</h1>" in page


def test_three_answers_to_a_signal(cast: Cast, next_time: Session, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0], until=14)
    answer(next_time, alliance=dict.fromkeys(ALL_EIGHT, 3), tension="lot", request="raise")
    drop = Signal.objects.get(kind="unexpected drop")
    said = Signal.objects.get(kind="direct report")
    browser = signed_in(cast.ines)
    assert "How often this rule is wrong" in browser.get(f"/signals/{drop.code}/").content.decode()
    browser.post(f"/signals/{drop.code}/", {"answer": "another reason"})
    assert Signal.objects.get(pk=drop.pk).answer == "another reason"
    onward = browser.post(f"/signals/{said.code}/", {"answer": "something"})
    browser.post(
        onward.url,  # type: ignore[attr-defined]
        {"direction": "withdrawal", "party": "mutual", "noticed_by": "client"},
    )
    assert Signal.objects.get(pk=said.pk).answer == "something"
    assert Rupture.objects.get().signal_id == said.pk


def test_the_admin_sees_states_and_none_of_the_words(
    cast: Cast, next_time: Session, signed_in: SignIn
) -> None:
    answer(next_time, alliance=ALL_EIGHT, tension="some", tension_words="CANARY", wish="CANARY")
    admin = signed_in(cast.ada)
    overview = admin.get("/clinic/").content.decode()
    everybody = admin.get("/clinic/clients/").content.decode()
    assert "Ines Okafor" in overview
    assert "Mara L." in everybody
    assert "CANARY" not in overview + everybody
    assert "Otto" not in everybody
    for path in (f"/clients/{cast.mara.code}/", f"/sessions/{next_time.code}/"):
        assert admin.get(path).status_code == 404


def test_a_reading_stays_what_was_shown_and_is_superseded_when_an_older_rating_comes(
    cast: Cast,
) -> None:
    first = session_at(cast.ines, cast.mara, at=ago(days=21))
    second = session_at(cast.ines, cast.mara, at=ago(days=14))
    from alliance.actions import rate_session
    from alliance.models.rating import Perspective

    rate_session(second, cast.mara, Perspective.CLIENT, ALL_EIGHT)
    shown = Reading.objects.get()
    rate_session(first, cast.mara, Perspective.CLIENT, dict.fromkeys(ALL_EIGHT, 5))
    shown.refresh_from_db()
    assert shown.superseded_at is not None
    current = Reading.objects.get(rating__session=second, superseded_at=None)
    assert (shown.n, current.n) == (0, 1)


def test_every_opening_of_a_record_leaves_a_trace(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    before = AuditEvent.objects.count()
    signed_in(cast.ines).get(f"/clients/{cast.mara.code}/")
    trace = AuditEvent.objects.latest("id")
    assert AuditEvent.objects.count() == before + 1
    assert (trace.kind, trace.actor, trace.client_code) == (
        "record opened",
        cast.ines.code,
        cast.mara.code,
    )
