"""A supervisor's signature under a signed note."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.models import ClinicOwned, Membership, Supervision
from practice.sealed import EncryptedTextField
from sessions.models.note import Note


class CoSignatureQuerySet(models.QuerySet["CoSignature"]):
    """Questions about co-signatures."""

    def waiting(self) -> "CoSignatureQuerySet":
        """Asked for, and neither given, returned nor taken back."""
        return self.filter(signed_at=None, returned_at=None, withdrawn_at=None)

    def answerable(self) -> "CoSignatureQuerySet":
        """Waiting, and asked of somebody who supervises this therapist still."""
        return self.waiting().filter(_supervises())

    def returned(self) -> "CoSignatureQuerySet":
        """Given back for change, with nobody asked about the note since."""
        since = CoSignature.objects.filter(note=OuterRef("note"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(since), _supervises(), returned_at__isnull=False)


def _supervises() -> Exists:
    """Whoever was asked supervises whoever asked, today."""
    return Exists(
        Supervision.objects.standing().filter(
            supervisor=OuterRef("asked_of"), supervisee=OuterRef("asked_by")
        )
    )


class CoSignature(ClinicOwned):
    """One supervisor asked to sign one note, and what came of it. Asking again is a new row.

    `covers` is `sessions.chain.record_digest` of the note with all that followed it: when it was
    asked for and, once given, exactly what was read and signed. A row that was answered, or taken
    back, is immutable by trigger, and none can be removed.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="cosignatures")
    asked_of = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="cosignatures")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    is_required = models.BooleanField(default=False)
    covers = models.CharField(max_length=64)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_words = EncryptedTextField(_("what should change"), blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CoSignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note", "asked_of"],
                condition=Q(signed_at=None, returned_at=None, withdrawn_at=None),
                name="cosignature_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, withdrawn_at=None)
                | Q(signed_at=None, withdrawn_at=None)
                | Q(signed_at=None, returned_at=None),
                name="cosignature_one_ending",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by=F("asked_of")),
                name="cosignature_by_who_was_asked",
            ),
            models.CheckConstraint(
                condition=~Q(asked_of=F("asked_by")), name="cosignature_of_another"
            ),
            models.CheckConstraint(condition=~Q(covers=""), name="cosignature_covers_something"),
        ]
        indexes = [
            models.Index(
                fields=["asked_of", "asked_at"],
                condition=Q(signed_at=None, returned_at=None, withdrawn_at=None),
                name="cosignature_waiting",
            ),
            models.Index(
                fields=["asked_by", "returned_at"],
                condition=Q(returned_at__isnull=False),
                name="cosignature_returned",
            ),
        ]

    def __str__(self) -> str:
        return f"co-signature {self.code}"

    @property
    def is_waiting(self) -> bool:
        """Whether it still has to be answered."""
        return not (self.signed_at or self.returned_at or self.withdrawn_at)
