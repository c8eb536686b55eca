"""What felt off, said by the client at any time: how much, and what should be done about it."""

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alliance.models.check_in import CheckIn
from clients.models import CareTeamMember, Client
from practice.models import ClinicOwned, Membership
from practice.sealed import EncryptedTextField


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Questions about concerns."""

    def standing(self) -> "ConcernQuerySet":
        """Not taken back by the client: a withdrawn one is the client's own trace alone."""
        return self.filter(withdrawn_at=None)

    def unanswered(self) -> "ConcernQuerySet":
        """Nobody has answered the client yet."""
        return self.standing().filter(answered_at=None)

    def waiting(self) -> "ConcernQuerySet":
        """Somebody owes the client an answer: who just wants it noted waits for none."""
        return self.unanswered().exclude(request=CheckIn.Request.NOTE)

    def visible_to(self, member: Membership) -> "ConcernQuerySet":
        """Of people whose record they may open, and what was addressed to them besides.

        `in_care`: they may open the record, and the client did not ask for somebody else: what is
        meant for others alone stays hidden from the therapists and from who supervises them.
        `on_team`: they care for the client themselves, which is who answers. Whoever is only told,
        as the clinic's named person or, without one, as an admin, is never on the care team.
        """
        theirs = Client.objects.visible_to(member).filter(pk=OuterRef("client"))
        team = CareTeamMember.objects.filter(
            client=OuterRef("client"), therapist=member, ended_on=None
        )
        told = Q(escalated_to=member)
        if member.is_admin:
            told |= Q(escalated_to=None)
        in_care = Q(Exists(theirs)) & ~Q(request=CheckIn.Request.OTHER)
        return (
            self.standing()
            .filter(clinic_id=member.clinic_id)
            .annotate(
                in_care=ExpressionWrapper(in_care, output_field=BooleanField()),
                on_team=Exists(team),
            )
            .filter(Q(in_care=True) | told & Q(escalated_at__isnull=False, on_team=False))
        )


class Concern(ClinicOwned):
    """Something that felt off, said by the client, in a check-in or from their own space.

    It is addressed to the therapists in the client's care, or, where the client asks for somebody
    else (`Request.OTHER`), to the clinic's named person alone. `escalated_at` is when it went to
    the named person, asked for or because nobody answered by `escalates_at`; `escalated_to` is
    None where that is every clinic admin who does not care for the client. A concern taken back
    is seen by the client alone from then on. `answer` is what the client reads.
    """

    Strength = CheckIn.Tension
    Request = CheckIn.Request

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="concerns")
    # The check-in it was said in; None when it was said from the client's own space.
    check_in = models.OneToOneField(
        CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="concern"
    )
    # Empty where words were written in a check-in and no strength chosen.
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    words = EncryptedTextField(_("in the client's words"), blank=True)
    # Empty where words were written in a check-in and nothing was said of what to do with them.
    request = models.CharField(max_length=10, choices=Request, blank=True)
    said_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = EncryptedTextField(_("what the client reads"), blank=True)
    escalates_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__in=["", "little", "some", "lot"]), name="concern_strength"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="concern_seen_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, escalates_at=None),
                name="concern_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(escalates_at=None),
                name="concern_withdrawn_rests",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-id"], name="concern_of_client"),
            models.Index(
                fields=["escalates_at"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="concern_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.code}"

    @property
    def wants_no_answer(self) -> bool:
        """Whether the client asked that it is noted, and no more."""
        return self.request == self.Request.NOTE

    @property
    def is_for_others(self) -> bool:
        """Whether the client asked for somebody other than the therapist."""
        return self.request == self.Request.OTHER
