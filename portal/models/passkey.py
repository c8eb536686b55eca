"""A key on the client's own device that opens their space."""

from django.db import models
from django.db.models import Q

from clients.models import Client
from practice.models import ClinicOwned
from practice.sealed import EncryptedTextField


class Passkey(ClinicOwned):
    """One WebAuthn credential: the public half alone. It is taken away, never deleted.

    `key` is the attested credential data of WebAuthn §6.5.1: the authenticator's model, the
    credential's id and the public key in COSE. `used` is the authenticator's count of signatures;
    it stays 0 where the device does not count, as those that share passkeys do not.
    """

    MOST = 10
    """How many one client can have at a time."""

    LONGEST_ID = 1023  # bytes, by WebAuthn

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="passkeys")
    name = EncryptedTextField("its name")
    credential = models.BinaryField(max_length=LONGEST_ID, unique=True)
    key = models.BinaryField(max_length=4096)
    used = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(credential=b""), name="passkey_has_id"),
        ]

    def __str__(self) -> str:
        return f"passkey {self.code}"
