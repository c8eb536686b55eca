"""What can be said when something happened: whole, sourced, in the order of reading, no wizard."""

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from alliance.actions import record_rupture
from alliance.aids import DIRECTIONS, DOMAINS, MOMENTS, PARTIES, UnsoundAid, aids, compact, read
from alliance.openings import openings
from practice.models import Membership
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]
WHOLE = """
reviewed = "By nobody."
[prompts.one]
moment = "explore"
situation = "s"
text = "t"
why = "w"
source = "x"
directions = ["withdrawal"]
parties = ["client"]
[models.m]
name = "n"
source = "x"
stages = ["a", "b", "c"]
"""


def keys(direction: str, party: str, domain: str = "") -> list[str]:
    return [each.key for each in compact(direction, party, domain)]


def test_a_rupture_gets_the_prompts_of_its_kind() -> None:
    assert keys("withdrawal", "client") == [
        *("notice quiet", "room for no", "clear up", "own part"),
        *("link between us", "avoid defending"),
    ]
    assert keys("confrontation", "therapist", "identity") == [
        *("what i do not see", "name my own push", "clear up", "own part"),
        *("link between us", "avoid defending"),
    ]
    assert keys("confrontation", "client", "frame")[:3] == [
        *("hear it whole", "what was missing", "the frame as it is")
    ]


def test_every_kind_has_four_to_six_in_the_order_of_reading() -> None:
    for direction in (*DIRECTIONS, "mixed"):
        for party in (*PARTIES, "mutual"):
            for domain in ("", *DOMAINS):
                found = compact(direction, party, domain)
                assert 4 <= len(found) <= 6
                places = [MOMENTS.index(each.moment) for each in found]
                assert places == sorted(places)


def test_each_prompt_is_one_sentence_that_blames_nobody() -> None:
    never = re.compile(r"resist|always|you should|because you|[{}%]|\d|[“”!]", re.IGNORECASE)
    for each in aids().prompts:
        assert not never.search(each.text), each.key
        assert len(re.findall(r"[.?](?= |$)", each.text)) == 1, each.key
        assert len(each.text.split()) <= 50, each.key


def test_every_source_is_one_that_the_product_stands_on() -> None:
    known = {
        *("Safran & Muran 2000", "Eubanks, Muran & Safran 2015", "Eubanks, Muran & Safran 2018"),
        *("Eubanks, Muran & Safran 2019", "Muran, Eubanks & Samstag 2021", "Bordin 1979"),
        *("Eubanks-Carter, Gorman & Muran 2012", "Luborsky"),
    }
    written = [each.source for each in aids().prompts] + [each.source for each in aids().models]
    named = {part.split(": ")[-1] for source in written for part in source.split("; ")}
    assert named - known == set()


def test_who_reviewed_it_is_said_as_for_the_openings() -> None:
    said = aids().reviewed
    assert "no professional body has approved them" in said
    assert {each.reviewed for each in openings().values()} == {said}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('reviewed = "By nobody."', ""),
        ('"explore"', '"first"'),
        ('text = "t"', 'text = " "'),
        ('source = "x"', "source = 3"),
        ('["withdrawal"]', '["sideways"]'),
        ('["client"]', "[]"),
        ('["a", "b", "c"]', '["a"]'),
    ],
)
def test_what_is_not_whole_is_refused(old: str, new: str) -> None:
    assert read(WHOLE).prompts[0].key == "one"
    with pytest.raises(UnsoundAid):
        read(WHOLE.replace(old, new, 1))


def test_the_page_narrows_by_plain_links(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    everything = browser.get("/ruptures/aid/").content.decode()
    narrowed = browser.get("/ruptures/aid/?direction=withdrawal&party=therapist").content.decode()
    texts = {each.key: each.text.replace("'", "&#x27;") for each in aids().prompts}
    assert [key for key, text in texts.items() if text not in everything] == []
    assert texts["name my own step back"] in narrowed
    assert texts["hear it whole"] not in narrowed
    assert "A fixed sequence was not supported by task analysis" in everything
    assert everything.count("<details") == 4
    assert "<form" not in everything.split("<main")[1]
    # What is no kind is no filter.
    assert browser.get("/ruptures/aid/?direction=<b>&party=x").content.count(b"quoted") == len(
        aids().prompts
    )


def test_the_page_of_a_rupture_shows_a_few(cast: Cast, signed_in: SignIn) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    rupture = record_rupture(met, cast.mara, by=cast.ines, direction="confrontation")
    html = signed_in(cast.ines).get(f"/ruptures/{rupture.code}/").content.decode()
    assert html.count('class="quoted"') == 6
    assert "/ruptures/aid/?direction=confrontation&amp;party=client" in html
