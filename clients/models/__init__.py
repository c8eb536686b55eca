"""Tables about people in care."""

from clients.models.client import CareTeamMember, Client, NameToken
from clients.models.consent import Consent
from clients.models.contribution import Contribution
from clients.models.exercise import Exercise, ExerciseReport, LibraryText
from clients.models.goal import Goal, GoalChange, GoalRating
from clients.models.plan import PlanComment, PlanVersion
from clients.models.preference import Preference
from clients.models.statement import Statement
from clients.models.strength import Strength

__all__ = [
    "CareTeamMember",
    "Client",
    "Consent",
    "Contribution",
    "Exercise",
    "ExerciseReport",
    "Goal",
    "GoalChange",
    "GoalRating",
    "LibraryText",
    "NameToken",
    "PlanComment",
    "PlanVersion",
    "Preference",
    "Statement",
    "Strength",
]
