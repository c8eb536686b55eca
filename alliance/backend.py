"""Signing in, with what waits for somebody read by the very query that lets them in.

Every page of staff can then say so, and no page pays a query for it. The same query says whether
there is anything to read for writing a note, so that most notes are opened without asking.
"""

from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from alliance.models import Concern, SafetyNotice, SafetyRecipient, SupervisionQuestion
from clients.models import CareTeamMember, Contribution
from practice.backend import Backend as PracticeBackend
from practice.models import Membership, Supervision
from sessions.models import CoSignature, NoteFormatVersion, Snippet


class Backend(PracticeBackend):
    """The membership comes with what waits in the safety lane and for a co-signature.

    `safety_waiting`: how many notices were told to them that nobody took on yet.
    `safety_in_clinic`: whether such a notice waits anywhere in their clinic.
    `concerns_waiting`: how much of what felt off waits for their answer, or was told to them.
    `clients_did`: whether a client of theirs did something that nobody has seen yet.
    `has_own_formats`: whether their clinic has note formats of its own.
    `has_snippets`: whether they or their clinic keep snippets.
    `notes_returned`: whether a supervisor gave them a note back that they did not answer yet.
    `cosignatures_waiting`: how many notes of those they supervise wait for their signature.
    `questions_waiting`: how many questions of those they supervise wait for their word.
    `answers_unread`: how many of their own questions have an answer that they did not read yet.
    `has_supervisor`: whether somebody supervises them.
    `supervision_asked`: who is to supervise them if they agree; None where nobody waits for that.
    `keeps_supervision`: whether any thread of supervision stays with a record of their clinic.
    """

    def memberships(self) -> QuerySet[Membership]:
        """Those that let somebody in, annotated."""
        told = (
            SafetyRecipient.objects.filter(member=OuterRef("pk"), notice__acknowledged_at=None)
            .order_by()
            .values("member")
            .annotate(n=Count("*"))
            .values("n")
        )
        asked = (
            CoSignature.objects.answerable()
            .filter(asked_of=OuterRef("pk"))
            .order_by()
            .values("asked_of")
            .annotate(n=Count("*"))
            .values("n")
        )
        questions = _count(SupervisionQuestion.objects.waiting(), "asked_of")
        answers = _count(SupervisionQuestion.objects.answered_unread(), "asked_by")
        own = Supervision.objects.filter(supervisee=OuterRef("pk"), supervisor__ended_at=None)
        wishes_to = own.requested().order_by("pk").values("supervisor__user__name")[:1]
        kept = SupervisionQuestion.objects.kept().filter(clinic=OuterRef("clinic"))
        returned = CoSignature.objects.returned().filter(asked_by=OuterRef("pk"))
        did = Contribution.objects.filter(
            seen_at=None,
            clinic=OuterRef("clinic"),
            client__care_team__therapist=OuterRef("pk"),
            client__care_team__ended_on=None,
        )
        waiting = SafetyNotice.objects.waiting().filter(clinic=OuterRef("clinic"))
        formats = NoteFormatVersion.objects.filter(clinic=OuterRef("clinic"))
        snippets = Snippet.objects.filter(
            Q(owner=None) | Q(owner=OuterRef("pk")), clinic=OuterRef("clinic"), retired_at=None
        )
        return (
            super()
            .memberships()
            .annotate(
                safety_waiting=Coalesce(Subquery(told), 0),
                safety_in_clinic=Exists(waiting),
                concerns_waiting=Coalesce(Subquery(_concerns()), 0),
                clients_did=Exists(did),
                has_own_formats=Exists(formats),
                has_snippets=Exists(snippets),
                notes_returned=Exists(returned),
                cosignatures_waiting=Coalesce(Subquery(asked), 0),
                questions_waiting=Coalesce(Subquery(questions), 0),
                answers_unread=Coalesce(Subquery(answers), 0),
                has_supervisor=Exists(own.standing()),
                supervision_asked=Subquery(wishes_to),
                keeps_supervision=Exists(kept),
            )
        )


def _concerns() -> QuerySet[Any, Any]:
    """What `ConcernQuerySet.visible_to` shows a membership waiting, without who supervises."""
    team = CareTeamMember.objects.filter(
        client=OuterRef("client"), therapist=OuterRef(OuterRef("pk")), ended_on=None
    )
    told = Q(escalated_to=OuterRef("pk")) | Q(escalated_to=None, for_admin=True)
    return (
        Concern.objects.waiting()
        .filter(clinic=OuterRef("clinic"))
        .annotate(
            on_team=Exists(team),
            for_admin=ExpressionWrapper(OuterRef("is_admin"), output_field=BooleanField()),
        )
        .filter(
            Q(on_team=True) & ~Q(request=Concern.Request.OTHER)
            | told & Q(on_team=False, escalated_at__isnull=False)
        )
        .order_by()
        .values("clinic")
        .annotate(n=Count("pk"))
        .values("n")
    )


def _count(rows: QuerySet[SupervisionQuestion], whose: str) -> QuerySet[Any]:
    """How many of these rows are this member's, as a subquery."""
    own = rows.filter(**{whose: OuterRef("pk")}).order_by().values(whose)
    counted: QuerySet[Any] = own.annotate(n=Count("*")).values("n")
    return counted
