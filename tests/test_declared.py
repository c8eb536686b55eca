"""What the models declare is there: a migration can drop an index without a word of it."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models


def _declared() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for rule in (*model._meta.constraints, *model._meta.indexes):
            yield model, rule.name


@pytest.mark.django_db
def test_every_constraint_and_index_is_in_the_database() -> None:
    declared = list(_declared())
    there: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model, _ in declared}:
            there[table] = set(connection.introspection.get_constraints(cursor, table))
            if connection.vendor == "sqlite":  # which tells no name of a foreign key
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
                there[table].update(re.findall(r'CONSTRAINT "(\w+)"', cursor.fetchone()[0]))
    assert len(declared) > 100
    missing = [
        f"{model._meta.db_table}: {name}"
        for model, name in declared
        if name not in there[model._meta.db_table]
    ]
    assert missing == []
