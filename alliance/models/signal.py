"""Something worth asking about. Never "a rupture"."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from alliance.models.concern import Concern
from alliance.models.rating import Rating, rated_by_therapist
from clients.models import Client
from practice.models import Clinic, ClinicOwned, Membership
from sessions.models import Session

SAME = 1e-6
"""Score points: signals keep a value to six places (`Reading.as_values`)."""


class SignalQuerySet(models.QuerySet["Signal"]):
    """Questions about signals."""

    def waiting(self) -> "SignalQuerySet":
        """Not answered finally: nothing was said yet, or that the therapist will ask."""
        return self.filter(answer__in=Signal.WAITING)

    def revealed(self, clinic: Clinic) -> "SignalQuerySet":
        """Without those that would tell a rating which the clinic keeps covered.

        "Rate, then reveal": a signal that comes from the client's rating of a session is covered
        until the therapist has rated that session. What the client wrote is never covered.
        """
        if not clinic.rate_then_reveal:
            return self
        return self.filter(Q(rating=None) | rated_by_therapist(session="rating__session"))


_Manager = models.Manager.from_queryset(SignalQuerySet)


class SignalManager(_Manager["Signal"]):
    """Signals that stand: what a client took back is found by nobody's page, count or export."""

    def get_queryset(self) -> models.QuerySet["Signal"]:
        """Without those whose concern the client withdrew."""
        return super().get_queryset().filter(withdrawn_at=None)


class Signal(ClinicOwned):
    """A reason to ask, with the values on which its rule fired.

    `values` holds numbers and keys alone, e.g. {"value": 4.9, "low": 5.9, "high": 8.7,
    "p": 0.004}; the sentence is composed from them when it is shown (`alliance.sentences`).
    """

    class Kind(models.TextChoices):
        """Which rule fired; what somebody said comes first."""

        DIRECT_REPORT = "direct report", _("said by the client")
        UNEXPECTED_DROP = "unexpected drop", _("lower than expected")
        SLOW_DRIFT = "slow drift", _("slowly lower")
        SILENCE = "silence", _("check-ins unanswered")
        MISSED = "missed", _("missed after a low answer")
        TWO_VIEWS = "two views", _("the two views part")
        SPLIT = "split", _("two people, far apart")

    class Answer(models.TextChoices):
        """What the therapist made of it."""

        SOMETHING = "something", _("there was something")
        ANOTHER_REASON = "another reason", _("another reason")
        WILL_ASK = "will ask", _("not sure, will ask")

    class OtherReason(models.TextChoices):
        """Which other reason, when it was not about the two of them."""

        HARD_WEEK = "hard week", _("a hard week, or bad news")
        HARD_WORK = "hard work", _("the work itself was hard, as agreed")
        UNWELL = "unwell", _("ill or tired that day")
        PRACTICAL = "practical", _("practical: time, phone, link")
        MISTAKE = "mistake", _("a mistake in answering")
        USUAL = "usual", _("nothing unusual, they say")
        CORRECTED = "corrected", _("recorded by mistake, corrected since")
        ANSWERED = "answered since", _("an answer came in since")
        READ_AGAIN = "read again", _("read again, it is as expected")
        OTHER = "other", _("something else")

    WAITING = ("", Answer.WILL_ASK)

    # Nobody chooses these: the signal closed by itself, because it is no longer true.
    CLOSING = (OtherReason.CORRECTED, OtherReason.ANSWERED, OtherReason.READ_AGAIN)

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="signals")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    values = models.JSONField(default=dict)
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    check_in = models.ForeignKey(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="signals"
    )
    concern = models.OneToOneField(
        Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="signal"
    )
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    other_reason = models.CharField(max_length=20, choices=OtherReason, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Pages show the newest signal of a rule alone; older ones take its answer. Nobody looked at
    # their sessions then, which is why such an answer judges none of them.
    answered_along = models.BooleanField(default=False)
    # Set with that of `concern`: a column of its own, so that no query needs the other table.
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SignalManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="")
                & Q(answered_at__isnull=False)
                & (
                    Q(answered_by__isnull=False)
                    | Q(other_reason__in=["corrected", "answered since", "read again"])
                ),
                name="signal_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(other_reason="") | Q(answer="another reason"),
                name="signal_other_reason_belongs",
            ),
            models.UniqueConstraint(
                fields=["check_in", "kind"],
                condition=Q(check_in__isnull=False),
                name="signal_once_per_check_in",
            ),
            models.UniqueConstraint(
                fields=["rating", "kind"],
                condition=Q(rating__isnull=False) & ~Q(kind="missed"),
                name="signal_once_per_rating",
            ),
            # Two sessions missed after one low answer are two reasons to ask.
            models.UniqueConstraint(
                fields=["session", "client", "kind"],
                condition=Q(kind__in=["missed", "two views", "split"]),
                name="signal_once_per_session",
            ),
            models.CheckConstraint(
                condition=Q(answered_along=False) | Q(answered_at__isnull=False),
                name="signal_along_is_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client"],
                condition=Q(answer__in=["", "will ask"]),
                name="signal_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"signal {self.code}"

    @property
    def waits(self) -> bool:
        """Whether it is not answered finally, as `SignalQuerySet.waiting` has it."""
        return self.answer in self.WAITING

    @property
    def is_to_ask(self) -> bool:
        """Whether the therapist meant to ask, and has not said since what came of it."""
        return self.answer == self.Answer.WILL_ASK

    @property
    def closed_itself(self) -> bool:
        """Whether nobody answered it: it is no longer true."""
        return self.other_reason in self.CLOSING

    @property
    def is_of_other_answer(self) -> bool:
        """Whether the answer on which it was raised is another one by now, or taken back."""
        if self.rating is None:
            return False
        score, shown = self.rating.score, self.values["value"]
        return score is None or abs(score - shown) > SAME

    @property
    def about(self) -> Session | None:
        """The session in which something may have happened: the one that was rated, if any."""
        return self.rating.session if self.rating else self.session
