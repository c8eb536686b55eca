"""Several counts in one query are the counts that they would be one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import CareTeamMember, Client
from practice.counting import how_many
from practice.models import Membership
from tests.cast import Cast


def test_each_is_what_it_is_alone(cast: Cast) -> None:
    rows = {
        "people": Client.objects.filter(clinic=cast.riverside),
        "in_care": CareTeamMember.objects.filter(clinic=cast.riverside, client__ended_on=None),
        "nobody": Client.objects.filter(clinic=cast.riverside, sort_key="nobody"),
        "therapists": Membership.objects.filter(clinic=cast.riverside, is_therapist=True),
    }
    with CaptureQueriesContext(connection) as captured:
        found = how_many(cast.riverside, **rows)
    assert len(captured) == 1
    assert found == {name: each.count() for name, each in rows.items()}
    assert (found["nobody"], found["people"] > 1) == (0, True)


@pytest.mark.parametrize("ordered", ["sort_key", "-pk"])
def test_an_order_changes_nothing(cast: Cast, ordered: str) -> None:
    rows = Client.objects.filter(clinic=cast.riverside).order_by(ordered)
    assert how_many(cast.riverside, rows=rows) == {"rows": rows.count()}
