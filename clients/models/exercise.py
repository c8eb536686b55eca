"""What somebody does or reads between sessions, and how it went."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class LibraryText(ClinicOwned):
    """A clinic's own text of its library, in one language: something to read, or to do.

    With the `key` of a text that is shipped (`clients.library`) it stands in its place. Not
    sealed: it is about nobody. The highest version holds; earlier ones stay, because somebody may
    have been given them.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        READING = "reading", _("to read")
        EXERCISE = "exercise", _("to do")

    key = models.SlugField(max_length=40)
    language = models.CharField(max_length=2, choices=Client.Language)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120, validators=[MinLengthValidator(1)])
    words = models.TextField(_("text"), help_text=_("Paragraphs apart by an empty line."))
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "key", "language", "version"], name="librarytext_once"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words=""), name="librarytext_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.version}"


class Exercise(ClinicOwned):
    """What a therapist gave one client to do or read, in the words in which it was given.

    `library_key` says which text it came from, empty for the therapist's own. `session` is the code
    of the session in which it was given. It is put away, not deleted.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="exercises")
    kind = models.CharField(max_length=10, choices=LibraryText.Kind)
    title = EncryptedTextField(_("title"))
    words = EncryptedTextField(_("what to do"))
    why = EncryptedTextField(_("why this one, for you"), blank=True)
    library_key = models.SlugField(max_length=40, blank=True)
    session = models.UUIDField(null=True)
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]

    def __str__(self) -> str:
        return f"exercise {self.code}"


class ExerciseReport(ClinicOwned):
    """What the client said about doing it, once. Append-only; several are kept.

    `helpful` from 0 (not at all) to 4 (very much), None when not said; `check_in` is the code of
    the check-in in which it was said, None in the client's space.
    """

    class Done(models.TextChoices):
        """Whether it was done."""

        YES = "yes", _("done")
        PARTLY = "partly", _("partly")
        NO = "no", _("not done")

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="reports")
    done = models.CharField(max_length=10, choices=Done)
    reflection = EncryptedTextField(_("how it was"), blank=True)
    helpful = models.PositiveSmallIntegerField(null=True, blank=True)
    check_in = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(helpful=None) | Q(helpful__range=(0, 4)), name="report_helpful_range"
            ),
            models.UniqueConstraint(fields=["exercise", "check_in"], name="report_once"),
        ]

    def __str__(self) -> str:
        return f"exercise report {self.code}"
