"""Whether a client may have a signed note."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models.note import Note


class NoteRelease(ClinicOwned):
    """One decision about one client and one note; the latest one holds. Immutable by trigger.

    A released note goes out with all its addenda, those that follow later too. Where several took
    part it is the shared part and this client's own. A note that is struck through is released to
    nobody, whatever was decided.
    """

    class Decision(models.TextChoices):
        """What was decided."""

        RELEASED = "released", _("released")
        WITHHELD = "withheld", _("withheld")
        TAKEN_BACK = "taken back", _("taken back")

    class Reason(models.TextChoices):
        """Why a note is withheld."""

        CLIENT = "client", _("Reading it would endanger the client")
        OTHERS = "others", _("Reading it would endanger somebody else")
        THIRD = "third", _("It speaks about a third person")
        ASKED = "asked", _("The client asked not to have it")
        OTHER = "other", _("Something else")

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="releases")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="note_releases")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    words = EncryptedTextField(_("in words"), blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="withheld") & ~Q(reason="")
                | ~Q(decision="withheld") & Q(reason=""),
                name="noterelease_withheld_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["client", "note", "-id"], name="noterelease_of_client")]

    def __str__(self) -> str:
        return f"release {self.code}"
