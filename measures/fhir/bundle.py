"""Several resources in one file: an R4 Bundle that only collects them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from measures.fhir.questionnaire import Resource
from measures.fhir.response import moment


def collection(resources: Iterable[Resource], *, made: datetime, bundle_id: UUID) -> Resource:
    """Return the resources in their order, each under its own id, a UUID.

    Raises ValueError for a time without its zone.
    """
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources]
    return {
        "resourceType": "Bundle",
        "id": str(bundle_id),
        "type": "collection",
        "timestamp": moment(made),
        # R4 knows no empty list.
        **({"entry": entries} if entries else {}),
    }


def outcome(missing: Sequence[str], *, outcome_id: UUID) -> Resource:
    """Return the resource that says what could not be written, so that nobody takes it for all."""
    return {
        "resourceType": "OperationOutcome",
        "id": str(outcome_id),
        "issue": [
            {"severity": "warning", "code": "not-found", "diagnostics": each} for each in missing
        ],
    }
