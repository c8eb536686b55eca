from django.db import migrations

from practice.triggers import append_only


class Migration(migrations.Migration):
    """Audit rows are never changed and never removed."""

    dependencies = [("practice", "0001_initial")]
    operations = [append_only("practice_auditevent")]
