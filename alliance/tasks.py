"""What the worker does for the alliance."""

from celery import shared_task

from alliance.actions.silence import notice_silence as notice


@shared_task
def notice_silence() -> None:
    """Raise a signal where two check-ins in a row went unanswered."""
    notice()
