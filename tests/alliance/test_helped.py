"""What helped before with this person: their own repairs, counted, and nobody else's."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions import record_repair_attempt, record_rupture
from alliance.actions.resolution import take_client_word
from alliance.models import Rupture
from alliance.pages.days import day
from alliance.pages.helped import helped_before
from alliance.vocabulary import Strategy, ToldBy
from clients.models import Client
from practice.models import Membership
from sessions.models import Session
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]


def torn(cast: Cast, client: Client, days: int) -> tuple[Rupture, Session]:
    met = session_at(cast.ines, client, at=ago(days=days))
    return record_rupture(met, client, by=cast.ines, direction="withdrawal"), met


def tried(cast: Cast, client: Client, days: int, response: str, *strategies: str) -> Rupture:
    rupture, met = torn(cast, client, days)
    record_repair_attempt(
        rupture, met, by=cast.ines, strategies=list(strategies), response=response
    )
    return rupture


def shown(browser: Browser, path: str) -> str:
    html = browser.get(path).content.decode()
    (part,) = re.findall(r'aria-labelledby="helped-before">(.*?)</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_nothing_is_written_down_yet(cast: Cast, signed_in: SignIn) -> None:
    tried(cast, cast.theo, 9, "opened", "validate")
    met = session_at(cast.ines, cast.mara, at=ago(days=2))
    part = shown(signed_in(cast.ines), f"/sessions/{met.code}/rupture/")
    assert part == (
        "What helped before with Mara Nothing is written down yet. "
        "What you try, and how they take it, will be found here next time."
    )


def test_what_helped_and_what_did_not_with_counts_and_days(cast: Cast, signed_in: SignIn) -> None:
    tried(cast, cast.mara, 40, "opened", "validate", "own part")
    tried(cast, cast.mara, 30, "withdrew", "explain")
    tried(cast, cast.mara, 20, "unchanged", "refocus")
    tried(cast, cast.theo, 35, "opened", "disclose")
    rupture, _ = torn(cast, cast.mara, 2)
    part = shown(signed_in(cast.ines), f"/ruptures/{rupture.code}/")
    first, second = day(ago(days=40)), day(ago(days=30))
    assert "Of 3 earlier attempts, 1 helped, and after 1 they pulled away or pushed back" in part
    assert f"acknowledged my part {first} validated the need to protect themselves {first}" in part
    assert f"pulled away or pushed back explained why we do it {second}" in part
    assert str(Strategy.DISCLOSE.label) not in part
    assert str(Strategy.REFOCUS.label) not in part


def test_the_clients_own_word_counts_from_four(cast: Cast) -> None:
    for resolution, days in ((3, 40), (4, 30)):
        rupture = tried(cast, cast.mara, days, "", "apologise")
        take_client_word(rupture, resolution, told=ToldBy.TOLD, by=cast.ines)
    found = helped_before(cast.mara)
    assert (found.attempts, found.helped, found.away) == (2, 1, 0)
    assert [way.days for way in found.ways] == [[day(ago(days=30))]]


def test_the_rupture_that_is_looked_at_is_not_its_own_past(cast: Cast) -> None:
    rupture = tried(cast, cast.mara, 5, "opened", "validate")
    assert helped_before(cast.mara).attempts == 1
    assert helped_before(cast.mara, besides=rupture).attempts == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_it_is_one_query(cast: Cast, rows: int) -> None:
    for number in range(rows):
        tried(cast, cast.mara, 10 + number, "eased", "validate", "invite")
    with CaptureQueriesContext(connection) as captured:
        assert helped_before(cast.mara).helped == rows
    assert len(captured) == 1
