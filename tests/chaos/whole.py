"""Whether every check-in of a clinic was taken whole or not at all, by counting rows.

Each kind of row that a submission leaves is counted for itself: what should be there once is there
once, what should not be there is not.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from alliance.actions.check_in import ANSWERED
from alliance.models import (
    Administration,
    CheckIn,
    CheckInLink,
    Concern,
    Rating,
    Reading,
    SafetyNotice,
    Signal,
)
from alliance.models.rating import CLIENT_CHECK
from measures.catalogue import instrument
from practice.models import AuditEvent, Clinic, OutboxMessage
from tests.chaos.said import Said, impossible

_TENSIONS = {"", *CheckIn.Tension.values}
_REQUESTS = {"", *CheckIn.Request.values}
# Measures whose whole range is allowed; a draft or a row with anything else is half of an answer.
_MEASURED = {"wellbeing": 10, CLIENT_CHECK: 10, "phq-9": 3, "gad-7": 3}
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Counted:
    """How many check-ins there are, how many were taken, and in how many something is wrong."""

    check_ins: int
    taken: int
    wrong: list[str]


def count(clinic: Clinic) -> Counted:
    """Look at every check-in of the clinic. About fifteen queries, however many there are."""
    check_ins = list(CheckIn.objects.filter(clinic=clinic).select_related("client"))
    rows = _Rows(clinic)
    wrong = []
    for check_in in check_ins:
        wrong += [f"{check_in.pk}: {what}" for what in _wrong(check_in, rows)]
    return Counted(len(check_ins), sum(each.is_submitted for each in check_ins), wrong)


class _Rows:
    """How many rows of each kind hang on which check-in."""

    def __init__(self, clinic: Clinic) -> None:
        self.used = _per(CheckInLink.objects.filter(clinic=clinic, used_at__isnull=False))
        self.ratings = _per(Rating.objects.filter(clinic=clinic, instrument=CLIENT_CHECK))
        self.readings = _tally(
            Reading.objects.filter(clinic=clinic, superseded_at=None).values_list(
                "rating__check_in", flat=True
            )
        )
        self.concerns = _per(Concern.objects.filter(clinic=clinic))
        direct = Signal.objects.filter(clinic=clinic, kind=Signal.Kind.DIRECT_REPORT)
        self.reports = _per(direct)
        self.measures = _tally(
            Administration.objects.filter(clinic=clinic).values_list("check_in", "instrument")
        )
        self.said = Said(clinic)
        self.notices = _per(SafetyNotice.objects.filter(clinic=clinic))
        traces = AuditEvent.objects.filter(clinic=clinic, about="alliance.checkin")
        self.traces = _tally(traces.values_list("about_code", "kind"))
        letters = OutboxMessage.objects.filter(clinic=clinic, kind=ANSWERED)
        self.letters = _tally(letters.values_list("about", flat=True))
        self.scored = set(
            Rating.objects.filter(clinic=clinic, score__isnull=False).values_list(
                "check_in", flat=True
            )
        )


def _per(rows: "QuerySet[Any]") -> Counter[Any]:
    return _tally(rows.values_list("check_in", flat=True))


def _tally(keys: Iterable[Any]) -> Counter[Any]:
    return Counter(keys)


def _wrong(check_in: CheckIn, rows: _Rows) -> list[str]:
    """What contradicts what, in words."""
    taken = int(check_in.is_submitted)
    rated = int(taken and check_in.about_id is not None)
    said = int(taken and bool(check_in.reports_tension or check_in.tension_words))
    key, code = check_in.pk, check_in.code
    expected = [
        ("links used", rows.used[key], taken),
        ("ratings", rows.ratings[key], rated),
        ("readings", rows.readings[key], int(key in rows.scored)),
        ("traces of sending", rows.traces[code, "submitted"], taken),
        ("letters to the therapist", rows.letters[code], taken),
    ]
    elsewhere = rows.concerns[key] > 0 and not said  # for somebody else: the concern alone
    if not (taken and elsewhere):
        expected += [("concerns", rows.concerns[key], said), ("reports", rows.reports[key], said)]
    elif rows.concerns[key] != 1 or rows.reports[key]:
        expected.append(("concerns for somebody else", rows.concerns[key], 1))
    for measure, _ in check_in.asked:
        if rows.measures[key, measure] > taken:
            expected.append((measure, rows.measures[key, measure], taken))
    found = [
        f"{what}: {is_} instead of {should}" for what, is_, should in expected if is_ != should
    ]
    return [*found, *rows.said.wrong(check_in), *_impossible(check_in)]


def _impossible(check_in: CheckIn) -> list[str]:
    """Answers that nobody can give on the pages, in the draft or in what was sent."""
    draft = check_in.draft
    if check_in.is_submitted:
        wrong = [] if draft == {} else ["a draft is left of what was sent"]
        draft = {
            "wellbeing": check_in.wellbeing,
            "wish": check_in.wish,
            "tension": check_in.tension,
            "tension_words": check_in.tension_words,
            "request": check_in.tension_request,
        }
    else:
        wrong = []
    scales = {
        "wellbeing": draft.get("wellbeing") or {},
        CLIENT_CHECK: draft.get("alliance") or {},
    }
    wrong += impossible(check_in.draft, check_in)
    for name, entry in (draft.get("measures") or {}).items():
        scales[name] = entry.get("answers") or {}
    for name, given in scales.items():
        wrong += [f"{name}: {key}={value!r}"[:80] for key, value in _outside(name, given)]
    if (draft.get("tension") or "") not in _TENSIONS:
        wrong.append("a tension that there is not")
    if (draft.get("request") or "") not in _REQUESTS:
        wrong.append("a request that there is not")
    wrong += [
        f"{name} is longer than fits"
        for name in ("wish", "tension_words")
        if len(draft.get(name) or "") > _LONGEST or "\0" in (draft.get(name) or "")
    ]
    return wrong


def _outside(name: str, given: dict[str, Any]) -> list[tuple[str, Any]]:
    if name not in _MEASURED:
        return [(name, "not asked")]
    keys = {item.key for item in instrument(name).items}
    most = _MEASURED[name]
    return [
        (key, value)
        for key, value in given.items()
        if key not in keys
        or (value is not None and (type(value) is not int or not 0 <= value <= most))
    ]
