"""Forms of the therapist's pages."""

from alliance.forms.client import ClientForm, EndingForm, GoalForm, NewClientForm
from alliance.forms.note import AddendumForm, NoteForm
from alliance.forms.pattern import (
    AttachmentNoteForm,
    EpisodeForm,
    PatternEndingForm,
    PatternForm,
)
from alliance.forms.person import PersonForm
from alliance.forms.rating import RatingForm
from alliance.forms.record import RecordForm
from alliance.forms.rupture import ClosingForm, RepairForm, RuptureForm
from alliance.forms.safety import AcknowledgeForm
from alliance.forms.schedule import ScheduleForm
from alliance.forms.session import AbsenceForm, AttendanceForm, MoveForm, SessionForm
from alliance.forms.signal import AnswerForm
from alliance.forms.signed import ReleaseForm, ReturnForm, StrikeForm

__all__ = [
    "AbsenceForm",
    "AcknowledgeForm",
    "AddendumForm",
    "AnswerForm",
    "AttachmentNoteForm",
    "AttendanceForm",
    "ClientForm",
    "ClosingForm",
    "EndingForm",
    "EpisodeForm",
    "GoalForm",
    "MoveForm",
    "NewClientForm",
    "NoteForm",
    "PatternEndingForm",
    "PatternForm",
    "PersonForm",
    "RatingForm",
    "RecordForm",
    "ReleaseForm",
    "RepairForm",
    "ReturnForm",
    "RuptureForm",
    "ScheduleForm",
    "SessionForm",
    "StrikeForm",
]
