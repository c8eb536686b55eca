"""Tables about the alliance."""

from alliance.models.check_in import CheckIn, CheckInLink
from alliance.models.rating import Rating, Reading, Standing
from alliance.models.repair import RepairAttempt
from alliance.models.rupture import Rupture
from alliance.models.signal import Signal

__all__ = [
    "CheckIn",
    "CheckInLink",
    "Rating",
    "Reading",
    "RepairAttempt",
    "Rupture",
    "Signal",
    "Standing",
]
