"""Rules that the database itself holds, as migration operations for both engines."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_Step = Callable[[Apps, BaseDatabaseSchemaEditor], None]


def append_only(table: str) -> migrations.RunPython:
    """Refuse every UPDATE and DELETE (and on PostgreSQL TRUNCATE) of `table`'s rows."""
    return _guard(table, "append_only", condition="", truncate=True)


def frozen_when(table: str, condition: str, name: str = "frozen") -> migrations.RunPython:
    """Refuse UPDATE and DELETE of rows for which `condition` on OLD holds."""
    return _guard(table, name, condition=condition, truncate=False)


def _guard(table: str, name: str, *, condition: str, truncate: bool) -> migrations.RunPython:
    when = f"WHEN ({condition})" if condition else ""
    trigger = f"{table}_{name}"

    def on_sqlite(editor: BaseDatabaseSchemaEditor) -> None:
        for act in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {trigger}_{act.lower()} BEFORE {act} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: {name}'); END"
            )

    def on_postgresql(editor: BaseDatabaseSchemaEditor) -> None:
        editor.execute(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table}: {name}' USING ERRCODE = '23514'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {when} EXECUTE FUNCTION {trigger}()"
        )
        if truncate:
            editor.execute(
                f"CREATE TRIGGER {trigger}_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()"
            )

    def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            on_postgresql(editor)
        else:
            on_sqlite(editor)

    def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {trigger}() CASCADE")
        else:
            for act in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {trigger}_{act}")

    return migrations.RunPython(forwards, backwards)
