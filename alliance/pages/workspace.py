"""The session workspace: the brief of each client, and what was recorded so far."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from alliance.models import CheckIn, SafetyNotice, Signal
from alliance.pages.administered import gather, with_administrations
from alliance.pages.answered import left_out, newly_answered
from alliance.pages.brief import Brief, add_ratings, add_ruptures, add_said, histories
from alliance.pages.brief.history import latest
from alliance.pages.brief.said import since_when, with_ratings
from alliance.pages.delivery import with_waiting
from alliance.pages.reasons import of_signal
from clients.models import Client, Goal
from practice.compiled import CompiledQuery
from practice.models import Clinic, Membership
from sessions.models import Participation, Session

GOALS = 12
"""How many goals a brief lists at most."""


def workspace(session: Session, parts: list[Participation], member: Membership) -> dict[str, Any]:
    """Everything on the page but its forms. 6 queries for one client or several; 4 once signed.

    One more where the check-in asked about exercises, or was the first of a therapy.
    """
    clients = [part.client for part in parts]
    asked, given = gather(_check_ins.rows(parts=[part.pk for part in parts]))
    check_ins: dict[int, CheckIn] = {each.participation_id: each for each in asked}
    before = histories(session, parts, member)
    briefs = [Brief(part, check_ins.get(part.pk), before[part.client_id]) for part in parts]
    add_ratings(briefs, session, clients, member.clinic)
    for brief in briefs:
        brief.answered = newly_answered(brief, given, member.clinic)
        brief.unanswered = left_out(brief, given, member.clinic)
    add_ruptures(briefs, session, clients, member)
    add_said(briefs)
    note = getattr(session, "note", None)
    # Once the note is signed the session is history: what is open today belongs to the next brief.
    if note is None or not note.is_signed:
        _add_what_is_open(briefs, clients, member.clinic)
    return {
        "session": session,
        "briefs": briefs,
        "names": " & ".join(client.short_name for client in clients),
        "note": note,
        "is_mine": session.therapist_id == member.pk,
        "is_over": session.has_begun,
        "check_ins": list(check_ins.values()),
    }


@CompiledQuery[CheckIn]
def _check_ins(parts: list[int]) -> QuerySet[CheckIn]:
    """The check-ins of these parts with what was answered besides."""
    notices = SafetyNotice.objects.filter(check_in=OuterRef("pk")).order_by("-raised_at", "-id")
    found = (
        CheckIn.objects.filter(participation__in=parts)
        .select_related("about", "entered_by__user")
        .annotate(safety_notice=Subquery(notices.values("code")[:1]))
    )
    return with_administrations(with_waiting(found), first=True)


@CompiledQuery[Signal]
def _signals(clients: list[int], rate_then_reveal: bool) -> QuerySet[Signal]:
    """What waits for an answer: of each kind the newest."""
    clinic = Clinic(rate_then_reveal=rate_then_reveal)
    waiting = Signal.objects.filter(client__in=clients).revealed(clinic).waiting()
    newest = latest(waiting, of=["client", "kind"], by="raised_at", at_most=1)
    return newest.select_related("concern")  # what was said is quoted


@CompiledQuery[Any]
def _goals(clients: list[int], check_ins: list[UUID]) -> QuerySet[Goal]:
    """What is worked towards, the latest first, with how far it is."""
    wanted = Goal.objects.filter(client__in=clients, set_aside_on=None, reached_on=None)
    return latest(with_ratings(wanted, check_ins), of=["client"], by="proposed_on", at_most=GOALS)


def _add_what_is_open(briefs: list[Brief], clients: list[Client], clinic: Clinic) -> None:
    """Signals and goals. Two queries."""
    pks = [client.pk for client in clients]
    waiting = _signals.rows(clients=pks, rate_then_reveal=clinic.rate_then_reveal)
    listed = [of_signal(signal) for signal in waiting]
    check_ins = [brief.check_in.code for brief in briefs if brief.check_in]
    goals = _goals.rows(clients=pks, check_ins=check_ins)
    for goal in goals:
        goal.far_before_on = since_when(goal)
    for brief in briefs:
        brief.reasons = sorted(
            (r for r in listed if r.signal and r.signal.client_id == brief.client.pk),
            key=lambda reason: reason.rank,
        )
        brief.goals = [goal for goal in goals if goal.client_id == brief.client.pk]
