"""Ruptures recorded earlier get the rows of their life that are known."""

from typing import Any

from django.db import migrations


def write_known_history(apps: Any, editor: Any) -> None:
    """Who recorded each rupture, every attempt, and its ending."""
    change = apps.get_model("alliance", "RuptureChange")
    for rupture in apps.get_model("alliance", "Rupture").objects.order_by("id").iterator():
        of = {"clinic_id": rupture.clinic_id, "rupture": rupture, "by_id": rupture.recorded_by_id}
        change.objects.create(
            kind="recorded", became="open", at=rupture.recorded_at, session=rupture.session, **of
        )
        for attempt in rupture.attempts.order_by("id"):
            of_attempt = of | {"by_id": attempt.recorded_by_id, "session": attempt.session}
            change.objects.create(kind="attempt", at=attempt.recorded_at, **of_attempt)
        if rupture.closed_at:
            change.objects.create(
                kind="closed",
                was="repairing" if rupture.attempts.exists() else "open",
                became=rupture.outcome,
                at=rupture.closed_at,
                session=rupture.closed_in,
                **of,
            )


class Migration(migrations.Migration):
    dependencies = [("alliance", "0008_life_of_a_rupture")]

    operations = [
        migrations.RunPython(write_known_history, migrations.RunPython.noop),
    ]
