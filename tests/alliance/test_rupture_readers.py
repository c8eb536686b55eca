"""A rupture's page for somebody other than its therapist, and what supervision says it opens."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Browser

from alliance.actions import change_rupture, record_repair_attempt, record_rupture
from alliance.models import Rupture
from alliance.vocabulary import OwnMarker
from practice.models import Membership, Supervision
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]


@pytest.fixture
def rupture(cast: Cast) -> Rupture:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    return record_rupture(met, cast.mara, by=cast.ines, direction="withdrawal", party="mutual")


def heading(browser: Browser, rupture: Rupture) -> str:
    page = browser.get(f"/ruptures/{rupture.code}/").content.decode()
    return page.split("<h1>")[1].split("</h1>")[0]


def test_a_supervisor_is_not_taken_for_the_therapist(
    cast: Cast, signed_in: SignIn, rupture: Rupture
) -> None:
    ines, noor = signed_in(cast.ines), signed_in(cast.noor)
    assert heading(ines, rupture) == "Something between you and Mara waits for repair."
    assert heading(noor, rupture) == "Something between Ines Okafor and Mara waits for repair."
    record_repair_attempt(rupture, rupture.session, by=cast.ines, strategies=["validate"])
    assert heading(noor, rupture) == "Something between Ines Okafor and Mara is being repaired."
    Rupture.objects.update(revisit_on=ago(days=1).date())
    assert heading(noor, rupture).endswith("what happened between Ines Okafor and Mara.")
    assert heading(ines, rupture).endswith("what happened between you and Mara.")


def test_the_page_of_supervision_says_what_it_opens_besides(cast: Cast, signed_in: SignIn) -> None:
    """Both roles read what a supervisor may open; who has neither is told of no supervision."""
    shared = "What is brought here is what somebody chose to share, with a question."
    mine, theirs = "Besides, your supervisor may open", "Besides, you may open the records"
    traced = "Each time is written down, and the client can see it."

    def said(member: Membership) -> list[bool]:
        page = signed_in(member).get("/supervision/").content.decode()
        return [words in page for words in (shared, mine, theirs, traced)]

    assert said(cast.ines) == [True, True, False, True]
    assert said(cast.noor) == [True, False, True, True]
    assert said(cast.tomas) == [True, False, False, False]
    Supervision.objects.update(ended_on=ago(days=1).date())
    assert said(cast.ines) == [True, False, False, False]


OWN = {"own_part": "nightjar", "feeling": "woodlark", "own_markers": ["placated"]}
NOT_PRINTED = "What nobody but you sees is not printed."


def test_what_nobody_but_the_therapist_sees_is_left_off_paper(
    cast: Cast, signed_in: SignIn, rupture: Rupture
) -> None:
    ines = signed_in(cast.ines)
    path = f"/ruptures/{rupture.code}/"
    assert NOT_PRINTED not in ines.get(path).content.decode()
    change_rupture(rupture, by=cast.ines, version=1, what_happened="curlew", **OWN)
    page = ines.get(path).content.decode()
    assert NOT_PRINTED in page
    facts = re.sub(r"<form.*?</form>", "", page, flags=re.DOTALL)  # no form is printed
    own = re.compile(r'<(p|dt|dd) class="[^"]*own-eyes">.*?</\1>', re.DOTALL)
    marked = " ".join(each.group() for each in own.finditer(facts))
    printed = own.sub("", facts)
    for words in ("nightjar", "woodlark", "My part in it:", "How it was for me:", "and in me<"):
        assert (words in marked, words in printed) == (True, False)
    assert str(OwnMarker.PLACATED.label) in marked
    assert str(OwnMarker.PLACATED.label) not in printed
    assert "curlew" in printed
    assert NOT_PRINTED not in signed_in(cast.noor).get(path).content.decode()


def test_what_is_left_off_paper_is_hidden_in_print_alone() -> None:
    style = (Path(settings.BASE_DIR) / "static/css/practice.css").read_text()
    screen, printed = style.split("@media print {", 1)
    assert ".own-eyes" not in screen
    assert ".own-eyes { display: none !important; }" in printed.split("\n}", 1)[0]
