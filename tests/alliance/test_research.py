"""The research export: who agreed, as numbers and keys, and nothing that somebody wrote."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import (
    open_to_client,
    record_repair_attempt,
    record_rupture,
    take_client_word,
)
from alliance.pages import COLUMNS, collect, research_counts
from clients.actions import give_consent, withdraw_consent
from clients.models import Client, Consent
from practice.csv_file import as_csv
from practice.models import AuditEvent, Clinic, Membership, User
from tests.alliance.rated import met_and_rated, rate
from tests.cast import Cast, client

SignIn = Callable[[Membership], Browser]
PATH = "/clinic/research/"
WORDS = "kingfisher"
Row = dict[str, str]


def story(therapist: Membership, person: Client) -> list[str]:
    """Two rated sessions with a rupture and words in every field. The codes that must not leak."""
    met = met_and_rated(therapist, person, [8.0, 3.0])
    own = rate(met[0], person, 7.0, by=therapist)
    rupture = record_rupture(
        met[1],
        person,
        by=therapist,
        direction="withdrawal",
        intensity=3,
        markers=["avoiding", "masking"],
        own_markers=["went quiet"],
        what_happened=f"{WORDS} 1",
        own_part=f"{WORDS} 2",
        feeling=f"{WORDS} 3",
    )
    attempt = record_repair_attempt(
        rupture,
        met[1],
        by=therapist,
        strategies=["validate", "clarify"],
        response="opened",
        words=f"{WORDS} 4",
        promise=f"{WORDS} 5",
    )
    open_to_client(rupture, by=therapist, version=None, words=f"{WORDS} 6")
    take_client_word(rupture, 4, told="told", words=f"{WORDS} 7", by=therapist)
    rows = (person, *met, own, rupture, attempt, therapist)
    return [str(each.code) for each in rows]


def agree(person: Client, by: Membership) -> None:
    give_consent(person, Consent.Kind.RESEARCH, by=by)
    Client.objects.filter(pk=person.pk).update(began_on=timezone.localdate() - timedelta(days=30))


def files(browser: Browser) -> dict[str, str]:
    response = browser.post(PATH)
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_rows_of_who_agreed(cast: Cast, signed_in: SignIn) -> None:
    story(cast.ines, cast.mara)
    story(cast.ines, cast.theo)
    agree(cast.mara, cast.ines)
    told = files(signed_in(cast.ada))
    (rupture,), (attempt,) = rows(told["ruptures.csv"]), rows(told["attempts.csv"])
    number = rupture.pop("client")
    assert rupture == {
        "rupture": "1",
        "day": "23",
        "noticed_by": "therapist",
        "direction": "withdrawal",
        "party": "client",
        "domain": "",
        "markers": "avoiding|masking",
        "intensity": "3",
        "from_signal": "yes",
        "outcome": "repairing",
        "days_to_outcome": "",
        "resolution_by_client": "4",
        "resolution_by_therapist": "",
        "attempts": "1",
    }
    assert attempt == {
        "client": number,
        "rupture": "1",
        "day": "23",
        "strategies": "validate|clarify",
        "response": "opened",
    }
    ratings = rows(told["ratings.csv"])
    assert [(each["day"], each["perspective"], each["score"]) for each in ratings] == [
        ("16", "client", "8.0"),
        ("16", "therapist", "7.0"),
        ("23", "client", "3.0"),
    ]
    assert {each["client"] for each in ratings} == {number}
    assert "clients: 1\nruptures: 1\nattempts: 1\nratings: 3\n" in told["read-me-first.txt"]
    assert "THIS IS NOT ANONYMOUS" in told["read-me-first.txt"]


def test_a_rating_that_is_still_covered_is_in_no_file(cast: Cast, signed_in: SignIn) -> None:
    """Of two sessions the therapist has rated the first alone."""
    story(cast.ines, cast.mara)
    agree(cast.mara, cast.ines)
    seats = {}
    for hides in (False, True):
        Clinic.objects.filter(pk=cast.riverside.pk).update(rate_then_reveal=hides)
        ratings = rows(files(signed_in(cast.ada))["ratings.csv"])
        clinic = Clinic.objects.get(pk=cast.riverside.pk)
        assert research_counts(clinic)["ratings"] == len(ratings)
        seats[hides] = sorted(each["perspective"] for each in ratings)
    assert seats == {False: ["client", "client", "therapist"], True: ["client", "therapist"]}


def test_no_word_no_name_no_code_no_date(cast: Cast, signed_in: SignIn) -> None:
    codes = story(cast.ines, cast.mara)
    agree(cast.mara, cast.ines)
    told = "\n".join(
        text for name, text in files(signed_in(cast.ada)).items() if name != "read-me-first.txt"
    )
    people = [word for user in User.objects.all() for word in (*user.name.split(), user.email)]
    secrets = [*codes, *people, WORDS, "Mara", "Lindqvist", "mara@", "Riverside", "went quiet"]
    assert [each for each in secrets if each in told] == []
    year = str(timezone.localdate().year)
    assert [name for name in (year, f"{timezone.localdate():%m-%d}") if f"{name}-" in told] == []


def test_who_withdrew_is_in_no_later_export(cast: Cast, signed_in: SignIn) -> None:
    for person in (cast.mara, cast.theo):
        story(cast.ines, person)
        agree(person, cast.ines)
    assert collect(cast.riverside).counts["clients"] == 2
    withdraw_consent(cast.mara, Consent.Kind.RESEARCH, by=cast.ines)
    assert collect(cast.riverside).clients == (cast.theo.code,)
    assert len(rows(files(signed_in(cast.ada))["ruptures.csv"])) == 1


def test_another_clinics_people_are_not_in_it(cast: Cast, signed_in: SignIn) -> None:
    story(cast.wren, cast.otto)
    agree(cast.otto, cast.wren)
    assert signed_in(cast.ada).post(PATH).status_code == 422
    assert collect(cast.hillside).counts["clients"] == 1


def test_nobody_agreed(cast: Cast, signed_in: SignIn) -> None:
    story(cast.ines, cast.mara)
    response = signed_in(cast.ada).get(PATH)
    assert "<h1>Nobody has agreed to research.</h1>" in response.content.decode()
    refused = signed_in(cast.ada).post(PATH)
    assert (refused.status_code, AuditEvent.objects.filter(kind="exported").count()) == (422, 0)


def test_the_page_says_the_counts_before_and_the_audit_after(cast: Cast, signed_in: SignIn) -> None:
    story(cast.ines, cast.mara)
    agree(cast.mara, cast.ines)
    browser = signed_in(cast.ada)
    told = " ".join(browser.get(PATH).content.decode().split())
    assert "<h1>1 person agreed to research.</h1>" in told
    assert "<dt>ratings</dt><dd>3</dd>" in told
    files(browser)
    whole, own = AuditEvent.objects.filter(kind="exported").order_by("id")
    assert whole.detail == {"research": True, "clients": 1, "ruptures": 1, "attempts": 1} | {
        "ratings": 3
    }
    assert (own.client_code, own.detail) == (cast.mara.code, {"research": True})
    assert whole.actor == own.actor == cast.ada.code


def test_the_numbers_are_drawn_anew(cast: Cast) -> None:
    story(cast.ines, cast.mara)
    agree(cast.mara, cast.ines)
    drawn = {collect(cast.riverside).tables["ruptures"][0][0] for _ in range(5)}
    assert len(drawn) > 1


def test_the_password_is_asked_for_again(cast: Cast, signed_in: SignIn) -> None:
    Clinic.objects.update(step_up_minutes=10)
    story(cast.ines, cast.mara)
    agree(cast.mara, cast.ines)
    browser = signed_in(cast.ada)
    User.objects.update(last_login=timezone.now() - timedelta(minutes=11))
    assert browser.get(PATH).status_code == 302
    asked = browser.post(PATH)
    assert (asked.status_code, asked["Location"]) == (302, PATH)
    assert AuditEvent.objects.filter(kind="exported").count() == 0


def test_the_dictionary_has_every_column(cast: Cast, signed_in: SignIn) -> None:
    story(cast.ines, cast.mara)
    agree(cast.mara, cast.ines)
    told = files(signed_in(cast.ada))
    explained = rows(told["dictionary.csv"])
    for name in COLUMNS:
        header = next(csv.reader(io.StringIO(told[f"{name}.csv"])))
        assert header == [row["column"] for row in explained if row["file"] == f"{name}.csv"]
    assert all(row["meaning"] for row in explained)


def test_a_therapist_records_the_consent_and_its_withdrawal(cast: Cast, signed_in: SignIn) -> None:
    browser, path = signed_in(cast.ines), f"/clients/{cast.mara.code}/"
    assert "use for research, without name or words" in (
        browser.get(f"{path}details/").content.decode()
    )
    for given, people in (("yes", 1), ("no", 0)):
        browser.post(f"{path}consent/", {"kind": "research", "given": given})
        assert research_counts(cast.riverside)["clients"] == people


@pytest.mark.parametrize("people", [1, 3])
def test_a_literal_number_of_queries(cast: Cast, people: int) -> None:
    for number in range(people):
        person = client(f"Person {number}", cast.ines)
        story(cast.ines, person)
        agree(person, cast.ines)
    with CaptureQueriesContext(connection) as captured:
        collect(cast.riverside)
    assert len(captured) == 4


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_written_as_text(begins: str) -> None:
    written = as_csv(["n", "text"], [[-1, f"{begins}1+1"], [None, "plain"]]).decode()
    first, second = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert (first, second) == (["-1", f"'{begins}1+1"], ["", "plain"])
