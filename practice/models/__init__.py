"""The clinic's own tables."""

from practice.models.audit import AuditEvent
from practice.models.clinic import Clinic, ClinicKey, ClinicOwned
from practice.models.outbox import OutboxMessage
from practice.models.people import Invitation, Membership, Supervision, User

__all__ = [
    "AuditEvent",
    "Clinic",
    "ClinicKey",
    "ClinicOwned",
    "Invitation",
    "Membership",
    "OutboxMessage",
    "Supervision",
    "User",
]
