"""The drift sums what no single answer has said (docs/decisions/0011): put right what is stored."""

import math
from typing import Any

from django.db import migrations

SLACK = 0.5


def sum_anew(apps: Any, schema_editor: Any) -> None:
    """Sum each series without first and flagged readings. No row is read where nothing drifted."""
    readings = apps.get_model("alliance", "Reading").objects
    for standing in apps.get_model("alliance", "Standing").objects.filter(rated__gt=0).iterator():
        series = readings.filter(
            client=standing.client_id,
            rating__perspective=standing.perspective,
            rating__instrument=standing.instrument,
            superseded_at=None,
        ).order_by("rating__session__starts_at", "rating__session_id")
        if not series.filter(drift__gt=0).exists():
            continue
        sigma2, k0 = _prior(apps, standing)
        total = 0.0
        for reading in series:
            if reading.n and not reading.flag:
                z = (reading.value - reading.expected) / math.sqrt(
                    sigma2 + sigma2 / (k0 + reading.n)
                )
                total = max(0.0, total - z - SLACK)
            if abs(reading.drift - total) > 1e-9:
                readings.filter(pk=reading.pk).update(drift=total)
        apps.get_model("alliance", "Standing").objects.filter(pk=standing.pk).update(drift=total)


def _prior(apps: Any, standing: Any) -> tuple[float, float]:
    """The variance within a client, and k0, of the prior in force."""
    own = (
        apps.get_model("alliance", "ClinicPrior")
        .objects.filter(
            clinic=standing.clinic_id,
            instrument=standing.instrument,
            applied_at__isnull=False,
            retired_at=None,
        )
        .first()
    )
    if own is None:
        from alliance.actions.prior import shipped_prior

        own = shipped_prior(standing.instrument)
    return own.sigma2, own.sigma2 / own.tau2


class Migration(migrations.Migration):
    dependencies = [("alliance", "0016_questions_settled")]

    operations = [migrations.RunPython(sum_anew, migrations.RunPython.noop)]
