"""A signed note, or an addendum, struck through."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField
from sessions.models.note import Addendum, Note


class Strike(ClinicOwned):
    """That a note (`addendum` is None) or one of its addenda does not hold, and why.

    The text stays and can be read; the strike is immutable by trigger. It cannot be undone, only
    followed by an addendum. `digest` is `sessions.chain.strike_digest`.
    """

    class Reason(models.TextChoices):
        """What was wrong with it."""

        PERSON = "person", _("It is about another person")
        SESSION = "session", _("It is about another session")
        ERROR = "error", _("It was recorded in error")
        OTHER = "other", _("Something else")

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="strikes")
    addendum = models.OneToOneField(
        Addendum, on_delete=models.PROTECT, null=True, related_name="strike"
    )
    reason = models.CharField(max_length=10, choices=Reason)
    words = EncryptedTextField(_("in words"), blank=True)
    struck_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note"], condition=Q(addendum=None), name="strike_note_once"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="strike_signed"),
        ]

    def __str__(self) -> str:
        return f"strike {self.code}"


def struck_through(outer: str) -> models.Exists:
    """Whether the whole note that `outer` names is struck through, for an annotation or a filter.

    `struck_through("session__note")` asks it of a participation.
    """
    whole: Any = Strike.objects.filter(note=models.OuterRef(outer), addendum=None)
    return models.Exists(whole)
