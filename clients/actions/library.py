"""A clinic's own texts: written, changed into a next version, taken out, put back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import LibraryText
from practice import audit
from practice.models import Membership
from practice.versions import ChangedMeanwhile


@transaction.atomic
def write_text(
    *, by: Membership, key: str, language: str, version: int, kind: str, title: str, words: str
) -> LibraryText:
    """Write the version after `version`, 0 for none; where nothing differs, return what there is.

    Raises ChangedMeanwhile when that is no longer the newest one, or the text was taken out.
    """
    every = LibraryText.objects.filter(clinic=by.clinic_id, key=key, language=language)
    newest = every.select_for_update().order_by("-version").first()
    if (newest.version if newest else 0) != version or (newest and newest.archived_at):
        raise ChangedMeanwhile
    if newest and (newest.kind, newest.title, newest.words) == (kind, title, words):
        return newest
    try:
        with transaction.atomic():
            text = LibraryText.objects.create(
                clinic_id=by.clinic_id,
                key=key,
                language=language,
                kind=kind,
                title=title,
                words=words,
                version=version + 1,
                written_by=by,
            )
    except IntegrityError as error:  # a colleague wrote this version in this very moment
        raise ChangedMeanwhile from error
    did = audit.Kind.CHANGED if version else audit.Kind.CREATED
    audit.record(did, text, by=by, text_version=text.version)
    return text


@transaction.atomic
def take_out_text(text: LibraryText, *, by: Membership) -> None:
    """Offer it to nobody from now on; where a shipped one has its key, that one stands again.

    What was given to somebody stays as it was given. Twice changes nothing.
    """
    offered = LibraryText.objects.filter(pk=text.pk, archived_at=None)
    if offered.update(archived_at=timezone.now()):
        audit.record(audit.Kind.REVOKED, text, by=by, text_version=text.version)


@transaction.atomic
def put_back_text(text: LibraryText, *, by: Membership) -> None:
    """Offer it again, as it stood."""
    out = LibraryText.objects.filter(pk=text.pk, archived_at__isnull=False)
    if out.update(archived_at=None):
        audit.record(
            audit.Kind.CHANGED, text, by=by, text_version=text.version, state="brought back"
        )
