"""Sentences that are written often: a therapist's own, and the clinic's."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class SnippetQuerySet(models.QuerySet["Snippet"]):
    """Questions about snippets."""

    def at_hand_of(self, member: Membership) -> "SnippetQuerySet":
        """What somebody can write with: their own first, then the clinic's."""
        here = self.filter(clinic_id=member.clinic_id, retired_at=None)
        mine = here.filter(Q(owner=None) | Q(owner=member))
        return mine.order_by(models.F("owner").asc(nulls_last=True), "name", "pk")

    def kept_by(self, member: Membership) -> "SnippetQuerySet":
        """What somebody may change: a therapist their own, a clinic admin the clinic's."""
        own = Q(owner=member) if member.is_therapist else Q(pk=None)
        shared = Q(owner=None) if member.is_admin else Q(pk=None)
        return self.filter(own | shared, clinic_id=member.clinic_id, retired_at=None)


class Snippet(ClinicOwned):
    """A text to put into notes, by one press or by typing `;key` and a space.

    Without an owner it is the clinic's. Removed means retired: what was written with it is part of
    the notes and has nothing to do with it any more.
    """

    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(_("short key"), max_length=20)
    words = EncryptedTextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SnippetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"],
                condition=Q(retired_at=None, owner__isnull=False),
                name="snippet_key_of_owner",
            ),
            models.UniqueConstraint(
                fields=["clinic", "key"],
                condition=Q(retired_at=None, owner=None),
                name="snippet_key_of_clinic",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="snippet_has_a_key"),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "owner"], condition=Q(retired_at=None), name="snippet_at_hand"
            )
        ]

    def __str__(self) -> str:
        return f"snippet {self.code}"

    @property
    def is_the_clinics(self) -> bool:
        """Whether everybody who writes notes here has it at hand."""
        return self.owner_id is None
