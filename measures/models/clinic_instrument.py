"""An instrument that a clinic brought along, as a FHIR Questionnaire."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practice.models import ClinicOwned, Membership


class ClinicInstrument(ClinicOwned):
    """One version of an instrument that this clinic imported; never changed, only withdrawn.

    `questionnaire` is the FHIR R4 resource that was read, from which the definition is built each
    time (`measures.fhir`): answers given to it stay readable after it was withdrawn.
    """

    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    questionnaire = models.JSONField()
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "key", "version"], name="clinicinstrument_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="clinicinstrument_version_from_one"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="clinicinstrument_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
