"""A clinic's own note formats: made, changed into a next version, retired and brought back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from practice import audit
from practice.actions import change_settings
from practice.models import Membership
from practice.versions import ChangedMeanwhile
from sessions.formats import Section
from sessions.formats.keys import key_for_format, with_keys
from sessions.models import NoteFormatVersion


@transaction.atomic
def make_format(
    *, by: Membership, name: str, about: str, sections: Sequence[Section]
) -> NoteFormatVersion:
    """Version 1 of a new format.

    Raises ChangedMeanwhile when a colleague made one of that name in this very moment.
    """
    taken = NoteFormatVersion.objects.filter(clinic=by.clinic_id).values_list("key", flat=True)
    key = key_for_format(name, set(taken))
    return _write(by, key, 1, name, about, with_keys(sections, {}))


@transaction.atomic
def change_format(
    shown: NoteFormatVersion,
    *,
    by: Membership,
    version: int,
    name: str,
    about: str,
    sections: Sequence[Section],
) -> NoteFormatVersion:
    """Write the version after `version`; where nothing differs, return what there is.

    Raises ChangedMeanwhile when that is no longer the newest one, or the format was retired.
    """
    every = NoteFormatVersion.objects.filter(clinic=shown.clinic_id, key=shown.key)
    newest, *older = every.select_for_update().order_by("-version")
    if newest.version != version or newest.retired_at:
        raise ChangedMeanwhile
    # From the oldest on, so that what a key is called now counts.
    known = {
        section["key"]: section["name"]
        for row in (*reversed(older), newest)
        for section in row.sections
    }
    keyed = with_keys(sections, known)
    if (name, about, _stored(keyed)) == (newest.name, newest.about, newest.sections):
        return newest
    return _write(by, newest.key, version + 1, name, about, keyed)


def _write(
    by: Membership, key: str, version: int, name: str, about: str, sections: Sequence[Section]
) -> NoteFormatVersion:
    try:
        with transaction.atomic():
            row = NoteFormatVersion.objects.create(
                clinic_id=by.clinic_id,
                key=key,
                version=version,
                name=name,
                about=about,
                sections=_stored(sections),
                created_by=by,
            )
    except IntegrityError as error:  # a colleague wrote this version in this very moment
        raise ChangedMeanwhile from error
    kind = audit.Kind.CREATED if version == 1 else audit.Kind.CHANGED
    audit.record(kind, row, by=by, format_version=version, sections=len(sections))
    return row


@transaction.atomic
def retire_format(row: NoteFormatVersion, *, by: Membership) -> bool:
    """Offer it for no new note. Drafts and signed notes in it stay as they are.

    Retiring twice changes nothing. Returns whether new notes began with it until now: then the
    clinic's setting is emptied.
    """
    current = NoteFormatVersion.objects.filter(pk=row.pk, retired_at=None)
    if not current.update(retired_at=timezone.now(), retired_by=by):
        return False
    audit.record(audit.Kind.REVOKED, row, by=by, format_version=row.version)
    was_usual = by.clinic.note_format == row.key
    if was_usual:
        change_settings(by.clinic, by=by, changed={"note_format": ""})
    return was_usual


@transaction.atomic
def restore_format(row: NoteFormatVersion, *, by: Membership) -> None:
    """Offer a retired one again."""
    retired = NoteFormatVersion.objects.filter(pk=row.pk, retired_at__isnull=False)
    if retired.update(retired_at=None, retired_by=None):
        audit.record(
            audit.Kind.CHANGED, row, by=by, format_version=row.version, state="brought back"
        )


def choose_usual_format(key: str, *, by: Membership) -> None:
    """What new notes begin with; empty: as the last note about the same people."""
    if by.clinic.note_format != key:
        change_settings(by.clinic, by=by, changed={"note_format": key})


def _stored(sections: Sequence[Section]) -> list[dict[str, Any]]:
    return [asdict(section) for section in sections]
