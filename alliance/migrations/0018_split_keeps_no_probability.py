"""A split keeps no probability: with the own answer beside it, it tells the other person's."""

from typing import Any

from django.db import migrations


def forget_probability(apps: Any, editor: Any) -> None:
    """Leave the own answer alone in the values of every split."""
    splits = apps.get_model("alliance", "Signal").objects.filter(kind="split")
    for signal in splits.iterator():
        if signal.values.pop("p", None) is not None:
            signal.save(update_fields=["values"])


class Migration(migrations.Migration):
    dependencies = [("alliance", "0017_drift_of_what_was_not_said")]

    operations = [migrations.RunPython(forget_probability, migrations.RunPython.noop)]
