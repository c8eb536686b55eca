"""A supervision begins when the supervisee agrees. Those that there are began when they were made."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

from practice.triggers import frozen_when

TABLE = "practice_supervision"
PAIR = ("clinic_id", "supervisor_id", "supervisee_id")


def began_when_made(apps: Any, editor: Any) -> None:
    """Agreed on the day they began, at midnight in the clinic's time zone."""
    rows = apps.get_model("practice", "Supervision").objects
    for row in rows.filter(agreed_at=None).select_related("clinic"):
        midnight = datetime.combine(row.began_on, time(), ZoneInfo(row.clinic.time_zone))
        rows.filter(pk=row.pk).update(agreed_at=midnight)


# Nobody else is put in the place of one of the two, an agreement cannot be taken for another one,
# and what was declined or ended is asked for anew.
GUARDS = [
    frozen_when(TABLE, "TRUE", "pair", PAIR),
    frozen_when(TABLE, "OLD.agreed_at IS NOT NULL", "agreed", ("agreed_at",)),
    frozen_when(TABLE, "OLD.ended_on IS NOT NULL", "ended", ("agreed_at", "ended_on")),
]


class Migration(migrations.Migration):
    dependencies = [("practice", "0011_own_interventions")]

    operations = [
        migrations.AddField(
            model_name="supervision",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practice.membership",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="agreed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(began_when_made, migrations.RunPython.noop),
        *GUARDS,
    ]
