"""Rules that the database itself holds, as migration operations for both engines."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_Step = Callable[[Apps, BaseDatabaseSchemaEditor], None]


def append_only(table: str) -> migrations.RunPython:
    """Refuse every UPDATE and DELETE (and on PostgreSQL TRUNCATE) of `table`'s rows."""
    return _guard(table, "append_only", condition="", truncate=True)


def frozen_when(
    table: str, condition: str, name: str = "frozen", columns: Sequence[str] = ()
) -> migrations.RunPython:
    """Refuse UPDATE and DELETE of rows for which `condition` on OLD holds.

    With `columns`, an UPDATE that leaves all of them as they were is let through.
    """
    return _guard(table, name, condition=condition, truncate=False, columns=columns)


def _guard(
    table: str, name: str, *, condition: str, truncate: bool, columns: Sequence[str] = ()
) -> migrations.RunPython:
    trigger = f"{table}_{name}"

    def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        on_postgresql = editor.connection.vendor == "postgresql"
        differs = "IS DISTINCT FROM" if on_postgresql else "IS NOT"
        whens = {
            "UPDATE": _when(condition, columns, differs),
            "DELETE": _when(condition, (), differs),
        }
        create = _on_postgresql if on_postgresql else _on_sqlite
        for statement in create(trigger, table, name, whens):
            editor.execute(statement)
        if truncate and on_postgresql:
            editor.execute(
                f"CREATE TRIGGER {trigger}_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()"
            )

    def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {trigger}() CASCADE")
        else:
            for act in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {trigger}_{act}")

    return migrations.RunPython(forwards, backwards)


def _on_sqlite(trigger: str, table: str, name: str, whens: Mapping[str, str]) -> Iterator[str]:
    for act, when in whens.items():
        yield (
            f"CREATE TRIGGER {trigger}_{act.lower()} BEFORE {act} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {name}'); END"
        )


def _on_postgresql(trigger: str, table: str, name: str, whens: Mapping[str, str]) -> Iterator[str]:
    yield (
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table}: {name}' USING ERRCODE = '23514'; END $$"
    )
    for act, when in whens.items():
        yield (
            f"CREATE TRIGGER {trigger}_{act.lower()} BEFORE {act} ON {table} "
            f"FOR EACH ROW {when} EXECUTE FUNCTION {trigger}()"
        )


def _when(condition: str, columns: Sequence[str], differs: str) -> str:
    """The clause of one trigger; `differs` compares two values, of which both may be NULL."""
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
    whole = " AND ".join(f"({part})" for part in (condition, changed) if part)
    return f"WHEN ({whole})" if whole else ""
