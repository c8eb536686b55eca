"""The bench's own clinic, small: that it is what the product would have made, and can be read."""

import pytest
from django.db import connection

from alliance.actions import replay
from alliance.models import CheckIn, Rating, Reading, Rupture, Signal, Standing
from clients.models import Client, Goal
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.models import Note, Participation, Session
from tests.bench.pages import Page, pages
from tests.bench.queries import count
from tests.bench.report import Line
from tests.bench.seed import Practice, seed
from tests.bench.stored import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice() -> Practice:
    """Ten clients of one therapist, twenty sessions each."""
    return seed(200)


def test_the_clinic_has_what_was_asked_for(practice: Practice) -> None:
    assert len(practice.therapists) == 1
    assert (Client.objects.count(), Goal.objects.count()) == (10, 20)
    assert (Session.objects.count(), Participation.objects.count()) == (210, 210)
    assert Participation.objects.filter(attendance="attended").count() == 200
    assert (CheckIn.objects.count(), Standing.objects.count()) == (210, 20)
    # Of the latest sessions one note is a draft and one is missing.
    assert (Note.objects.count(), Note.objects.filter(signed_at=None).count()) == (199, 1)
    assert Reading.objects.count() == Rating.objects.exclude(score=None).count()
    assert Rupture.objects.unfinished().count() == 1
    assert Signal.objects.filter(answered_at=None).count() == 1


def test_standings_and_readings_are_those_the_product_would_have_written(
    practice: Practice,
) -> None:
    for before in Standing.objects.select_related("client"):
        replay(before.client, before.perspective, before.instrument)
        after = Standing.objects.get(pk=before.pk)
        for figure in ("n", "rated", "recent", "latest_id"):
            assert getattr(after, figure) == getattr(before, figure)
        for figure in ("mean", "ss", "drift"):
            assert getattr(after, figure) == pytest.approx(getattr(before, figure), abs=1e-9)
        assert after.latest_session_at == before.latest_session_at
    assert Reading.objects.filter(superseded_at__isnull=False).count() == 0


def test_texts_are_sealed_and_signatures_hold(practice: Practice) -> None:
    client = Client.objects.get(pk=practice.clients[0].pk)
    assert client.name == practice.clients[0].name
    first_letters = client.name[:3]
    found = Client.objects.filter(clinic=practice.clinic).named(first_letters, practice.clinic)
    assert client in found
    note = Note.objects.filter(signed_at__isnull=False)[0]
    assert note.signed_digest == digest(signed_bytes(note))


@pytest.mark.parametrize("place", range(7))
def test_every_measured_page_answers(practice: Practice, place: int) -> None:
    page: Page = pages(practice)[place]
    # The first request may load what is loaded once.
    count(page.request, 200)
    counted = count(page.request, 200)
    # PostgreSQL brackets each part of a UNION.
    verbs = ("EXECUTE", "SELECT", "(SELECT", "INSERT", "UPDATE")
    other = [sql for sql in counted.queries if not sql.startswith(verbs)]
    assert other == []


def test_a_line_says_which_budget_was_not_kept() -> None:
    line = Line("Today", 8, 9.0, 2.1, 1.8, 12.0, 4.6, 4.5, 9, 8, 9, 100, 0)
    assert line.failings == ["time", "queries", "growth"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="readings are copied by PostgreSQL")
def test_a_clinic_of_ratings_can_be_filled() -> None:
    """Whatever columns the tables have got meanwhile."""
    clinic = fill(200)
    assert Client.objects.filter(clinic=clinic, channel=Client.Channel.EMAIL).count() == 10
    for model in (Session, Participation, Rating):
        assert model.objects.filter(clinic=clinic).count() == 200
