"""Writes about people in care."""

from clients.actions.client import add_client, change_client, end_therapy, resume_therapy
from clients.actions.consent import give_consent, withdraw_consent
from clients.actions.goal import agree_goal, propose_goal

__all__ = [
    "add_client",
    "agree_goal",
    "change_client",
    "end_therapy",
    "give_consent",
    "propose_goal",
    "resume_therapy",
    "withdraw_consent",
]
