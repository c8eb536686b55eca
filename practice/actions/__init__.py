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
    agree_to_supervision,
    change_co_signing,
    change_own_name,
    change_roles,
    end_membership,
    end_supervision,
    request_supervision,
)

__all__ = [
    "InvitedAlready",
    "LastAdmin",
    "NotForThem",
    "SupervisedAlready",
    "accept_invitation",
    "agree_to_supervision",
    "change_co_signing",
    "change_own_name",
    "change_roles",
    "change_settings",
    "create_clinic",
    "end_membership",
    "end_supervision",
    "invite",
    "join_again",
    "request_supervision",
    "revoke_invitation",
]
