from django.db import migrations

from practice.triggers import append_only, frozen_when


class Migration(migrations.Migration):
    """A signed note stays as it was signed; what comes after is an addendum, itself unchangeable."""

    dependencies = [("therapy_sessions", "0001_initial")]
    operations = [
        frozen_when("therapy_sessions_note", "OLD.signed_at IS NOT NULL", "signed"),
        append_only("therapy_sessions_addendum"),
    ]
