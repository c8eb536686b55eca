"""What is usual, against which ratings are read: shipped, or a clinic's own once it was applied."""

import contextlib

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from alliance.models import ClinicPrior
from alliance.models.prior import ClinicPriorQuerySet
from alliance.science.expectation import Prior
from measures.catalogue import instrument
from practice import audit
from practice.models import Membership


class NotWaiting(Exception):
    """The prior is already in force, or was replaced by a newer estimate meanwhile."""


def shipped_prior(key: str) -> Prior:
    """The prior in an instrument's definition; raises LookupError where ratings are not read."""
    prior = instrument(key).prior
    if prior is None:
        raise LookupError(f"{key} has no prior to read ratings against")
    return Prior.from_spread(prior.mu, prior.tau, prior.sigma, prior.nu0)


def prior_in_force(clinic_id: int, key: str) -> Prior:
    """The clinic's own prior if one is applied, else the shipped one."""
    own = ClinicPrior.objects.in_force().filter(clinic_id=clinic_id, instrument=key).first()
    return own.as_science() if own else shipped_prior(key)


@transaction.atomic
def apply_prior(prior: ClinicPrior, *, by: Membership) -> None:
    """Read ratings against the clinic's own figures from now on; every series is read anew.

    Raises NotWaiting when it is in force already or is not the newest estimate any more.
    """
    _hold(prior)
    if not _waits(prior):
        raise NotWaiting
    now = timezone.now()
    _in_force(prior).update(retired_at=now, reread_at=now)
    ClinicPrior.objects.filter(pk=prior.pk).update(applied_at=now, applied_by=by)
    audit.record(audit.Kind.CHANGED, prior, by=by, applied=prior.version)
    _wake_when_done()


@transaction.atomic
def retire_prior(prior: ClinicPrior, *, by: Membership) -> None:
    """Go back to the shipped figures. Raises NotWaiting when it was not in force."""
    _hold(prior)
    retired = _in_force(prior).filter(pk=prior.pk).update(retired_at=timezone.now(), reread_at=None)
    if not retired:
        raise NotWaiting
    audit.record(audit.Kind.CHANGED, prior, by=by, retired=prior.version)
    _wake_when_done()


def mark_reread(prior: ClinicPrior) -> None:
    """Every series was read as this row said; nothing if it was retired in the meantime."""
    same = ClinicPrior.objects.filter(pk=prior.pk, retired_at=prior.retired_at)
    same.update(reread_at=timezone.now())


def _hold(prior: ClinicPrior) -> None:
    """Two admins at once: the second waits, and then finds what the first did."""
    same = ClinicPrior.objects.filter(clinic_id=prior.clinic_id, instrument=prior.instrument)
    list(same.select_for_update().values_list("pk"))


def _waits(prior: ClinicPrior) -> bool:
    newest = ClinicPrior.objects.newest(prior.clinic_id, prior.instrument)
    return newest is not None and newest.pk == prior.pk and newest.applied_at is None


def _in_force(prior: ClinicPrior) -> ClinicPriorQuerySet:
    return ClinicPrior.objects.in_force().filter(
        clinic_id=prior.clinic_id, instrument=prior.instrument
    )


def _wake_when_done() -> None:
    """Ask a worker to read everything anew; with no broker, the schedule will find it."""
    transaction.on_commit(_wake)


def _wake() -> None:
    from alliance.tasks import reread_readings

    with contextlib.suppress(OperationalError, OSError):
        reread_readings.apply_async(retry=False)
