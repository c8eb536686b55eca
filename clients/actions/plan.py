"""The plan: written in versions, talked about by both, agreed to by the client."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from clients.actions.contribution import contribute
from clients.models import Client, Contribution, PlanComment, PlanVersion
from practice import audit
from practice.again import said_already
from practice.models import Membership
from practice.versions import ChangedMeanwhile


@transaction.atomic
def write_plan(
    client: Client,
    *,
    by: Membership,
    words: str,
    how_often: str = "",
    review_on: date | None = None,
    version: int = 0,
) -> PlanVersion:
    """Write the next version; the earlier ones stay, with what was agreed to them.

    `version` is the number of the one that was shown, 0 for none. Raises ChangedMeanwhile when
    there is another by now. The same once more writes nothing: an agreement to it holds.
    """
    latest = _latest(client)
    if version != (latest.number if latest else 0):
        raise ChangedMeanwhile
    said = {"words": words, "how_often": how_often, "review_on": review_on}
    if latest and all(getattr(latest, name) == value for name, value in said.items()):
        return latest
    plan = PlanVersion.objects.create(
        clinic_id=client.clinic_id, client=client, number=version + 1, written_by=by, **said
    )
    audit.record(audit.Kind.CREATED, plan, by=by, client=client.code)
    return plan


@transaction.atomic
def agree_plan(client: Client, *, version: int) -> None:
    """The client agrees to the version they read. Raises ChangedMeanwhile when it is not the last.

    Twice changes nothing: the first time stays.
    """
    plan = _latest(client)
    if plan is None or plan.number != version:
        raise ChangedMeanwhile
    if plan.agreed_at:
        return
    plan.agreed_at = timezone.now()
    plan.save(update_fields=["agreed_at"])
    audit.record(audit.Kind.CHANGED, plan, by=None, client=client.code, change="agreed")
    contribute(client, Contribution.Kind.PLAN_AGREED, plan)


@transaction.atomic
def comment_on_plan(plan: PlanVersion, *, by: Membership | None, words: str) -> PlanComment:
    """Say something about a version. `by` is None for the client.

    The same once more within a minute is the same.
    """
    said = PlanComment.objects.filter(plan=plan, by=by)
    if again := said_already(plan.client, said, words=words):
        return again
    comment = PlanComment.objects.create(clinic_id=plan.clinic_id, plan=plan, words=words, by=by)
    audit.record(audit.Kind.CREATED, comment, by=by, client=plan.client.code)
    if by is None:
        contribute(plan.client, Contribution.Kind.PLAN_WORD, plan)
    return comment


def _latest(client: Client) -> PlanVersion | None:
    """The version that holds. Its client's row is held: two versions never get one number."""
    Client.objects.select_for_update().get(pk=client.pk)
    return PlanVersion.objects.filter(client=client).order_by("number").last()
