"""One current reading a rating, as the database holds it again on PostgreSQL.

When 0004 took the plain index off `rating`, Django dropped this partial one of the same column
with it: without it every page that reads a rating's reading went through the whole table.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alliance", "0010_history_is_kept")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS reading_one_current"
            " ON alliance_reading (rating_id) WHERE superseded_at IS NULL",
            migrations.RunSQL.noop,
        )
    ]
