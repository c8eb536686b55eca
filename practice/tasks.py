"""What the worker does for the practice. Tasks take an id and nothing else."""

from celery import shared_task

from practice import outbox


@shared_task
def deliver_message(pk: int) -> None:
    """Deliver one outbox row, if it is still to be delivered."""
    outbox.deliver(pk)


@shared_task
def sweep_outbox() -> None:
    """Deliver whatever is due, also what nobody woke us for."""
    outbox.sweep()
