"""Tables about people in care."""

from clients.models.client import CareTeamMember, Client, NameToken
from clients.models.consent import Consent
from clients.models.goal import Goal

__all__ = ["CareTeamMember", "Client", "Consent", "Goal", "NameToken"]
