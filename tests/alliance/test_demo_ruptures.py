"""The invented ruptures: each has a life that explains how it stands."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from alliance import changes
from alliance.models import Rupture
from practice.encryption import forget_keys
from tests.alliance.test_demo import command


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        forget_keys()
        command()
        yield
        transaction.set_rollback(True)


def test_every_history_explains_how_it_stands_and_is_in_order(told: None) -> None:
    found = Rupture.objects.prefetch_related("changes")
    assert {each.outcome for each in found} == {
        "repairing",
        "repaired",
        "not repaired",
        "therapy ended",
    }
    for rupture in found:
        rows = list(rupture.changes.all())
        assert changes.folded([(row.was, row.became) for row in rows]) == rupture.outcome
        assert (rows[0].kind, rows[0].at) == ("recorded", rupture.recorded_at)
        times = [row.at for row in rows]
        assert times == sorted(times)
        assert times[-1] < timezone.now() + timedelta(seconds=1)
        kinds = [row.kind for row in rows]
        assert kinds.count("attempt") == rupture.attempts.count()
        assert ("closed" in kinds) == (not rupture.is_open)


def test_both_of_a_repaired_one_have_said_so(told: None) -> None:
    mara = next(
        each
        for each in Rupture.objects.filter(outcome="repaired").select_related("client")
        if each.client.short_name == "Mara L."
    )
    kinds = list(mara.changes.values_list("kind", flat=True))
    assert kinds == [
        "recorded",
        "attempt",
        "opened",
        "attempt",
        "criteria",
        "kept",
        "client said",
        "therapist said",
        "closed",
    ]
