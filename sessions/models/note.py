"""The structured note of a session."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedJSONField, EncryptedTextField
from sessions.models.session import Session


class NoteQuerySet(models.QuerySet["Note"]):
    """Questions about notes."""

    def standing(self) -> "NoteQuerySet":
        """Not struck through as a whole."""
        strikes: Any = apps.get_model("therapy_sessions", "Strike")._default_manager
        return self.exclude(Exists(strikes.filter(note=OuterRef("pk"), addendum=None)))

    def released_to(self, client: Client) -> "NoteQuerySet":
        """Signed, standing, and by the latest decision released to this client, who took part."""
        decisions: Any = apps.get_model("therapy_sessions", "NoteRelease")._default_manager
        latest = decisions.filter(note=OuterRef("pk"), client=client).order_by("-id")
        return (
            self.standing()
            .filter(signed_at__isnull=False, session__participations__client=client)
            .alias(decision=Subquery(latest.values("decision")[:1]))
            .filter(decision="released")
        )


class Note(ClinicOwned):
    """The progress note of one session.

    `content` is an object against the format named by `format` and `format_version`, in which any
    key may be missing (earlier notes had fewer; keys and choices are `sessions.vocabulary`):

        {"sections": {key: text},
         "alliance": {act: response}, "alliance_words": {act: text},
         "interventions": [key, or a line of the clinic's own list], "interventions_own": text,
         "plan_before": what became of the last plan, "plan": text, "promise": text,
         "people": {client code: {"words": text, "goals": [{"code": …, "words": …}],
                                  "strength": text, "education": text,
                                  "exercise": text, "exercise_fit": key}}}

    Each person's own part is under their code; `words` only where several take part. Once signed,
    the row is immutable (by trigger) and `signed_digest` is the SHA-256 of its canonical JSON
    (see `sessions.canonical`).
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="note")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notes")
    format = models.CharField(_("format"), max_length=20)
    format_version = models.PositiveSmallIntegerField(default=1)
    content = EncryptedJSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_digest = models.CharField(max_length=64, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, signed_digest="")
                | Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(signed_digest=""),
                name="note_signature_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["author", "saved_at"], condition=Q(signed_at=None), name="note_unsigned"
            )
        ]

    def __str__(self) -> str:
        return f"note {self.code}"

    @property
    def people(self) -> dict[str, Any]:
        """What it says about each person alone, by their code."""
        return self.content.get("people", {})  # type: ignore[no-any-return]

    @property
    def is_signed(self) -> bool:
        """Whether the text is locked."""
        return self.signed_at is not None


class Addendum(ClinicOwned):
    """What was added to a signed note. Signed by being written; numbered; immutable.

    `digest` is `sessions.chain.addendum_digest`; None on those from before addenda had one.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    words = EncryptedTextField(_("addendum"))
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Said by the action, because the digest covers it.
    written_at = models.DateTimeField(default=timezone.now)
    # Nullable, so that SQLite adds the column in place and the row's trigger stays.
    digest = models.CharField(max_length=64, null=True)  # noqa: DJ001

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="addendum_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="addendum_from_one"),
        ]

    def __str__(self) -> str:
        return f"addendum {self.code}"
