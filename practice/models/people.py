"""People who sign in, and what they are in a clinic."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.models.clinic import ClinicOwned


class UserManager(BaseUserManager["User"]):
    """Creates sign-ins."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a sign-in; without a password it can only be entered by invitation or reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail, in whatever case it was typed."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A sign-in. What it may do comes from its Membership."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name


class Membership(ClinicOwned):
    """A person's work in a clinic: therapist, supervisor, admin, or several of these."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    is_therapist = models.BooleanField(_("therapist"), default=False)
    is_supervisor = models.BooleanField(_("supervisor"), default=False)
    is_admin = models.BooleanField(_("clinic admin"), default=False)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ended_at=None),
                name="membership_one_clinic_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(is_therapist=True)
                | models.Q(is_supervisor=True)
                | models.Q(is_admin=True),
                name="membership_has_a_role",
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    @property
    def name(self) -> str:
        """The person's name as the clinic shows it."""
        return self.user.name

    @property
    def is_named_for_safety(self) -> bool:
        """Whether the clinic's settings name them as somebody who is told about safety."""
        return self.pk in (self.clinic.safety_recipient_id, self.clinic.safety_escalation_to_id)

    @property
    def is_named_for_concerns(self) -> bool:
        """Whether the clinic's settings name them as whom a client reaches beside the therapist."""
        return self.pk == self.clinic.concern_recipient_id

    @property
    def roles(self) -> list[str]:
        """The roles in words, for a list."""
        words = [
            (self.is_therapist, _("therapist")),
            (self.is_supervisor, _("supervisor")),
            (self.is_admin, _("clinic admin")),
        ]
        return [str(word) for held, word in words if held]


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Questions about who supervises whom."""

    def standing(self) -> "SupervisionQuerySet":
        """Agreed to by the supervisee and not ended: through these alone anything opens."""
        return self.filter(agreed_at__isnull=False, ended_on=None)

    def requested(self) -> "SupervisionQuerySet":
        """Asked for, and the supervisee has not said yet whether they agree."""
        return self.filter(agreed_at=None, ended_on=None)


class Supervision(ClinicOwned):
    """Who supervises whom: asked for by a clinic admin, begun by the supervisee, who agrees.

    From then on the supervisor may read the supervisee's caseload; before, nothing. `began_on` is
    the day of the agreement, and until there is one that of the request. With `cosigns` every note
    that the supervisee signs waits for this supervisor's signature too. By trigger the two stay
    who they are, an agreement stays as it was given, what ended stays so, and no row is removed.
    """

    supervisor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="supervises")
    supervisee = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="supervised_by"
    )
    cosigns = models.BooleanField(_("co-signs every note"), default=False)
    began_on = models.DateField(default=timezone.localdate)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor", "supervisee"],
                condition=models.Q(ended_on=None),
                name="supervision_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("supervisee")),
                name="supervision_of_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor_id} → {self.supervisee_id}"


class Invitation(ClinicOwned):
    """An admin's invitation to join the clinic. Its link is stored as a digest and works once."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    is_therapist = models.BooleanField(_("therapist"), default=True)
    is_supervisor = models.BooleanField(_("supervisor"), default=False)
    is_admin = models.BooleanField(_("clinic admin"), default=False)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_therapist=True)
                | models.Q(is_supervisor=True)
                | models.Q(is_admin=True),
                name="invitation_has_a_role",
            ),
            models.UniqueConstraint(
                "clinic",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and self.expires_at > timezone.now()
        )
