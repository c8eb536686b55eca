"""Setting up process notes, wrong passphrases, and the way back in, over HTTP."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from practice.models import Membership
from sessions.models import ProcessKey
from sessions.process.keyring import COOKIE
from tests.cast import Cast, ago, session_at
from tests.sessions.process import PASSPHRASE, keys_of, unlocked

SignIn = Callable[[Membership], Browser]
OTHER = "a bicycle below the old pear tree"
SET_UP = {"new": PASSPHRASE, "again": PASSPHRASE, "scheme": "2/3", "understood": "on"}


def shares_on(page: str) -> list[str]:
    """The codes as they are printed."""
    codes = re.findall(r'<p class="code">(.*?)</p>', page)
    return [" ".join(re.findall(r"<span>(\w+)</span>", code)) for code in codes]


def written(cast: Cast, browser: Browser) -> str:
    """The address of a sheet on which something stands."""
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    path = f"/sessions/{met.code}/process-note/"
    assert browser.post(path, {"words": "A heron.", "version": "0"}).status_code == 302
    return path


@pytest.mark.parametrize(("scheme", "made"), [("2/3", 3), ("3/5", 5)])
def test_setting_up_shows_the_shares_once(
    cast: Cast, signed_in: SignIn, scheme: str, made: int
) -> None:
    browser = signed_in(cast.ines)
    page = browser.post("/process-notes/set-up/", SET_UP | {"scheme": scheme})
    assert len(shares_on(page.content.decode())) == made
    assert "Nobody can help" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store, private"
    assert browser.cookies[COOKIE].value  # open at once
    again = browser.post("/process-notes/set-up/", SET_UP)
    assert again.status_code == 302
    assert ProcessKey.objects.get().shares_made == made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"new": "a long enough password"}, "the password that you sign in with"),
        ({"new": "eleven char"}, "Twelve characters at least."),
        ({"new": "abababababababab"}, "Too few different characters"),
        ({"new": "ines okafor!"}, "too similar"),
        ({"again": "another thing altogether"}, "are not the same"),
        ({"understood": ""}, "required"),
        ({"scheme": "1/9"}, "Select a valid choice"),
    ],
)
def test_a_weak_beginning_is_refused(
    cast: Cast, signed_in: SignIn, change: dict[str, str], said: str
) -> None:
    cast.ines.user.set_password("a long enough password")
    cast.ines.user.save()
    form = SET_UP | ({"again": change["new"]} if "new" in change else {}) | change
    page = signed_in(cast.ines).post("/process-notes/set-up/", form)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not ProcessKey.objects.exists()


def test_after_five_wrong_tries_each_costs_a_minute(cast: Cast, signed_in: SignIn) -> None:
    keys_of(cast.ines)
    browser = signed_in(cast.ines)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            page = browser.post("/process-notes/unlock/", {"passphrase": OTHER})
            assert "This is not your passphrase" in page.content.decode()
        right = {"passphrase": PASSPHRASE}
        page = browser.post("/process-notes/unlock/", right)
        assert "Wait a minute" in page.content.decode()
        clock.shift(timedelta(seconds=61))
        page = browser.post("/process-notes/unlock/", {"passphrase": OTHER})
        assert "This is not your passphrase" in page.content.decode()
        assert "Wait a minute" in browser.post("/process-notes/unlock/", right).content.decode()
        clock.shift(timedelta(seconds=61))
        opened = browser.post("/process-notes/unlock/", right, follow=True)
        assert "a wrong passphrase was tried 6 times" in opened.content.decode()
    assert ProcessKey.objects.get().tries == 0


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "\\\\x", ""])
def test_unlocking_leads_to_no_other_site(cast: Cast, signed_in: SignIn, then: str) -> None:
    keys_of(cast.ines)
    answer = signed_in(cast.ines).post(
        "/process-notes/unlock/", {"passphrase": PASSPHRASE, "then": then}
    )
    assert answer["Location"] == "/process-notes/"


def test_changing_the_passphrase_needs_the_old_one(cast: Cast, signed_in: SignIn) -> None:
    keys_of(cast.ines)
    browser = unlocked(signed_in(cast.ines))
    path = written(cast, browser)
    form = {"passphrase": OTHER, "new": OTHER, "again": OTHER}
    assert browser.post("/process-notes/passphrase/", form).status_code == 422
    form["passphrase"] = PASSPHRASE
    assert browser.post("/process-notes/passphrase/", form).status_code == 302
    browser.post("/process-notes/lock/")
    assert browser.post("/process-notes/unlock/", {"passphrase": PASSPHRASE}).status_code == 422
    assert "A heron." in unlocked(browser, OTHER).get(path).content.decode()


def test_enough_shares_open_the_notes_under_a_new_passphrase(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    first = shares_on(browser.post("/process-notes/set-up/", SET_UP).content.decode())
    path = written(cast, browser)
    browser.post("/process-notes/lock/")
    form = {"share_1": first[2].lower(), "share_2": first[0], "new": OTHER, "again": OTHER}
    page = browser.post("/process-notes/recovery/", form)
    assert page.status_code == 200
    second = shares_on(page.content.decode())
    assert len(second) == 3
    assert set(second) & set(first) == set()
    assert "A heron." in browser.get(path).content.decode()
    browser.post("/process-notes/lock/")
    assert "A heron." in unlocked(browser, OTHER).get(path).content.decode()
    # They lay side by side on one desk: the first set is over.
    refused = browser.post("/process-notes/recovery/", form)
    assert refused.status_code == 422
    assert refused.content.decode().count("of an older set") == 2


@pytest.mark.parametrize(
    ("pick", "said"),
    [
        (lambda own, other: (own[0], own[0]), "the same share once more"),
        (lambda own, other: (own[0], other[1]), "of an older set, or somebody else’s"),
        (lambda own, other: (own[0], own[1][:-1] + "0"), "Mistyped somewhere"),
        (lambda own, other: (own[0], ""), "required"),
    ],
)
def test_shares_that_do_not_fit_are_named(
    cast: Cast,
    signed_in: SignIn,
    pick: Callable[[list[str], list[str]], tuple[str, str]],
    said: str,
) -> None:
    own = [str(share) for share in keys_of(cast.ines)[1]]
    own[1] = own[1] if own[1][-1] != "0" else own[2]
    other = [str(share) for share in keys_of(cast.tomas)[1]]
    one, two = pick(own, other)
    before = bytes(ProcessKey.objects.get(owner=cast.ines).locked_private)
    page = signed_in(cast.ines).post(
        "/process-notes/recovery/", {"share_1": one, "share_2": two, "new": OTHER, "again": OTHER}
    )
    assert page.status_code == 422
    assert said in page.content.decode()
    assert bytes(ProcessKey.objects.get(owner=cast.ines).locked_private) == before


def test_new_shares_end_the_old_ones_and_need_the_passphrase(cast: Cast, signed_in: SignIn) -> None:
    first = [str(share) for share in keys_of(cast.ines)[1]]
    browser = unlocked(signed_in(cast.ines))
    form = {"scheme": "3/5", "passphrase": OTHER}
    assert browser.post("/process-notes/shares/", form).status_code == 422
    page = browser.post("/process-notes/shares/", form | {"passphrase": PASSPHRASE})
    made = shares_on(page.content.decode())
    assert len(made) == 5
    restored = {f"share_{n}": share for n, share in enumerate(made[1:4], 1)}
    new = {"new": OTHER, "again": OTHER}
    old = {"share_1": first[0], "share_2": first[1], "share_3": first[2]}
    assert browser.post("/process-notes/recovery/", old | new).status_code == 422
    assert browser.post("/process-notes/recovery/", restored | new).status_code == 200


def test_beginning_anew_gives_up_what_was_sealed(cast: Cast, signed_in: SignIn) -> None:
    keys_of(cast.ines)
    browser = Browser()
    browser.post(
        "/account/login/",
        {"login": cast.ines.user.email, "password": "a long enough password"},
    )
    path = written(cast, unlocked(browser))
    assert browser.post("/process-notes/start-over/").status_code == 302  # to the password, first
    assert ProcessKey.objects.get().retired_at is None
    browser.post("/account/reauthenticate/", {"password": "a long enough password"})
    assert "The one process note" in browser.get("/process-notes/start-over/").content.decode()
    assert browser.post("/process-notes/start-over/").status_code == 302
    assert browser.post("/process-notes/set-up/", SET_UP).status_code == 200
    page = browser.get(path).content.decode()
    assert "Sealed for good" in page
    assert "A heron." not in page
    assert "sealed for good" in browser.get("/process-notes/").content.decode()
    assert browser.post(path, {"words": "x", "version": "1"}).status_code == 409
    key = ProcessKey.objects.filter(retired_at=None).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessKey.objects.exclude(pk=key.pk).update(retired_at=None)
