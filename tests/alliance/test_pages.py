"""What pages say in their quieter states."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alliance.actions import raise_signal, rate_session
from alliance.models import CheckIn, Rupture, Signal
from alliance.models.rating import Perspective
from practice.models import Membership, Supervision
from tests.cast import Cast, ago, ahead, client, session_at

SignIn = Callable[[Membership], Browser]
ITEMS = ("understood", "safe", "goals", "fit", "say")


def page(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_practice_says_what_to_do_first(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.tomas)
    assert "Nothing is planned yet." in page(browser, "/")
    assert "Nobody is here yet." in page(browser, "/caseload/")
    assert "No sessions on this day." in page(browser, "/?day=2026-02-28")


@pytest.mark.parametrize("day", ["2026-02-30", "nonsense", "9999-12-31", "0001-01-01", ""])
def test_a_day_that_is_none_shows_today(cast: Cast, signed_in: SignIn, day: str) -> None:
    assert "No sessions today." in page(signed_in(cast.ines), f"/?day={day}")


def test_a_supervisor_reads_the_supervisees_people_and_may_not_write(
    cast: Cast, signed_in: SignIn
) -> None:
    browser = signed_in(cast.noor)
    assert "Mara L." in page(browser, "/caseload/")
    Membership.objects.filter(pk=cast.noor.pk).update(is_therapist=True)
    own = client("Nils Own", cast.noor)
    mine, supervised = page(browser, "/caseload/"), page(browser, "/caseload/?of=supervised")
    assert (own.short_name in mine, "Mara L." in mine) == (True, False)
    assert (own.short_name in supervised, "Mara L." in supervised) == (False, True)
    Supervision.objects.update(ended_on="2030-01-01")
    assert browser.get(f"/clients/{cast.mara.code}/").status_code == 404


def test_the_rule_of_each_signal_is_explained(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    met = session_at(cast.ines, cast.mara, at=ago(days=3))
    said: dict[Signal.Kind, tuple[dict[str, Any], str]] = {
        Signal.Kind.SLOW_DRIFT: ({"drift": 3.4, "limit": 3.0}, "slowly lower"),
        Signal.Kind.SILENCE: ({"unanswered": 2}, "two check-ins unanswered"),
    }
    for kind, (values, words) in said.items():
        raise_signal(kind, cast.mara, session=met, values=values)
        assert words in page(browser, f"/signals/{Signal.objects.latest('id').code}/")
    path = f"/signals/{Signal.objects.latest('id').code}/"
    refused = browser.post(path, {"answer": "nonsense"}, follow=True)
    assert "Choose one of the answers." in refused.content.decode()
    browser.post(path, {"answer": "will ask"})
    assert "It stays in the next brief until you say what came of it." in page(browser, path)


def test_a_newer_signal_of_a_rule_speaks_for_the_older_ones(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    for days in (14, 7):
        met = session_at(cast.ines, cast.mara, at=ago(days=days))
        rate_session(met, cast.mara, Perspective.CLIENT, dict.fromkeys(ITEMS, days // 7))
    assert page(browser, "/caseload/").count("lower than expected") == 1
    newest = Signal.objects.latest("raised_at")
    browser.post(f"/signals/{newest.code}/", {"answer": "another reason"})
    assert "lower than expected" not in page(browser, "/caseload/")


def test_a_rupture_with_one_of_two(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    together = session_at(cast.ines, cast.mara, cast.theo, at=ago(hours=3))
    assert "With whom?" in page(browser, f"/sessions/{together.code}/rupture/")
    browser.post(
        f"/sessions/{together.code}/rupture/",
        {
            "client": str(cast.theo.code),
            "direction": "confrontation",
            "party": "client",
            "noticed_by": "therapist",
        },
    )
    assert Rupture.objects.get().client == cast.theo


def test_a_record_changes_by_version(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    met = session_at(cast.ines, cast.mara, at=ago(days=3))
    data = {"direction": "withdrawal", "party": "client", "noticed_by": "therapist"}
    browser.post(f"/sessions/{met.code}/rupture/", data)
    path = f"/ruptures/{Rupture.objects.get().code}/"
    browser.post(path, data | {"version": "1", "intensity": "4", "own_part": "I hurried."})
    assert Rupture.objects.get().intensity == 4
    stale = browser.post(path, data | {"version": "1", "what_happened": "Second tab."})
    assert stale.status_code == 422
    assert "This was changed meanwhile." in stale.content.decode()
    assert "Second tab." in stale.content.decode()
    assert Rupture.objects.get().what_happened == ""
    supervisor = page(signed_in(cast.noor), path)
    assert "I hurried." not in supervisor


def test_the_check_ins_state_before_a_session(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    session = session_at(cast.ines, cast.mara, at=ahead(hours=30))
    check_in = CheckIn.objects.get()
    path = f"/sessions/{session.code}/"
    assert "Not sent yet: it goes on" in page(browser, path)
    assert "check-in not sent yet" in page(browser, f"/?day={session.starts_at.date()}")
    sent = browser.post(f"{path}check-in/send/", {"part": str(check_in.participation.code)})
    assert sent.status_code == 302
    CheckIn.objects.update(sent_at=ago(hours=1))
    assert "; no answer." in page(browser, path)
    browser.post(f"{path}check-in/send/", {"part": str(check_in.participation.code)})
    assert [link.state for link in check_in.links.order_by("id")] == ["revoked", "open"]
    CheckIn.objects.update(begun_at=ago(minutes=5))
    assert "Begun and not sent." in page(browser, path)
    assert "When do you meet instead?" in page(browser, f"{path}move/")


def test_what_did_not_take_place_is_said(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    missed = session_at(cast.ines, cast.mara, at=ago(minutes=90))
    day = timezone.localdate(missed.starts_at, cast.riverside.zone)  # shortly after midnight: past
    part = missed.participations.get()
    data = {"part": str(part.code), "attendance": "no-show"}
    browser.post(f"/sessions/{missed.code}/attendance/", data)
    assert "did not come" in page(browser, f"/clients/{cast.mara.code}/")
    assert "did not come" in page(browser, f"/?day={day:%Y-%m-%d}")
    wrong = browser.post(f"/sessions/{missed.code}/attendance/", {"part": "x"}, follow=True)
    assert "Choose what happened." in wrong.content.decode()


def test_always_at_the_top_is_never_called_excellent(cast: Cast, signed_in: SignIn) -> None:
    for days in (35, 28, 21, 14):
        met = session_at(cast.ines, cast.mara, at=ago(days=days))
        rate_session(met, cast.mara, Perspective.CLIENT, dict.fromkeys(ITEMS, 10))
    browser = signed_in(cast.ines)
    assert "always 10: kind, or careful?" in page(browser, "/caseload/")
    assert "All 4 answers are at the very top" in page(browser, f"/clients/{cast.mara.code}/")


def test_the_clocks_skip_an_hour(cast: Cast, signed_in: SignIn) -> None:
    data = {"on": "2027-03-28", "at": "01:30", "minutes": "50", "setting": "video"}
    refused = signed_in(cast.ines).post(f"/clients/{cast.mara.code}/sessions/new/", data)
    assert "The clocks skip this time on that day." in refused.content.decode()
