"""What the worker does for the alliance."""

from celery import shared_task

from alliance.actions.concern import escalate_concerns as escalate_unanswered
from alliance.actions.escalation import escalate_safety as escalate
from alliance.actions.estimate import estimate_priors as estimate
from alliance.actions.gap import notice_gaps as notice_parting
from alliance.actions.prior import mark_reread
from alliance.actions.reread import reread
from alliance.actions.silence import notice_silence as notice
from alliance.actions.split import notice_splits
from alliance.models import ClinicPrior
from practice.models import Clinic


@shared_task
def notice_silence() -> None:
    """Raise a signal where two check-ins in a row went unanswered."""
    notice()


@shared_task
def notice_gaps() -> None:
    """Raise a signal where two saw a session unusually differently: pairs, and people together."""
    notice_parting()
    notice_splits()


@shared_task
def escalate_safety() -> None:
    """Tell the next person of each safety notice that nobody acknowledged in time, or remind."""
    escalate()


@shared_task
def escalate_concerns() -> None:
    """Tell the named person of each concern that nobody answered in time."""
    escalate_unanswered()


@shared_task
def estimate_priors() -> None:
    """Have each clinic's priors estimated, one clinic a task."""
    for pk in Clinic.objects.order_by("pk").values_list("pk", flat=True):
        estimate_clinic_priors.delay(pk)


@shared_task
def estimate_clinic_priors(pk: int) -> None:
    """Estimate what is usual in one clinic from its ratings."""
    estimate(pk)


@shared_task
def reread_readings() -> None:
    """Read every series of a clinic anew where another prior was applied, or one retired."""
    for prior in ClinicPrior.objects.to_reread():
        reread(prior.clinic_id, prior.instrument)
        mark_reread(prior)
