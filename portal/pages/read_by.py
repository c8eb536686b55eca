"""Whether what a client sent was read, by whom and when: the loop closed, in a sentence."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from alliance.models import CheckIn
from clients.models import Client


@dataclass(frozen=True, slots=True)
class Read:
    """A check-in that was sent. `at` and `by` are empty until somebody read it.

    `meets_at` is the session it prepares, `is_ahead` whether that is still to come.
    """

    sent_at: datetime
    meets_at: datetime
    at: datetime | None
    by: str

    @property
    def is_ahead(self) -> bool:
        """Whether they have not met about it yet."""
        return self.meets_at > timezone.now()


def read_of(check_in: CheckIn) -> Read | None:
    """What became of a check-in; None when it was not sent. No query with its people loaded."""
    if check_in.submitted_at is None:
        return None
    reader = check_in.read_by
    return Read(
        sent_at=check_in.submitted_at,
        meets_at=check_in.participation.starts_at,
        at=check_in.read_at,
        by=reader.name if reader else "",
    )


def last_read(client: Client) -> Read | None:
    """The same of the last check-in the client sent; None when there was none. One query."""
    sent = CheckIn.objects.filter(client=client, submitted_at__isnull=False)
    people = sent.select_related("participation", "read_by__user")
    last = people.order_by("-submitted_at", "-pk").first()
    return read_of(last) if last else None
