"""The client, and who cares for them."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients import names
from practice.models import Clinic, ClinicOwned, Membership, Supervision
from practice.sealed import EncryptedTextField


class ClientQuerySet(models.QuerySet["Client"]):
    """Questions about people in care."""

    def visible_to(self, membership: Membership) -> "ClientQuerySet":
        """Whose record this person may open: on the care team, or supervising somebody who is.

        Only a supervision that the supervisee agreed to opens anything.
        """
        team = CareTeamMember.objects.filter(client=OuterRef("pk"), ended_on=None)
        allowed: Q | Combinable = Q(pk__in=[])
        if membership.is_therapist:
            allowed |= Exists(team.filter(therapist=membership))
        if membership.is_supervisor:
            supervised = Supervision.objects.standing().filter(supervisor=membership)
            allowed |= Exists(team.filter(therapist__in=supervised.values("supervisee")))
        return self.filter(allowed, clinic_id=membership.clinic_id)

    def on_caseload_of(self, membership: Membership) -> "ClientQuerySet":
        """Whom this therapist cares for."""
        team = CareTeamMember.objects.filter(
            client=OuterRef("pk"), therapist=membership, ended_on=None
        )
        return self.filter(Exists(team), clinic_id=membership.clinic_id)

    def addressed(self, digest: bytes) -> "ClientQuerySet":
        """Whose e-mail address this is, in whatever clinic. Nothing is decrypted."""
        return self.filter(email_digest=digest).exclude(email_digest=b"").order_by("pk")

    def active(self) -> "ClientQuerySet":
        """In therapy now."""
        return self.filter(ended_on=None)

    def named(self, query: str, clinic: Clinic) -> "ClientQuerySet":
        """Every word of `query` begins a word of the name. Nothing is decrypted."""
        found = self
        for digest in names.query_digests(query, clinic_id=clinic.pk):
            found = found.filter(
                Exists(NameToken.objects.filter(client=OuterRef("pk"), digest=digest))
            )
        return found


class Client(ClinicOwned):
    """A person in care."""

    class Language(models.TextChoices):
        """Languages a check-in speaks."""

        ENGLISH = "en", _("English")
        SPANISH = "es", _("Spanish")

    class Ending(models.TextChoices):
        """How therapy ended."""

        PLANNED = "planned", _("planned, together")
        UNPLANNED = "unplanned", _("unplanned")

    class Channel(models.TextChoices):
        """How a check-in reaches them."""

        EMAIL = "email", _("by e-mail")
        TEXT = "text", _("by text message")
        NONE = "none", _("not sent: in the room or on paper")

    name = EncryptedTextField(_("name"))
    sort_key = models.CharField(max_length=names.SORT_LETTERS, editable=False)
    pronouns = EncryptedTextField(_("pronouns"), blank=True)
    email = EncryptedTextField(_("e-mail"), blank=True)
    email_digest = models.BinaryField(max_length=16, default=b"", editable=False)
    phone = EncryptedTextField(_("telephone"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    channel = models.CharField(
        _("check-ins are sent"), max_length=10, choices=Channel, default=Channel.EMAIL
    )
    check_in_lead_hours = models.PositiveSmallIntegerField(
        _("hours before a session at which the check-in is sent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text=_("Empty: as everybody at the clinic."),
    )
    check_in_every = models.PositiveSmallIntegerField(
        _("a check-in is sent before every … session"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text=_("1 is every session, 2 every other one. Empty: as everybody at the clinic."),
    )
    # That what was sent came back. Taken back when another address is written down.
    unreachable_at = models.DateTimeField(null=True, blank=True)
    unreachable_by = models.CharField(max_length=10, choices=Channel, blank=True)
    began_on = models.DateField(_("therapy began on"), default=timezone.localdate)
    ended_on = models.DateField(_("therapy ended on"), null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="client_ending_with_date",
                condition=Q(ended_on=None, ending="") | Q(ended_on__isnull=False) & ~Q(ending=""),
            ),
            models.CheckConstraint(
                name="client_ends_after_beginning",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("began_on")),
            ),
            models.CheckConstraint(
                name="client_check_in_lead_hours",
                condition=Q(check_in_lead_hours=None) | Q(check_in_lead_hours__range=(1, 168)),
            ),
            models.CheckConstraint(
                name="client_check_in_every",
                condition=Q(check_in_every=None) | Q(check_in_every__range=(1, 4)),
            ),
            models.CheckConstraint(
                name="client_unreachable_whole",
                condition=Q(unreachable_at=None, unreachable_by="")
                | Q(unreachable_at__isnull=False, unreachable_by__in=["email", "text"]),
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "sort_key", "id"], name="client_in_order"),
            models.Index(fields=["email_digest"], name="client_by_email"),
            models.Index(
                fields=["clinic"],
                condition=Q(unreachable_at__isnull=False),
                name="client_unreachable",
            ),
        ]

    def __str__(self) -> str:
        return f"client {self.code}"  # never the name: this ends up in logs

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key with the name, and the digest with the address."""
        self.sort_key = names.sort_key(self.name)
        self.email_digest = names.email_digest(self.email)
        super().save(*args, **kwargs)

    @property
    def short_name(self) -> str:
        """'Mara L.'"""
        return names.short(self.name)

    @property
    def first_name(self) -> str:
        """'Mara'"""
        return self.name.split()[0] if self.name.split() else "?"


class NameToken(models.Model):
    """A digest of one beginning of one word of a client's name, for search."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="name_tokens")
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="nametoken_once")]
        indexes = [models.Index(fields=["clinic", "digest"], name="nametoken_search")]

    def __str__(self) -> str:
        return str(self.pk)


class CareTeamMember(ClinicOwned):
    """Who cares for a client, from when to when."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="care_team")
    therapist = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="care_team_places"
    )
    began_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "therapist"],
                condition=Q(ended_on=None),
                name="careteam_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["therapist", "client"],
                condition=Q(ended_on=None),
                name="careteam_caseload",
            )
        ]

    def __str__(self) -> str:
        return f"{self.therapist_id} cares for {self.client_id}"
