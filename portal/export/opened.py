"""Who at the clinic opened or took out the record, and when."""

from clients.models import Client
from portal.export.row import Row
from practice.models import AuditEvent, Membership

READ = (AuditEvent.Kind.RECORD_OPENED, AuditEvent.Kind.EXPORTED)


def opened(client: Client) -> list[Row]:
    """Every time, by name. Not which page: that would tell what stands on it. 2 queries."""
    acts = AuditEvent.objects.filter(
        client_code=client.code, clinic_id=client.clinic_id, kind__in=READ, actor__isnull=False
    )
    found = list(acts.order_by("pk").values_list("at", "kind", "actor"))
    people = Membership.objects.filter(code__in={actor for _at, _kind, actor in found})
    names = {each.code: each.name for each in people.select_related("user")}
    return [
        {"at": at, "act": kind, "person": names.get(actor) if actor else None}
        for at, kind, actor in found
    ]
