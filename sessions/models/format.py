"""A clinic's own note formats, each in versions that never change."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from practice.models import ClinicOwned, Membership
from sessions.formats import OWN, NoteFormat, Section


class NoteFormatQuerySet(models.QuerySet["NoteFormatVersion"]):
    """Questions about formats."""

    def marked(self) -> "NoteFormatQuerySet":
        """Each with `is_newest`: whether it is the last version of its format."""
        return self.annotate(is_newest=~Exists(_later()))

    def newest(self) -> "NoteFormatQuerySet":
        """The last version of each format, retired or not."""
        return self.filter(~Exists(_later()))


def _later() -> "NoteFormatQuerySet":
    return NoteFormatVersion.objects.filter(
        clinic=OuterRef("clinic"), key=OuterRef("key"), version__gt=OuterRef("version")
    )


class NoteFormatVersion(ClinicOwned):
    """One version of a clinic's own format; never changed (by trigger), since notes stand in it.

    `key` is the same for every version of a format and begins with `OWN`, so that no shipped format
    can ever have it. `sections` is a list of `{"key", "name", "prompt", "required"}` in order. Only
    the newest version is retired and brought back; a note in it stays as it is.
    """

    key = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=40)
    about = models.CharField(_("what it is for"), max_length=120, blank=True)
    sections = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NoteFormatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "key", "version"], name="noteformatversion_once"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="noteformatversion_from_one"),
            models.CheckConstraint(
                condition=Q(key__startswith=OWN), name="noteformatversion_key_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="noteformatversion_retired_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def format(self) -> NoteFormat:
        """As a note is written in it."""
        sections: list[dict[str, Any]] = self.sections
        return NoteFormat(
            key=self.key,
            version=self.version,
            name=self.name,
            about=self.about,
            sections=tuple(Section(**section) for section in sections),
        )
