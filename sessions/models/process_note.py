"""Process notes: what is kept of them, which opens for nobody without a passphrase.

Nothing here is a sealed field of the clinic (`practice.sealed`): the clinic's key, and whoever
holds MASTER_KEY, must not open these. What the bytes are: `sessions.process.sealing`.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from practice.models import ClinicOwned, Membership
from sessions.models.session import Session
from sessions.process.sealing import Place


class ProcessKeyQuerySet(models.QuerySet["ProcessKey"]):
    """Questions about keys."""

    def of(self, member: Membership) -> "ProcessKey | None":
        """The key that somebody uses now."""
        return self.filter(owner=member, retired_at=None).first()


class ProcessKey(ClinicOwned):
    """One person's key pair. The private half is sealed twice: by passphrase, and for the shares.

    `tries` counts passphrases in a row that were wrong; after a few, each one costs a wait.
    """

    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="process_keys")
    public = models.BinaryField(max_length=32)
    locked_private = models.BinaryField(max_length=200)
    recoverable_private = models.BinaryField(max_length=200)
    share_set = models.CharField(max_length=8)
    shares_needed = models.PositiveSmallIntegerField()
    shares_made = models.PositiveSmallIntegerField()
    shares_made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True, blank=True)

    objects = ProcessKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(retired_at=None), name="processkey_one_in_use"
            ),
            models.CheckConstraint(
                condition=Q(shares_needed__gte=2, shares_made__lte=15)
                & Q(shares_made__gte=F("shares_needed")),
                name="processkey_shares_restore",
            ),
        ]

    def __str__(self) -> str:
        return f"process key {self.code}"

    @property
    def context(self) -> str:
        """What its private half is bound to."""
        return f"key|{self.clinic_id}|{self.code}"

    @property
    def waits(self) -> bool:
        """Whether no passphrase is tried for the moment."""
        return self.wait_until is not None and self.wait_until > timezone.now()


class ProcessNote(ClinicOwned):
    """What a therapist keeps of one session for themselves alone. Never part of the record.

    `sealed` is the text of exactly `version`; `wrapped` its content key for `key`, which is the
    author's. Each saving seals under a new content key.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="process_notes")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="process_notes")
    key = models.ForeignKey(ProcessKey, on_delete=models.PROTECT, related_name="notes")
    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    wrapped = models.BinaryField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="processnote_one_an_author"),
            models.CheckConstraint(condition=Q(version__gte=1), name="processnote_from_one"),
        ]
        indexes = [models.Index(fields=["author", "-saved_at"], name="processnote_of_author")]

    def __str__(self) -> str:
        return f"process note {self.code}"

    @property
    def place(self) -> Place:
        """What the text and its keys are bound to."""
        return Place(str(self.clinic_id), str(self.code), self.version)


class ProcessGrant(ClinicOwned):
    """The author lets one supervisor read one note, for a reason; until it is ended.

    The reason is sealed once for each of the two. A grant that has ended holds no key any more.
    """

    note = models.ForeignKey(ProcessNote, on_delete=models.PROTECT, related_name="grants")
    supervisor = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="process_grants"
    )
    key = models.ForeignKey(ProcessKey, on_delete=models.PROTECT, related_name="grants")
    wrapped = models.BinaryField(max_length=200, null=True, blank=True)
    reason_for_author = models.BinaryField()
    reason_for_supervisor = models.BinaryField()
    granted_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note", "supervisor"],
                condition=Q(ended_at=None),
                name="processgrant_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, wrapped__isnull=False)
                | Q(ended_at__isnull=False, wrapped=None),
                name="processgrant_ended_holds_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"process grant {self.code}"

    @property
    def context(self) -> str:
        """What its reason is bound to."""
        return f"reason|{self.clinic_id}|{self.code}"
