"""Opening a clinic, and its settings."""

from typing import Any

from django.db import transaction

from practice import encryption
from practice.audit import Kind
from practice.models import AuditEvent, Clinic, ClinicKey, Membership


@transaction.atomic
def create_clinic(name: str, **settings: Any) -> Clinic:
    """Create a clinic with its own data key.

    Raises ValidationError on a bad value and IntegrityError on values that do not go together:
    the database holds those rules, and asking it for each beforehand would be a query each.
    """
    clinic = Clinic(name=name, **settings)
    clinic.full_clean(validate_constraints=False)
    clinic.save()
    ClinicKey.objects.create(clinic=clinic, wrapped=encryption.new_wrapped_key(str(clinic.code)))
    return clinic


@transaction.atomic
def change_settings(clinic: Clinic, *, by: Membership, changed: dict[str, Any]) -> None:
    """Store what was changed and nothing else, so that two admins do not undo each other.

    Raises ValidationError when a value is not allowed. The audit row names the settings, not
    their values.
    """
    if not changed:
        return
    for name, value in changed.items():
        setattr(clinic, name, value)
    clinic.full_clean()
    clinic.save(update_fields=list(changed))
    _record(clinic, by, list(changed))


def forget_safety_recipient(membership: Membership, *, by: Membership) -> None:
    """Empty the safety settings that name somebody. Call it in the transaction of their leaving."""
    clinic = Clinic.objects.get(pk=membership.clinic_id)
    named = [
        name
        for name in ("safety_recipient", "safety_escalation_to", "concern_recipient")
        if getattr(clinic, f"{name}_id") == membership.pk
    ]
    if named:
        Clinic.objects.filter(pk=clinic.pk).update(**dict.fromkeys(named))
        _record(clinic, by, named)


def _record(clinic: Clinic, by: Membership, names: list[str]) -> None:
    # A clinic belongs to no clinic, so `audit.record` has no `clinic_id` to read.
    AuditEvent.objects.create(
        clinic=clinic,
        kind=Kind.CHANGED,
        actor=by.code,
        about=clinic._meta.label_lower,
        about_code=clinic.code,
        detail={"settings": sorted(names)},
    )
