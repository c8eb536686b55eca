"""Forms of the therapist's pages."""

from alliance.forms.client import ClientForm, EndingForm, GoalForm, NewClientForm
from alliance.forms.concern import ConcernAnswerForm
from alliance.forms.goal import GoalActForm, goal_forms
from alliance.forms.note import AddendumForm, NoteForm
from alliance.forms.pattern import (
    AttachmentNoteForm,
    EpisodeForm,
    PatternEndingForm,
    PatternForm,
)
from alliance.forms.person import PersonForm
from alliance.forms.plan import PlanCommentForm, PlanForm, WantedForm
from alliance.forms.rating import RatingForm
from alliance.forms.record import RecordForm
from alliance.forms.repair import PromiseForm, PutOffForm, RepairForm
from alliance.forms.resolution import (
    ClientWordForm,
    ClosingForm,
    CoveringForm,
    CriteriaForm,
    OpeningForm,
    OwnWordForm,
    ReopeningForm,
    RevisitForm,
)
from alliance.forms.rupture import NewRuptureForm, RuptureForm
from alliance.forms.safety import AcknowledgeForm
from alliance.forms.schedule import ScheduleForm
from alliance.forms.session import AbsenceForm, AttendanceForm, MoveForm, SessionForm, WhoCameForm
from alliance.forms.signal import AnswerForm
from alliance.forms.signed import ReleaseForm, ReturnForm, StrikeForm
from alliance.forms.statement import StatementAnswerForm
from alliance.forms.supervision import AskForm, ReplyForm

__all__ = [
    "AbsenceForm",
    "AcknowledgeForm",
    "AddendumForm",
    "AnswerForm",
    "AskForm",
    "AttachmentNoteForm",
    "AttendanceForm",
    "ClientForm",
    "ClientWordForm",
    "ClosingForm",
    "ConcernAnswerForm",
    "CoveringForm",
    "CriteriaForm",
    "EndingForm",
    "EpisodeForm",
    "GoalActForm",
    "GoalForm",
    "MoveForm",
    "NewClientForm",
    "NewRuptureForm",
    "NoteForm",
    "OpeningForm",
    "OwnWordForm",
    "PatternEndingForm",
    "PatternForm",
    "PersonForm",
    "PlanCommentForm",
    "PlanForm",
    "PromiseForm",
    "PutOffForm",
    "RatingForm",
    "RecordForm",
    "ReleaseForm",
    "ReopeningForm",
    "RepairForm",
    "ReplyForm",
    "ReturnForm",
    "RevisitForm",
    "RuptureForm",
    "ScheduleForm",
    "SessionForm",
    "StatementAnswerForm",
    "StrikeForm",
    "WantedForm",
    "WhoCameForm",
    "goal_forms",
]
