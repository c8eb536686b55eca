"""A signal's page, for every rule; its three answers, and answers that change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from alliance.actions import raise_signal
from alliance.models import CheckIn, Reading, Rupture, Signal
from alliance.pages import clinic_overview
from practice.models import AuditEvent, Clinic, Membership
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, ago, ahead, session_at

SignIn = Callable[[Membership], Browser]
AS_USUAL = [8.0, 7.6, 7.8, 8.2, 8.0]


def page(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def a_drop(cast: Cast) -> Signal:
    """Mara's sixth session was rated 4, after five of about 8."""
    met_and_rated(cast.ines, cast.mara, [*AS_USUAL, 4.0])
    return Signal.objects.get(kind="unexpected drop")


def address(signal: Signal) -> str:
    return f"/signals/{signal.code}/"


# --- Why it is here ------------------------------------------------------------------------------


def test_a_drop_says_its_values_its_chance_and_how_often_it_is_wrong(
    cast: Cast, signed_in: SignIn
) -> None:
    told = page(signed_in(cast.ines), address(a_drop(cast)))
    assert "<dt>their answer</dt><dd>4</dd>" in told
    assert "<dt>expected</dt><dd>about 7.9, between 6.4 and 9.5</dd>" in told
    assert "<dt>below that</dt><dd>3.9 of 10 points</dd>" in told
    assert "<dd>5 earlier answers of theirs, and what is usual</dd>" in told
    assert "an answer this low or lower would come less than once in a thousand times." in told
    assert "fewer than 10 times in 1,000;" in told  # much lower: the rule whose errors stand there
    assert "In simulations it spoke in 1 to 2 of 100 sessions" in told
    assert "after that in 0 to 3 of 100" in told
    assert '<a href="/signals/rules/">How the signals work</a>' in told
    assert '<a href="/signals/rules/#beside-other-rules">' in told
    assert "A score is not a rupture" in told
    assert told.count("<svg") == 3  # the brand, and the chart in its two forms


@pytest.mark.parametrize(
    ("kind", "values", "says", "fact"),
    [
        (
            "slow drift",
            {"drift": 3.44, "limit": 3.0, "answers": [7, 6.6], "expected": [7.9, 7.8]},
            "No single answer was surprising",
            "<dt>their answers, one after the other</dt><dd>7, 6.6</dd>",
        ),
        ("silence", {"unanswered": 2}, "Two check-ins in a row", "<dd>2</dd>"),
        (
            "two views",
            {
                "client": 8.0,
                "therapist": 4.0,
                "gap": -4.0,
                "expected": -0.5,
                "p": 0.004,
                "pairs": 7,
            },
            "The distance between your rating and theirs",
            "you 4 lower than Mara",
        ),
    ],
)
def test_each_rule_speaks_for_itself(
    cast: Cast, signed_in: SignIn, kind: Any, values: dict[str, Any], says: str, fact: str
) -> None:
    met = met_and_rated(cast.ines, cast.mara, [8.0])[0]
    rate(met, cast.mara, 4.0, by=cast.ines)
    about = met.ratings.get(perspective="client") if kind == "two views" else None
    signal = raise_signal(kind, cast.mara, session=met, rating=about, values=values)
    assert signal
    told = page(signed_in(cast.ines), address(signal))
    assert says in told
    assert fact in told


def test_what_the_client_said_needs_no_statistics(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, at=ahead(hours=2))
    check_in = CheckIn.objects.get()
    CheckIn.objects.update(tension="some", tension_request="raise")
    signal = raise_signal(
        Signal.Kind.DIRECT_REPORT,
        cast.mara,
        session=session,
        check_in=check_in,
        values={"tension": "some", "request": "raise"},
    )
    assert signal
    told = page(signed_in(cast.ines), address(signal))
    assert "Your client asks you to raise it." in told
    assert "No statistics are involved: somebody said so." in told
    assert "would come" not in told


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0005, "less than once in a thousand"), (0.024, "about once in 40"), (0.06, "in 17")],
)
def test_a_probability_in_words(p: float, words: str) -> None:
    from alliance.figures import chance

    assert words in chance(p)


def test_a_first_answer_raises_no_signal_however_low_it_is(cast: Cast, signed_in: SignIn) -> None:
    met_and_rated(cast.ines, cast.mara, [0.0], until=21)
    first = Reading.objects.get()
    assert (first.n, first.flag, first.p < 0.001) == (0, "", True)
    assert not Signal.objects.exists()
    assert "Nothing asks for your attention right now." in page(signed_in(cast.ines), "/caseload/")
    assert "It speaks from a person’s second answer on." in page(
        signed_in(cast.ines), "/signals/rules/"
    )
    met_and_rated(cast.ines, cast.theo, [8.0, 0.0])
    second = Signal.objects.get()
    assert (second.kind, second.client, second.values["n"]) == ("unexpected drop", cast.theo, 1)


# --- Estimates that were revised -----------------------------------------------------------------


def test_a_late_rating_revises_the_estimate_and_what_was_shown_stays_readable(
    cast: Cast, signed_in: SignIn
) -> None:
    """Four answers of 5 that came in late make another 5 look ordinary."""
    late = met_and_rated(cast.ines, cast.mara, [None] * 4, until=42)
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 4.6])
    signal = Signal.objects.get(kind="unexpected drop")
    shown = signal.values
    for session in late:
        rate(session, cast.mara, 5.0)
    told = page(signed_in(cast.ines), address(signal))
    assert Signal.objects.get(pk=signal.pk).values == shown
    assert "because an earlier answer came in late or was corrected;" in told
    assert "4.6 is as expected now" in told
    assert "This signal would not be raised today." in told
    story = page(signed_in(cast.ines), f"/clients/{cast.mara.code}/")
    assert "was shown as expected, and the answer as lower than that." in story


def test_an_answer_that_was_corrected_says_so(cast: Cast, signed_in: SignIn) -> None:
    signal = a_drop(cast)
    assert signal.session
    rate(signal.session, cast.mara, 8.0, version=1)
    told = page(signed_in(cast.ines), address(signal))
    assert "because this answer was corrected;" in told
    assert "8 is as expected now" in told
    assert "<dd>4</dd>" in told


def test_an_answer_that_was_taken_back_leaves_nothing_to_read(
    cast: Cast, signed_in: SignIn
) -> None:
    from alliance.actions import rate_session
    from alliance.models.rating import Perspective

    signal = a_drop(cast)
    assert signal.session
    rate_session(signal.session, cast.mara, Perspective.CLIENT, {"safe": 4}, version=1)
    assert "That answer was taken back since" in page(signed_in(cast.ines), address(signal))


# --- Three answers -------------------------------------------------------------------------------


def test_another_reason_takes_one_tap(cast: Cast, signed_in: SignIn) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    form = page(browser, address(signal))
    assert '<button class="tile" name="other_reason" value="hard week">' in form
    assert 'value="corrected"' not in form
    browser.post(address(signal), {"other_reason": "hard week", "was": ""})
    signal.refresh_from_db()
    assert (signal.answer, signal.other_reason) == ("another reason", "hard week")
    assert signal.answered_by == cast.ines
    told = page(browser, address(signal))
    assert "You answered: another reason: a hard week, or bad news," in told
    assert "Nothing asks for your attention right now." in page(browser, "/caseload/")


def test_what_is_to_ask_stays_in_the_next_brief_until_it_is_answered(
    cast: Cast, signed_in: SignIn
) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    following = session_at(cast.ines, cast.mara, at=ahead(hours=3))
    browser.post(address(signal), {"answer": "will ask"})
    words = "to ask: 4, lower than expected"
    assert words in page(browser, f"/sessions/{following.code}/")
    assert words in page(browser, f"/clients/{cast.mara.code}/")
    caseload = page(browser, "/caseload/")
    assert (words in caseload, "Nothing asks for your attention" in caseload) == (True, True)
    assert words not in page(browser, "/caseload/?show=attention")
    browser.post(address(signal), {"other_reason": "usual"})
    assert words not in page(browser, f"/sessions/{following.code}/")


def test_every_answer_stays_in_the_audit(cast: Cast, signed_in: SignIn) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    for answered in ({"answer": "will ask"}, {"other_reason": "unwell"}, {"answer": "will ask"}):
        browser.post(address(signal), answered)
    changes = AuditEvent.objects.filter(about_code=signal.code, kind="changed").order_by("id")
    assert [event.detail for event in changes] == [
        {"answer": "will ask"},
        {"answer": "another reason", "was": "will ask"},
        {"answer": "will ask", "was": "another reason"},
    ]
    assert page(browser, address(signal)).count("<span>not sure, will ask</span>") == 2
    signal.refresh_from_db()
    assert signal.other_reason == ""


def test_an_answer_given_meanwhile_is_not_overwritten(cast: Cast, signed_in: SignIn) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    browser.post(address(signal), {"other_reason": "unwell", "was": ""})
    stale = browser.post(address(signal), {"answer": "will ask", "was": ""}, follow=True)
    assert "This was answered meanwhile." in stale.content.decode()
    assert Signal.objects.get(pk=signal.pk).other_reason == "unwell"


def test_that_an_attendance_was_corrected_is_no_answer_of_the_therapists(
    cast: Cast, signed_in: SignIn
) -> None:
    signal = a_drop(cast)
    signed_in(cast.ines).post(address(signal), {"other_reason": "corrected"})
    assert Signal.objects.get(pk=signal.pk).answer == ""


def test_something_opens_a_rupture_and_is_answered_once_that_is_recorded(
    cast: Cast, signed_in: SignIn
) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    onward = browser.post(address(signal), {"answer": "something"})
    assert signal.session
    rupture_page = f"/sessions/{signal.session.code}/rupture/"
    assert onward.url == f"{rupture_page}?client={cast.mara.code}&signal={signal.code}"  # type: ignore[attr-defined]
    assert Signal.objects.get().answer == ""
    data = {"direction": "withdrawal", "party": "mutual", "noticed_by": "signal"}
    browser.post(rupture_page, data | {"signal": str(signal.code)})
    assert (Signal.objects.get().answer, Rupture.objects.get().signal) == ("something", signal)
    told = page(browser, address(signal))
    assert f'<a href="/ruptures/{Rupture.objects.get().code}/">' in told
    assert "<form" not in told
    refused = browser.post(address(signal), {"other_reason": "unwell"}, follow=True)
    assert "A rupture is recorded about this" in refused.content.decode()
    assert Signal.objects.get().answer == "something"


def test_an_answer_that_was_another_reason_can_become_something(
    cast: Cast, signed_in: SignIn
) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    browser.post(address(signal), {"other_reason": "unwell"})
    onward = browser.post(address(signal), {"answer": "something"})
    data = {"direction": "withdrawal", "party": "mutual", "noticed_by": "client"}
    browser.post(onward.url, data)  # type: ignore[attr-defined]
    signal.refresh_from_db()
    assert (signal.answer, signal.other_reason) == ("something", "")


def test_older_signals_take_the_answer_along_and_follow_when_it_changes(
    cast: Cast, signed_in: SignIn
) -> None:
    met_and_rated(cast.ines, cast.mara, [*AS_USUAL, 4.0, 4.2])
    older, newest = Signal.objects.order_by("id")
    browser = signed_in(cast.ines)
    for answered in ("unwell", "usual"):
        browser.post(address(newest), {"other_reason": answered})
        older.refresh_from_db()
        assert (older.other_reason, older.answered_along) == (answered, True)
    browser.post(address(older), {"other_reason": "hard week"})
    browser.post(address(newest), {"other_reason": "other"})
    older.refresh_from_db()
    assert (older.other_reason, older.answered_along) == ("hard week", False)


def test_who_supervises_reads_and_does_not_answer(cast: Cast, signed_in: SignIn) -> None:
    signal = a_drop(cast)
    Membership.objects.filter(pk=cast.noor.pk).update(is_therapist=True)
    browser = signed_in(cast.noor)
    assert "<form" not in page(browser, address(signal))
    assert browser.post(address(signal), {"answer": "will ask"}).status_code == 404
    assert signed_in(cast.tomas).get(address(signal)).status_code == 404


def test_a_session_of_somebody_else_is_answered_without_a_record_of_theirs(
    cast: Cast, signed_in: SignIn
) -> None:
    from clients.models import CareTeamMember

    signal = a_drop(cast)
    CareTeamMember.objects.create(clinic=cast.riverside, client=cast.mara, therapist=cast.tomas)
    signed_in(cast.tomas).post(address(signal), {"answer": "something"})
    assert Signal.objects.get().answer == "something"


# --- Rate, then reveal ---------------------------------------------------------------------------


def test_a_signal_that_would_tell_a_covered_rating_waits_for_the_therapists_own(
    cast: Cast, signed_in: SignIn
) -> None:
    signal, browser = a_drop(cast), signed_in(cast.ines)
    Clinic.objects.update(rate_then_reveal=True)
    following = session_at(cast.ines, cast.mara, at=ahead(hours=3))
    listing = ("/", "/caseload/", "/signals/", f"/clients/{cast.mara.code}/")
    for path in (*listing, f"/sessions/{following.code}/"):
        assert "lower than expected</a>" not in page(browser, path), path
    told = page(browser, address(signal))
    assert "Covered until you have rated that session yourself." in told
    assert "<h1>Mara L.: covered until you have rated</h1>" in told
    assert ("<dl" in told, "<form" in told, 'class="chart' in told) == (False, False, False)
    assert "covered until you have rated every session" in page(browser, "/caseload/")
    clinic = Clinic.objects.get(pk=cast.riverside.pk)
    assert clinic_overview(clinic)["signals"] == 0  # nobody can answer it yet
    for session in cast.mara.participations.filter(starts_at__lte=ago(days=1)):
        rate(session.session, cast.mara, 7.0, by=cast.ines)
    assert clinic_overview(clinic)["signals"] is None  # one, and so few are not told
    assert "4, lower than expected</a>" in page(browser, "/caseload/")
    assert "<dt>their answer</dt><dd>4</dd>" in page(browser, address(signal))


# --- How the signals work ------------------------------------------------------------------------


def test_the_rules_and_the_table_that_can_be_reproduced(cast: Cast, signed_in: SignIn) -> None:
    from alliance.science.compared import TABLE
    from alliance.science.error_rates import RATES

    told = page(signed_in(cast.noor), "/signals/rules/")
    assert told.count('class="sheet rule"') == len(Signal.Kind)
    assert "fewer than 25 times in 1,000;" in told
    assert "<code>make calibrate</code>" in told
    figures = [
        f'<td class="num">{100 * share:.1f}</td>'
        for rates in RATES.values()
        for each in rates
        for share in (
            each.false_alarms,
            each.later,
            each.stable_flagged,
            each.power_2sd,
            each.power_3sd,
        )
    ]
    assert "".join(figures[:5]) in told
    assert "".join(figures[-5:]) in told
    others = TABLE.values()
    assert told.count('<td class="num">') == len(figures) + 10 * len(others)
    assert '<td class="num">46.3</td><td class="num">–</td>' in told
    assert signed_in(cast.ada).get("/signals/rules/").status_code == 404
