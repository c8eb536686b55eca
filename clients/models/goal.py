"""What client and therapist work toward: both say so, and who said what stays."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class Goal(ClinicOwned):
    """A goal in the client's words. It is agreed once both have said so, on the later day.

    `changes` holds every word and every agreement, by whom and when. Putting it in other words
    takes the agreement of the other one back.
    """

    class ProposedBy(models.TextChoices):
        """Whose idea it was."""

        CLIENT = "client", _("the client")
        THERAPIST = "therapist", _("the therapist")
        TOGETHER = "together", _("both, together")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="goals")
    words = EncryptedTextField(_("in the client's words"))
    proposed_by = models.CharField(
        _("proposed by"), max_length=10, choices=ProposedBy, default=ProposedBy.TOGETHER
    )
    proposed_on = models.DateField(default=timezone.localdate)
    agreed_by_client_on = models.DateField(null=True, blank=True)
    agreed_by_therapist_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(_("agreed by both on"), null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    set_aside_on = models.DateField(null=True, blank=True)
    # Counts the wordings: somebody agrees to the words they read.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["proposed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_on=None) | Q(agreed_on__gte=F("proposed_on")),
                name="goal_agreed_after_proposed",
            ),
            models.CheckConstraint(
                condition=Q(
                    agreed_on__isnull=False,
                    agreed_by_client_on__isnull=False,
                    agreed_by_therapist_on__isnull=False,
                )
                | Q(agreed_on=None)
                & (Q(agreed_by_client_on=None) | Q(agreed_by_therapist_on=None)),
                name="goal_agreed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.code}"

    @property
    def is_current(self) -> bool:
        """Whether it is worked toward: neither reached nor set aside."""
        return self.reached_on is None and self.set_aside_on is None


class GoalChange(ClinicOwned):
    """What somebody said of a goal, once: its words then, and why. Append-only.

    `by` is None where the client said it. TOGETHER is what both said in the room, as the therapist
    wrote it down.
    """

    class Kind(models.TextChoices):
        """What was said."""

        PROPOSED = "proposed", _("proposed")
        REWORDED = "reworded", _("put in other words")
        AGREED = "agreed", _("agreed")
        TOGETHER = "together", _("agreed, both together")
        DISAGREED = "disagreed", _("does not agree any more")
        COMMENTED = "commented", _("said about it")
        REACHED = "reached", _("called it reached")
        SET_ASIDE = "set aside", _("set it aside")
        RESUMED = "resumed", _("took it up again")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    words = EncryptedTextField(blank=True)
    by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"goal change {self.code}"


class GoalRating(ClinicOwned):
    """How far a goal is, as the client says: 0 not at all, 10 fully reached. Append-only.

    `check_in` is the code of the check-in in which it was said; None in the client's space.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings")
    value = models.PositiveSmallIntegerField()
    check_in = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(value__range=(0, 10)), name="goalrating_range"),
            models.UniqueConstraint(fields=["goal", "check_in"], name="goalrating_once"),
        ]

    def __str__(self) -> str:
        return f"goal rating {self.code}"
