"""What client and therapist said is kept for good, each sentence as it was said."""

from django.db import migrations

from practice.triggers import append_only, frozen_when

# What a row says may not change; what became of it may.
SAID = {
    "planversion": ("client_id", "number", "words", "how_often", "review_on", "written_by_id"),
    "strength": ("client_id", "words", "named_by_id", "named_at"),
    "exercise": ("client_id", "kind", "title", "words", "why", "given_by_id", "given_at"),
    "statement": ("client_id", "note", "words", "said_at"),
    "librarytext": ("key", "language", "kind", "title", "words", "version"),
}


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_clients_side")]

    operations = [
        append_only("clients_goalchange"),
        append_only("clients_goalrating"),
        append_only("clients_plancomment"),
        append_only("clients_preference"),
        append_only("clients_exercisereport"),
        *(
            frozen_when(f"clients_{table}", "", name="said", columns=columns)
            for table, columns in SAID.items()
        ),
    ]
