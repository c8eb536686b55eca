"""What a client is asked, one group of questions at a time."""

from portal.forms.between_us import BetweenUsForm
from portal.forms.exercises import ExercisesForm
from portal.forms.goals import GoalsForm, NewGoalsForm
from portal.forms.group import GroupForm
from portal.forms.hopes import HopesForm
from portal.forms.last_time import LastTimeForm
from portal.forms.measure import MeasureForm
from portal.forms.preferences import PreferencesForm
from portal.forms.scale import ArrivingForm, ScaleForm, WorkingTogetherForm
from portal.forms.wish import WishForm

__all__ = [
    "ArrivingForm",
    "BetweenUsForm",
    "ExercisesForm",
    "GoalsForm",
    "GroupForm",
    "HopesForm",
    "LastTimeForm",
    "MeasureForm",
    "NewGoalsForm",
    "PreferencesForm",
    "ScaleForm",
    "WishForm",
    "WorkingTogetherForm",
]
