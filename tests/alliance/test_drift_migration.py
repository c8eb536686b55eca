"""What an older version had summed is summed as the rule is now."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from alliance.models import Reading, Standing
from tests.alliance.rated import met_and_rated
from tests.cast import Cast


def test_stored_drifts_are_those_of_the_rule(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [8.0, 8.0, 8.0, 8.0, 7.0, 3.0, 6.4, 6.2])
    met_and_rated(cast.ines, cast.theo, [8.0, 8.2])
    before = [(read.pk, read.drift) for read in Reading.objects.order_by("pk")]
    standings = list(Standing.objects.order_by("pk").values_list("pk", "drift"))
    assert max(total for _, total in before) > 0
    assert Reading.objects.exclude(flag="").exists()
    Reading.objects.filter(client=cast.mara).update(drift=3.3)
    Standing.objects.filter(client=cast.mara).update(drift=3.3)
    module = import_module("alliance.migrations.0017_drift_of_what_was_not_said")
    module.sum_anew(apps, connection.schema_editor())
    after = Reading.objects.order_by("pk").values_list("pk", "drift")
    assert [(pk, round(total, 9)) for pk, total in after] == [
        (pk, round(total, 9)) for pk, total in before
    ]
    put = Standing.objects.order_by("pk").values_list("pk", "drift")
    assert [(pk, round(total, 9)) for pk, total in put] == [
        (pk, round(total, 9)) for pk, total in standings
    ]
