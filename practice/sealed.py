"""Model fields whose content is sealed in the database and opened only when it is read.

A row that is loaded keeps the sealed bytes; the first access to the attribute opens them. A list
of two thousand people that shows fifty names therefore decrypts fifty. The model must have
`clinic_id` and a `code`, which bind the value to its row (see `practice.encryption`).
"""

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from practice import encryption

if TYPE_CHECKING:
    _TextField = models.Field[str, str]
    _JSONField = models.Field[Any, Any]
else:
    _TextField = _JSONField = models.Field


class Sealed(bytes):
    """Bytes as they stand in the database, not yet opened."""


class _OpenedOnRead(DeferredAttribute):
    field: "_EncryptedField"

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        value = super().__get__(instance, owner)
        if isinstance(value, Sealed) and instance is not None:
            instance.__dict__[self.field.kept_as] = value
            value = instance.__dict__[self.field.attname] = self.field.open(instance, value)
        return value

    # A descriptor without this would be passed over in favour of the row's own __dict__.
    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _EncryptedField(models.Field):  # type: ignore[type-arg]
    descriptor_class = _OpenedOnRead
    empty: ClassVar[Any]

    @property
    def kept_as(self) -> str:
        """Under which name a row keeps the bytes of what was opened."""
        return f"_{self.attname}_stored"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def dumps(self, value: Any) -> bytes:
        raise NotImplementedError(type(self).__name__)

    def loads(self, plaintext: bytes) -> Any:
        raise NotImplementedError(type(self).__name__)

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        if not sealed:
            return self.empty() if callable(self.empty) else self.empty
        return self.loads(
            encryption.unseal(sealed, clinic_id=_clinic(instance), context=self._place(instance))
        )

    def seal(self, instance: models.Model, value: Any) -> Sealed:
        """Seal a value for `instance`'s row, for use in `QuerySet.update()`."""
        if isinstance(value, Sealed):
            return value
        if not value:  # that nothing was written is not a secret, and costs no key
            return Sealed()
        plaintext = self.dumps(value)
        return Sealed(
            encryption.seal(plaintext, clinic_id=_clinic(instance), context=self._place(instance))
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        return self.seal(model_instance, model_instance.__dict__.get(self.attname))

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is None:
            return None
        if not value:  # a column added to rows that are there already begins empty
            value = Sealed()
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} must be sealed for its row first: use field.seal()")
        return connection.Database.Binary(bytes(value))  # type: ignore[attr-defined]

    def _place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}|{instance.code}"  # type: ignore[attr-defined]


class EncryptedTextField(_EncryptedField, _TextField):
    """Text, sealed. Cannot be searched or sorted by the database."""

    empty = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def dumps(self, value: Any) -> bytes:
        return str(value).encode()

    def loads(self, plaintext: bytes) -> str:
        return plaintext.decode()

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.CharField(
            required=not self.blank, label=self.verbose_name, help_text=self.help_text
        )


class EncryptedJSONField(_EncryptedField, _JSONField):
    """A JSON object, sealed."""

    empty = dict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, plaintext: bytes) -> Any:
        return json.loads(plaintext)


def seal_for(instance: models.Model, column: str, value: Any) -> Sealed:
    """Seal `value` for one column of `instance`'s row, for a conditional `update()`."""
    field = instance._meta.get_field(column)
    assert isinstance(field, _EncryptedField)
    return field.seal(instance, value)


def as_stored(instance: models.Model, column: str) -> Sealed:
    """One column's bytes as the row was loaded, for an `update()` on condition that they stand."""
    field = instance._meta.get_field(column)
    assert isinstance(field, _EncryptedField)
    value = instance.__dict__.get(field.attname)
    return value if isinstance(value, Sealed) else instance.__dict__.get(field.kept_as, Sealed())


def _clinic(instance: models.Model) -> int:
    return instance.clinic_id  # type: ignore[attr-defined, no-any-return]
