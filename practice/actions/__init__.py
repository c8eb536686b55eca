"""Writes about the clinic and its people."""

from practice.actions.clinic import change_settings, create_clinic
from practice.actions.invitation import (
    InvitedAlready,
    NotForThem,
    accept_invitation,
    invite,
    join_again,
    revoke_invitation,
)
from practice.actions.people import (
    LastAdmin,
    SupervisedAlready,
    assign_supervision,
    change_co_signing,
    change_own_name,
    change_roles,
    end_membership,
    end_supervision,
)

__all__ = [
    "InvitedAlready",
    "LastAdmin",
    "NotForThem",
    "SupervisedAlready",
    "accept_invitation",
    "assign_supervision",
    "change_co_signing",
    "change_own_name",
    "change_roles",
    "change_settings",
    "create_clinic",
    "end_membership",
    "end_supervision",
    "invite",
    "join_again",
    "revoke_invitation",
]
