"""How somebody would like therapy to be, as they say it or as it was written down for them."""

from uuid import UUID

from django.db import transaction

from clients.actions.contribution import contribute
from clients.models import Client, Contribution, Preference
from clients.models.preference import DIMENSIONS
from practice import audit
from practice.again import said_already
from practice.models import Membership


@transaction.atomic
def say_preference(
    client: Client,
    *,
    by: Membership | None = None,
    words: str = "",
    check_in: UUID | None = None,
    **dimensions: int | None,
) -> Preference:
    """Keep what the client would like; what they said before stays, and this holds from now on.

    `by` is the therapist who wrote it down for them, None for themselves. `check_in` is the code of
    the check-in in which it was said: the brief shows it, and it does not wait on Today. Out
    of a check-in, the same once more within a minute is the same.
    """
    if unknown := dimensions.keys() - set(DIMENSIONS):
        raise TypeError(f"no such dimension: {', '.join(sorted(unknown))}")
    if check_in is None:
        said = Preference.objects.filter(client=client, said_by=by, check_in=None)
        whole = dict.fromkeys(DIMENSIONS) | dimensions
        if again := said_already(client, said, at="said_at", words=words, **whole):
            return again
    preference = Preference.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        said_by=by,
        words=words,
        check_in=check_in,
        **dimensions,
    )
    audit.record(audit.Kind.CREATED, preference, by=by, client=client.code)
    if by is None and check_in is None:
        contribute(client, Contribution.Kind.PREFERENCE, preference)
    return preference
