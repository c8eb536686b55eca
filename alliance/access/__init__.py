"""The doors to what the meetings say: who may come in, or 404; each leaves a trace."""

from alliance.access.check_in import find_link
from alliance.access.goal import get_goal, get_own_goal
from alliance.access.pattern import (
    get_own_attachment_note,
    get_own_episode,
    get_own_pattern,
    get_pattern,
)
from alliance.access.prior import get_prior
from alliance.access.record import cares_for, get_administration, get_own_client, get_signed_note
from alliance.access.rupture import get_own_attempt, get_own_rupture, get_rupture
from alliance.access.signal import get_concern, get_safety_notice, get_signal
from alliance.access.supervision import Subject, get_question, get_subject

__all__ = [
    "Subject",
    "cares_for",
    "find_link",
    "get_administration",
    "get_concern",
    "get_goal",
    "get_own_attachment_note",
    "get_own_attempt",
    "get_own_client",
    "get_own_episode",
    "get_own_goal",
    "get_own_pattern",
    "get_own_rupture",
    "get_pattern",
    "get_prior",
    "get_question",
    "get_rupture",
    "get_safety_notice",
    "get_signal",
    "get_signed_note",
    "get_subject",
]
