"""Tables about the alliance."""

from alliance.models.administration import Administration
from alliance.models.check_in import CheckIn, CheckInLink
from alliance.models.concern import Concern
from alliance.models.pattern import (
    AttachmentNote,
    PatternChange,
    PatternEpisode,
    RelationalPattern,
)
from alliance.models.prior import ClinicPrior
from alliance.models.rating import Rating, Reading, Standing
from alliance.models.repair import RepairAttempt
from alliance.models.rupture import Rupture, RuptureChange
from alliance.models.safety import SafetyNotice, SafetyRecipient
from alliance.models.schedule import ScheduledMeasure
from alliance.models.signal import Signal
from alliance.models.supervision import SupervisionQuestion, SupervisionReply

__all__ = [
    "Administration",
    "AttachmentNote",
    "CheckIn",
    "CheckInLink",
    "ClinicPrior",
    "Concern",
    "PatternChange",
    "PatternEpisode",
    "Rating",
    "Reading",
    "RelationalPattern",
    "RepairAttempt",
    "Rupture",
    "RuptureChange",
    "SafetyNotice",
    "SafetyRecipient",
    "ScheduledMeasure",
    "Signal",
    "Standing",
    "SupervisionQuestion",
    "SupervisionReply",
]
