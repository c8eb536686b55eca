"""What keeps coming back in somebody's relationships, in words; and how they hold on to people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.rupture import Rupture
from clients.models import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models import Session

WORDS = ("wish", "of_the_other", "of_the_self", "with_whom")
"""The fields in which a pattern is said."""


class PatternQuerySet(models.QuerySet["RelationalPattern"]):
    """Questions about relational patterns."""

    def shared_with(self, client: Client) -> "PatternQuerySet":
        """Those that this client may read, the latest first: shared, and not ended since."""
        shared = self.filter(client=client, shared_at__isnull=False, ended_at=None)
        return shared.order_by("-shared_at", "-id")


class RelationalPattern(ClinicOwned):
    """A wish, what usually comes back, and what one then does: a way of understanding, no finding.

    It is never deleted: it is ended, with a reason, once it no longer fits. `changes` holds every
    version of its words. `ended_because` is the therapists' alone.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="patterns")
    wish = EncryptedTextField(_("what they wish for"))
    of_the_other = EncryptedTextField(_("what comes back from the other"))
    of_the_self = EncryptedTextField(_("what they then do or feel"))
    with_whom = EncryptedTextField(_("with whom"), blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_because = EncryptedTextField(_("why it no longer fits"), blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PatternQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="pattern_shared_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="pattern_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"pattern {self.code}"


class PatternChange(ClinicOwned):
    """A pattern as it stood after one change: its words, by whom, when, why. Append-only."""

    class Kind(models.TextChoices):
        """What was done."""

        RECORDED = "recorded", _("written down")
        CHANGED = "changed", _("put in other words")
        SHARED = "shared", _("shared with the client")
        COVERED = "covered", _("no longer shown to the client")
        ENDED = "ended", _("no longer fits")
        RESUMED = "resumed", _("fits again")

    pattern = models.ForeignKey(RelationalPattern, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    wish = EncryptedTextField()
    of_the_other = EncryptedTextField()
    of_the_self = EncryptedTextField()
    with_whom = EncryptedTextField(blank=True)
    reason = EncryptedTextField(blank=True)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "version"], name="patternchange_once"),
        ]

    def __str__(self) -> str:
        return f"pattern change {self.code}"


class PatternEpisode(ClinicOwned):
    """One time that it happened, or went otherwise. Withdrawn, never deleted or rewritten."""

    pattern = models.ForeignKey(
        RelationalPattern, on_delete=models.PROTECT, related_name="episodes"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rupture = models.ForeignKey(
        Rupture, on_delete=models.PROTECT, null=True, blank=True, related_name="episodes"
    )
    what_happened = EncryptedTextField(_("what happened"))
    different = EncryptedTextField(_("what was different this time"), blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=False) | Q(rupture__isnull=False),
                name="episode_of_a_session_or_rupture",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="episode_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"pattern episode {self.code}"


class AttachmentNote(ClinicOwned):
    """How somebody seeks and keeps closeness, in words: no score and no label of a style.

    Append-only: putting it in other words is a new note that `replaces` the one before.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="attachment_notes")
    words = EncryptedTextField(_("what I noticed"))
    noticed_on = models.DateField(_("on"))
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-noticed_on", "-id"]

    def __str__(self) -> str:
        return f"attachment note {self.code}"
