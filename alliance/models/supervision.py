"""What a therapist shares with a supervisor, with a question, and what was said about it."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.models.rupture import Rupture
from alliance.vocabulary import Said
from clients.models import CareTeamMember, Client
from practice.models import ClinicOwned, Membership, Supervision
from practice.sealed import EncryptedTextField
from sessions.models import Note

_NOTHING = b""  # how an empty sealed field stands in the database


class SupervisionQuestionQuerySet(models.QuerySet["SupervisionQuestion"]):
    """Questions about questions."""

    def in_reach(self) -> "SupervisionQuestionQuerySet":
        """Asked of somebody who supervises the asker today, about somebody in the asker's care."""
        supervises = Supervision.objects.standing().filter(
            supervisor=OuterRef("asked_of"), supervisee=OuterRef("asked_by")
        )
        return self.filter(Exists(supervises), _in_care_of_the_asker(), withdrawn_at=None)

    def waiting(self) -> "SupervisionQuestionQuerySet":
        """In the supervisor's reach, and the next word is the supervisor's."""
        return self.in_reach().filter(waits_since__isnull=False)

    def answered_unread(self) -> "SupervisionQuestionQuerySet":
        """The supervisor said something that the therapist has not read yet."""
        return self.filter(_in_care_of_the_asker(), seen_by_supervisee_at=None)

    def kept(self) -> "SupervisionQuestionQuerySet":
        """Those that the clinic keeps with the client's record."""
        return self.filter(stays_with_record=True, withdrawn_at=None)

    def visible_to(self, member: Membership) -> "SupervisionQuestionQuerySet":
        """The two whose it is; where it stays with the record, whoever may open that record too.

        For the supervisor it is there as long as they supervise whoever asked, and for both as
        long as the client is in the asker's care.
        """
        allowed = Q(asked_by=member) & Q(_in_care_of_the_asker())
        if member.is_supervisor:
            reach = SupervisionQuestion.objects.in_reach().filter(asked_of=member)
            allowed |= Q(pk__in=reach.values("pk"))
        record = SupervisionQuestion.objects.kept().filter(
            client__in=Client.objects.visible_to(member)
        )
        allowed |= Q(pk__in=record.values("pk"))
        return self.filter(allowed, clinic_id=member.clinic_id)

    def with_last_word(self) -> "SupervisionQuestionQuerySet":
        """Each with `last_kind`, what kind of word the supervisor said last; '' for none yet."""
        words = SupervisionReply.objects.filter(question=OuterRef("pk"), by=OuterRef("asked_of"))
        return self.annotate(last_kind=Subquery(words.order_by("-id").values("kind")[:1]))


def _in_care_of_the_asker() -> Exists:
    """The client is on the asker's caseload today."""
    return Exists(
        CareTeamMember.objects.filter(
            client=OuterRef("client"), therapist=OuterRef("asked_by"), ended_on=None
        )
    )


class SupervisionQuestion(ClinicOwned):
    """One thing of one client's record, shared with one supervisor, with a question.

    Exactly one of `rupture`, `note` (signed) or a stretch of the story, `from_on` to `to_on`, is
    shared: never a process note, for which there is no place here. `waits_since` is set while the
    next word is the supervisor's; a `seen_by_…_at` is empty while there is something new for that
    person. `stays_with_record` is what the clinic had decided when it was asked. By trigger what
    was asked stays as it was, and no question can be removed.
    """

    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="supervision_questions"
    )
    rupture = models.ForeignKey(
        Rupture, on_delete=models.PROTECT, null=True, related_name="supervision_questions"
    )
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    question = EncryptedTextField(_("my question"))
    stays_with_record = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    waits_since = models.DateTimeField(null=True, default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    seen_by_supervisor_at = models.DateTimeField(null=True)
    seen_by_supervisee_at = models.DateTimeField(null=True, default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = SupervisionQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_of=F("asked_by")), name="supervisionquestion_of_another"
            ),
            models.CheckConstraint(
                condition=Q(rupture__isnull=False, note=None, from_on=None, to_on=None)
                | Q(rupture=None, note__isnull=False, from_on=None, to_on=None)
                | Q(rupture=None, note=None, from_on__isnull=False, to_on__isnull=False),
                name="supervisionquestion_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(from_on__lte=F("to_on")),
                name="supervisionquestion_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(question=_NOTHING), name="supervisionquestion_asks_something"
            ),
            # It is closed by one of the two, after an answer; before one it is taken back.
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, answered_at__isnull=False)
                & (Q(closed_by=F("asked_by")) | Q(closed_by=F("asked_of"))),
                name="supervisionquestion_closed_by_one_of_two",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(answered_at=None),
                name="supervisionquestion_taken_back_unanswered",
            ),
            models.CheckConstraint(
                condition=Q(waits_since=None) | Q(closed_at=None, withdrawn_at=None),
                name="supervisionquestion_ended_rests",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_of", "waits_since"],
                condition=Q(waits_since__isnull=False),
                name="supervisionquestion_waiting",
            ),
            models.Index(
                fields=["asked_by"],
                condition=Q(seen_by_supervisee_at=None),
                name="supervisionquestion_unread",
            ),
            models.Index(
                fields=["clinic", "client"],
                condition=Q(stays_with_record=True),
                name="supervisionquestion_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"supervision question {self.code}"

    @property
    def is_open(self) -> bool:
        """Whether something can still be said."""
        return self.closed_at is None and self.withdrawn_at is None

    @property
    def subject(self) -> str:
        """What is shared, in a word: rupture, note, story."""
        return "rupture" if self.rupture_id else "note" if self.note_id else "story"


class SupervisionReply(ClinicOwned):
    """One thing said about a question, by one of the two. Append-only, by trigger."""

    question = models.ForeignKey(
        SupervisionQuestion, on_delete=models.PROTECT, related_name="replies"
    )
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Said)
    words = EncryptedTextField(_("in words"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="thanks") | ~Q(words=_NOTHING), name="supervisionreply_in_words"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "asks", "more", "thanks"]),
                name="supervisionreply_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"supervision reply {self.code}"
