"""What was done, by whom, to whose record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from practice.models.clinic import Clinic


class AuditEvent(models.Model):
    """One act. Written in the transaction of the act; never changed, never removed (by trigger).

    It names people and records by id and code, not by foreign key, so that it outlives them; and
    it holds no clinical content.
    """

    class Kind(models.TextChoices):
        """What was done."""

        RECORD_OPENED = "record opened", _("opened the record")
        CASELOAD_OPENED = "caseload opened", _("opened a caseload")
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        SIGNED = "signed", _("signed")
        AMENDED = "amended", _("added to")
        STRUCK = "struck", _("struck through")
        ASKED = "asked", _("asked for a co-signature")
        CO_SIGNED = "co-signed", _("co-signed")
        RETURNED = "returned", _("returned for change")
        RELEASED = "released", _("decided about release")
        SENT = "sent", _("sent")
        OPENED_BY_CLIENT = "opened by client", _("opened by the client")
        SUBMITTED = "submitted", _("submitted by the client")
        REVOKED = "revoked", _("revoked")
        SIGNED_IN = "signed in", _("signed in")
        EXPORTED = "exported", _("exported")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.UUIDField(null=True, help_text=_("code of the membership; empty: not staff"))
    about = models.CharField(max_length=40, help_text=_("kind of record, such as clients.client"))
    about_code = models.UUIDField(null=True)
    client_code = models.UUIDField(null=True, help_text=_("whose record"))
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "-id"], name="audit_of_clinic"),
            models.Index(fields=["client_code", "-id"], name="audit_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.about}"
