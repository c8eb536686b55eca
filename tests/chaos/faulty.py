"""The product with one seeded fault: what FAULT names is put in before anything is served.

A proof that has never been red proves nothing. Each fault here is a mistake that somebody could
make, and `python -m tests.chaos --faults` holds that the proof it belongs to then fails. It is
served in the product's place, as `tests.chaos.faulty:application` or `--app tests.chaos.faulty`.

LEASE, in seconds, is no fault: how long a dead worker's claim holds, for who cannot wait two
minutes.
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from config.celery import app
from config.wsgi import application

__all__ = ["app", "application"]


# --- Submissions ---------------------------------------------------------------------------------


def any_number_is_taken() -> Any:
    """A form that lets every whole number through; the database does not."""
    from django.forms import TypedChoiceField

    return patch.object(TypedChoiceField, "valid_value", lambda field, value: True)


def without_a_transaction() -> Any:
    """Sending that breaks off in the middle and leaves what it had written."""
    from alliance.actions import check_in
    from portal.views import review

    submit = check_in.submit_check_in.__wrapped__  # type: ignore[attr-defined]

    def halves(link: Any, answers: Any) -> Any:
        if link.pk % 7 == 0:
            with patch.object(check_in, "rate_from_check_in", side_effect=check_in.LinkClosed):
                return submit(link, answers)
        return submit(link, answers)

    return patch.object(review, "submit_check_in", halves)


def the_key_is_forgotten() -> Any:
    """A link that is looked at and not used up: whoever sends again, sends a second one."""
    from alliance.actions import check_in
    from alliance.models import CheckIn, CheckInLink
    from portal.views import review

    submit = check_in.submit_check_in

    def again(link: Any, answers: Any) -> Any:
        try:
            return submit(link, answers)
        except check_in.LinkClosed:
            CheckInLink.objects.filter(pk=link.pk).update(used_at=None)
            CheckIn.objects.filter(pk=link.check_in_id).update(submitted_at=None)
            return submit(CheckInLink.objects.get(pk=link.pk), answers)

    return patch.object(review, "submit_check_in", again)


def thanks_before_it_is_written() -> Any:
    """Now and then, thanks for what was never stored."""
    from alliance.actions import check_in
    from portal.views import review

    submit = check_in.submit_check_in

    def forgetful(link: Any, answers: Any) -> Any:
        return None if link.pk % 7 == 0 else submit(link, answers)

    return patch.object(review, "submit_check_in", forgetful)


# --- Links ---------------------------------------------------------------------------------------


def opening_uses_it_up() -> Any:
    """A link that is spent by whoever opens it first."""
    from django.shortcuts import render
    from django.utils import timezone

    from alliance.models import CheckInLink
    from portal.views import check_in
    from practice import tokens

    def spent(request: Any, template: str, page: Any) -> Any:
        token = request.resolver_match.kwargs["token"]
        CheckInLink.objects.filter(token_digest=tokens.digest(token)).update(used_at=timezone.now())
        return render(request, template, page)

    return patch.object(check_in, "render", spent)


# --- Mail ----------------------------------------------------------------------------------------


def another_message_id() -> Any:
    """A Message-ID made up at each attempt."""
    from practice.models import OutboxMessage

    anew = property(lambda message: f"<{uuid4()}@practice.example>")
    return patch.object(OutboxMessage, "message_id", anew)


def settled_before_it_is_sent() -> Any:
    """Sending what was written down as sent a moment ago."""
    from django.utils import timezone

    from practice import outbox
    from practice.models import OutboxMessage

    send = outbox._send

    def settle_first(message: Any) -> Any:
        OutboxMessage.objects.filter(pk=message.pk).update(
            settled_at=timezone.now(), ending=OutboxMessage.Ending.SENT
        )
        return send(message)

    return patch.object(outbox, "_send", settle_first)


def the_broker_is_needed() -> Any:
    """A request that fails with the broker."""
    from practice import outbox
    from practice.tasks import deliver_message

    def wake(message: Any) -> None:
        deliver_message.apply_async(args=(message.pk,), retry=False)

    return patch.object(outbox, "wake", wake)


def nobody_sweeps() -> Any:
    """Only who is woken delivers."""
    from practice import outbox

    return patch.object(outbox, "sweep", lambda now=None: 0)


# --- The clock -----------------------------------------------------------------------------------


def hours_of_the_wall_clock() -> Any:
    """Reckoning with what the clock shows: a day of 23 hours is taken for one of 24."""
    from alliance import delivery

    def invitation_at(starts_at: Any, *, lead: Any, now: Any, quiet: Any) -> Any:
        shown = starts_at.astimezone(quiet.zone)
        # Arithmetic on an aware time leaves the zone's offset out of account.
        return max(now, shown - lead)

    return patch.object(delivery, "invitation_at", invitation_at)


def an_hour_that_comes_twice() -> Any:
    """A session in the second of two hours of one name has another invitation."""
    from alliance.actions import invitation

    queue = invitation._queue

    def again(check_in: Any, **how: Any) -> None:
        queue(check_in, **how)
        shown = check_in.participation.starts_at.astimezone(check_in.clinic.zone)
        if shown.fold:
            queue(check_in, **how)

    return patch.object(invitation, "_queue", again)


def an_hour_that_is_left_out() -> Any:
    """Where the clock never shows the hour before a session, no moment seems left."""
    from alliance import delivery

    reckoned = delivery.invitation_at

    def invitation_at(starts_at: Any, *, lead: Any, now: Any, quiet: Any) -> Any:
        # Arithmetic on an aware time may end at one that no clock shows.
        before = starts_at.astimezone(quiet.zone) - delivery.ENOUGH
        if not delivery._exists(before):
            return None
        return reckoned(starts_at, lead=lead, now=now, quiet=quiet)

    return patch.object(delivery, "invitation_at", invitation_at)


FAULTS: dict[str, Callable[[], Any]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        any_number_is_taken,
        without_a_transaction,
        the_key_is_forgotten,
        thanks_before_it_is_written,
        opening_uses_it_up,
        another_message_id,
        settled_before_it_is_sent,
        the_broker_is_needed,
        nobody_sweeps,
        hours_of_the_wall_clock,
        an_hour_that_comes_twice,
        an_hour_that_is_left_out,
    )
}


def seeded(fault: str) -> AbstractContextManager[Any]:
    """One fault in this very process, for as long as it is held."""
    return FAULTS[fault]() if fault else nullcontext()


def _put_in() -> None:
    if fault := os.environ.get("FAULT"):
        FAULTS[fault]().start()
    if lease := os.environ.get("LEASE"):
        from practice.models import OutboxMessage

        OutboxMessage.LEASE = timedelta(seconds=float(lease))


_put_in()
