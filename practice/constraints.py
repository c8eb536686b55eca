"""A rule that the database itself holds and Django has no word for, declared in a model's Meta."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

_Model = type[models.Model]


class AgreesWith(models.BaseConstraint):
    """The row that foreign key `through` points at exists, and has the same values `on` fields.

    One composite foreign key: (through, *on) → (primary key, *on). The other table has to hold
    those unique together. The fields named here need no foreign key of their own, because the row
    pointed at has them: give them `db_constraint=False`, and each write pays for one check.

    Like Django's own foreign keys it is checked when the transaction commits.
    """

    def __init__(self, *, through: str, on: Sequence[str], name: str) -> None:
        self.through, self.on = through, tuple(on)
        super().__init__(name=name)

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """The line of CREATE TABLE; on SQLite the table is made anew with it."""
        quote = schema_editor.quote_name
        other = self._other(model)
        key = ", ".join(quote(_field(model, name).column) for name in (self.through, *self.on))
        names = (other._meta.pk.name, *self.on)
        there = ", ".join(quote(_field(other, name).column) for name in names)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({key})"
            f" REFERENCES {quote(other._meta.db_table)} ({there})"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Onto a table that is there, on PostgreSQL."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Off it again."""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(
        self,
        model: _Model,
        instance: models.Model,
        exclude: Collection[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """The same question before the database is asked to write."""
        if not {self.through, *self.on}.isdisjoint(exclude or ()):
            return
        there = {name: getattr(instance, _field(model, name).attname) for name in self.on}
        pointed_at = getattr(instance, _field(model, self.through).attname)
        rows = self._other(model)._base_manager.using(using)
        if not rows.filter(pk=pointed_at, **there).exists():
            raise ValidationError(self.get_violation_error_message())

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What a migration writes down."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"through": self.through, "on": self.on}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, AgreesWith):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.through, self.on))

    def _other(self, model: _Model) -> _Model:
        # Not by name: SQLite makes a table anew in a registry that has no other model.
        return cast("_Model", _field(model, self.through).remote_field.model)


def _field(model: _Model, name: str) -> Any:
    return model._meta.get_field(name)
