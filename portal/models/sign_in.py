"""A client's sign-in by a code that goes to their address."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class SignIn(models.Model):
    """One attempt to sign in, begun in one browser, which alone holds its `code`.

    It is made for every address that is entered, known or not, and belongs to no clinic: the
    address may be that of people in several. `digest` is of the number in the mail.
    """

    LASTS = timedelta(minutes=10)
    MOST_TRIES = 5

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.BinaryField(max_length=16, help_text="blind index of the address")
    digest = models.BinaryField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="signin_few_tries"),
        ]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its number can still be entered."""
        fresh = self.expires_at > timezone.now()
        return fresh and self.used_at is None and self.tries < self.MOST_TRIES
