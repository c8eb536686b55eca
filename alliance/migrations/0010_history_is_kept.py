"""What became of a rupture is kept for good."""

from django.db import migrations

from practice.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("alliance", "0009_history_of_ruptures")]

    operations = [append_only("alliance_rupturechange")]
