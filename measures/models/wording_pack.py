"""The words of an instrument that may not be shipped with the product, and who permitted them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.instrument import Licence
from practice.models import ClinicOwned, Membership

# Which evidence must be there before clients may read the words. See `evidence_needed`.
PERMISSION = ("permission_holder", "permission_on", "permission_document")
# Free to show as published, so a translation must be somebody's published one, not one's own.
TRANSLATED_OFFICIALLY = (Licence.PUBLIC_DOMAIN, Licence.CC_BY_ND)
PUBLISHED_IN = "en"


class PackQuerySet(models.QuerySet["WordingPack"]):
    """Packs, without the scanned document unless it is asked for."""

    def without_document(self) -> "PackQuerySet":
        """Leave the document where it is: it may weigh megabytes."""
        return self.defer("document_file")


class WordingPack(ClinicOwned):
    """One language of one instrument version, as this clinic may show it.

    A draft until it is switched on; from then on text and evidence are frozen (by trigger too):
    what clients answered was this text. Another text is another pack, after this one was
    withdrawn. `texts` has the shape of a definition's `[wording.<language>]` table.
    """

    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    language = models.CharField(_("language"), max_length=10)
    licence = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in Licence]
    )
    texts = models.JSONField(default=dict)
    permission_holder = models.CharField(
        _("to whom permission was given"), max_length=200, blank=True
    )
    permission_on = models.DateField(_("on"), null=True, blank=True)
    permission_document = models.CharField(
        _("document"),
        max_length=300,
        blank=True,
        help_text=_("Licence number, letter or contract, and where the clinic keeps it."),
    )
    # NULL where there was none, so that SQLite can add the column and keep the table's triggers.
    correction = models.CharField(  # noqa: DJ001
        _("typing error in what was on before"),
        max_length=300,
        null=True,
        blank=True,
        help_text=_("Which words were typed wrong, and where the right ones are published."),
    )
    document_file = models.BinaryField(null=True, blank=True)
    document_name = models.CharField(max_length=120, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    switched_on_at = models.DateTimeField(null=True, blank=True)
    switched_on_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(switched_on_at=None, switched_on_by=None)
                | Q(switched_on_at__isnull=False, switched_on_by__isnull=False),
                name="wordingpack_switched_on_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="wordingpack_withdrawn_whole",
            ),
            # No licensed word is shown without the evidence that it may be.
            models.CheckConstraint(
                condition=Q(switched_on_at=None)
                | ~Q(licence="permission-required")
                | (
                    ~Q(permission_holder="")
                    & Q(permission_on__isnull=False)
                    & ~Q(permission_document="")
                ),
                name="wordingpack_permission_evidence",
            ),
            models.CheckConstraint(
                condition=Q(document_file=None, document_name="", document_type="")
                | Q(document_file__isnull=False) & ~Q(document_name="") & ~Q(document_type=""),
                name="wordingpack_document_whole",
            ),
            # Nor a translation of a published text without saying where it was published.
            models.CheckConstraint(
                condition=Q(switched_on_at=None)
                | Q(language=PUBLISHED_IN)
                | ~Q(licence__in=[each.value for each in TRANSLATED_OFFICIALLY])
                | ~Q(permission_document=""),
                name="wordingpack_official_translation",
            ),
            models.UniqueConstraint(
                fields=["clinic", "instrument", "instrument_version", "language"],
                condition=Q(withdrawn_at=None),
                name="wordingpack_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.instrument_version} {self.language}"

    @property
    def is_on(self) -> bool:
        """Whether clients are asked in these words."""
        return self.switched_on_at is not None and self.withdrawn_at is None

    @property
    def is_draft(self) -> bool:
        """Whether the text can still be changed."""
        return self.switched_on_at is None and self.withdrawn_at is None

    @property
    def is_locked(self) -> bool:
        """Whether the licence forbids any other words than those that were published."""
        return self.licence == Licence.CC_BY_ND

    @property
    def evidence_needed(self) -> tuple[str, ...]:
        """The fields of evidence that must be filled before it can be switched on."""
        if self.licence == Licence.PERMISSION_REQUIRED:
            return PERMISSION
        if self.licence in TRANSLATED_OFFICIALLY and self.language != PUBLISHED_IN:
            return ("permission_document",)
        return ()

    @property
    def evidence_missing(self) -> tuple[str, ...]:
        """Those of them that are empty."""
        return tuple(name for name in self.evidence_needed if not getattr(self, name))
