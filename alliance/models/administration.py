"""One instrument as one client answered it."""

from django.db import models
from django.db.models import Q

from alliance.models.check_in import CheckIn
from clients.models import Client
from measures.models import WordingPack
from practice.models import ClinicOwned
from practice.sealed import EncryptedJSONField


class Administration(ClinicOwned):
    """A scheduled instrument answered in a check-in, scored once by the version it was given in.

    `score` is in score points of that version; None when too few items were answered: an empty
    form has no score, never 0. `answers` maps item keys to whole numbers or None. An instrument
    of the alliance is a `Rating` besides, because it is about a session. `pack` is the clinic's
    wording in which it was answered, None where the words were shipped with the product.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="administrations")
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="administrations")
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    pack = models.ForeignKey(
        WordingPack, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = EncryptedJSONField()
    answered = models.PositiveSmallIntegerField()
    score = models.FloatField(null=True, blank=True)
    prorated = models.BooleanField(default=False)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "instrument"], name="administration_once_per_check_in"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(answered__gt=0, score__gte=0),
                name="administration_empty_has_no_score",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "instrument", "given_at"], name="administration_of_client"
            )
        ]

    def __str__(self) -> str:
        return f"administration {self.code}"
