"""What must be sent: the queue of record."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils import timezone

from practice.models.clinic import ClinicOwned
from practice.sealed import EncryptedJSONField


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Questions about messages."""

    def waiting(self, now: datetime) -> "OutboxQuerySet":
        """Due, not settled, and not in another worker's hands."""
        return self.filter(settled_at=None, due_at__lte=now).exclude(claimed_until__gt=now)


class OutboxMessage(ClinicOwned):
    """A message to be sent. Celery is only woken by it; nothing is lost when the broker is away.

    `kind` and `about` say what it is and which row it speaks of; the text is composed when it is
    sent, so that a cancelled session sends nothing. The same kind about the same row with the
    same `round` exists once. `client` is the code of the person in care whose address it goes to,
    so that a message that comes back can be said of them; `sent_to` is a blind index of that
    address, because they may have another by then.
    """

    LEASE = timedelta(minutes=2)
    MOST_ATTEMPTS = 12
    MOST_WHILE_AWAY = 500  # no server was reached, ten minutes apart: three days and a half

    class Ending(models.TextChoices):
        """How a message ended."""

        SENT = "sent", "sent"
        WITHDRAWN = "withdrawn", "withdrawn"  # no longer true when its time came
        FAILED = "failed", "failed"  # given up after MOST_ATTEMPTS
        BOUNCED = "bounced", "bounced"  # refused or returned: that address takes nothing

    kind = models.CharField(max_length=40)
    about = models.UUIDField()
    round = models.PositiveSmallIntegerField(default=1)
    client = models.UUIDField(null=True)
    sent_to = models.BinaryField(max_length=16, default=b"", editable=False)
    secret = EncryptedJSONField(help_text="link token; wiped when settled")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True, help_text="class of the error only")
    settled_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "round"], name="outbox_once_per_round"
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, ending="")
                | models.Q(settled_at__isnull=False) & ~models.Q(ending=""),
                name="outbox_settled_with_ending",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(settled_at=None), name="outbox_waiting"
            ),
            models.Index(
                fields=["clinic", "settled_at"],
                condition=models.Q(ending="failed"),
                name="outbox_given_up",
            ),
            models.Index(
                fields=["client", "settled_at"],
                condition=models.Q(client__isnull=False),
                name="outbox_of_client",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a duplicate can be recognised."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        return f"<{self.code}@{domain}>"
