from django.core.management import call_command
from django.db import migrations


def create(apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def remove(apps, editor):
    editor.execute("DROP TABLE practice_cache")


class Migration(migrations.Migration):
    """Rate limits and used codes must be the same for every web worker."""

    dependencies = [("practice", "0002_append_only_audit")]
    operations = [migrations.RunPython(create, remove)]
