"""Snippets: kept, changed, removed. The traces name no text and no key."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from practice import audit
from practice.models import Membership
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.models import Snippet


class KeyTaken(Exception):
    """Another snippet of the same owner has this short key. Nothing was written."""


@transaction.atomic
def keep_snippet(*, by: Membership, for_clinic: bool, name: str, key: str, words: str) -> Snippet:
    """A new one, of the writer's own or of the clinic. Raises KeyTaken."""
    try:
        with transaction.atomic():
            snippet = Snippet.objects.create(
                clinic_id=by.clinic_id,
                owner=None if for_clinic else by,
                name=name,
                key=key,
                words=words,
                changed_by=by,
            )
    except IntegrityError as error:
        raise KeyTaken from error
    audit.record(audit.Kind.CREATED, snippet, by=by, of=_whose(snippet))
    return snippet


@transaction.atomic
def change_snippet(
    snippet: Snippet, *, by: Membership, version: int, name: str, key: str, words: str
) -> None:
    """Replace exactly the version that the form showed.

    Raises ChangedMeanwhile when somebody else changed or removed it first, and KeyTaken.
    """
    shown = Snippet.objects.filter(pk=snippet.pk, version=version, retired_at=None)
    try:
        with transaction.atomic():
            held = shown.update(
                name=name,
                key=key,
                words=seal_for(snippet, "words", words),
                version=version + 1,
                changed_at=timezone.now(),
                changed_by=by,
            )
    except IntegrityError as error:
        raise KeyTaken from error
    if not held:
        raise ChangedMeanwhile
    audit.record(audit.Kind.CHANGED, snippet, by=by, of=_whose(snippet))


@transaction.atomic
def remove_snippet(snippet: Snippet, *, by: Membership) -> None:
    """Take it away. Notes written with it keep their text. Removing twice changes nothing."""
    if Snippet.objects.filter(pk=snippet.pk, retired_at=None).update(retired_at=timezone.now()):
        audit.record(audit.Kind.REVOKED, snippet, by=by, of=_whose(snippet))


def _whose(snippet: Snippet) -> str:
    return "clinic" if snippet.is_the_clinics else "own"
