"""Forms of the therapist's pages."""

from alliance.forms.client import ClientForm, EndingForm, GoalForm, NewClientForm
from alliance.forms.note import AddendumForm, NoteForm
from alliance.forms.person import PersonForm
from alliance.forms.rating import RatingForm
from alliance.forms.record import RecordForm
from alliance.forms.rupture import ClosingForm, RepairForm, RuptureForm
from alliance.forms.safety import AcknowledgeForm
from alliance.forms.schedule import ScheduleForm
from alliance.forms.session import AbsenceForm, AttendanceForm, MoveForm, SessionForm
from alliance.forms.signal import AnswerForm
from alliance.forms.signed import ReleaseForm, ReturnForm, StrikeForm
from alliance.forms.supervision import AskForm, ReplyForm

__all__ = [
    "AbsenceForm",
    "AcknowledgeForm",
    "AddendumForm",
    "AnswerForm",
    "AskForm",
    "AttendanceForm",
    "ClientForm",
    "ClosingForm",
    "EndingForm",
    "GoalForm",
    "MoveForm",
    "NewClientForm",
    "NoteForm",
    "PersonForm",
    "RatingForm",
    "RecordForm",
    "ReleaseForm",
    "RepairForm",
    "ReplyForm",
    "ReturnForm",
    "RuptureForm",
    "ScheduleForm",
    "SessionForm",
    "StrikeForm",
]
