"""What a check-in says of goals, exercises and preferences: how often, and what nobody can say."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from alliance.models import CheckIn
from clients.models import ExerciseReport, GoalRating, Preference
from clients.models.preference import DIMENSIONS
from practice.models import Clinic

_LONGEST = 2000
_DONE = {"", *ExerciseReport.Done.values}


class Said:
    """How many rows of each kind hang on the code of which check-in. 3 queries."""

    def __init__(self, clinic: Clinic) -> None:
        self._ratings, self._reports, self._preferences = (
            Counter(model.objects.filter(clinic=clinic).values_list("check_in", flat=True))
            for model in (GoalRating, ExerciseReport, Preference)
        )

    def wrong(self, check_in: CheckIn) -> Iterator[str]:
        """Rows of what was not sent, or not asked; what was left out leaves none."""
        taken, code = int(check_in.is_submitted), check_in.code
        for what, rows, asked in (
            ("ratings of goals", self._ratings, len(check_in.asked_goals)),
            ("reports of exercises", self._reports, len(check_in.asked_exercises)),
            ("preferences", self._preferences, int(check_in.is_first)),
        ):
            if rows[code] > taken * asked:
                yield f"{what}: {rows[code]} instead of {taken * asked}"


def impossible(draft: dict[str, Any], check_in: CheckIn) -> Iterator[str]:
    """Answers in a draft that the pages do not offer."""
    goals = {str(each) for each in check_in.asked_goals}
    for key, value in (draft.get("goals") or {}).items():
        if key not in goals or not _is_within(value, 0, 10):
            yield f"a goal {key}: {value!r}"[:80]
    exercises = {str(each) for each in check_in.asked_exercises}
    for key, report in (draft.get("exercises") or {}).items():
        told = (report.get("done") or "") in _DONE and _is_within(report.get("helpful"), 0, 4)
        if key not in exercises or not told:
            yield f"an exercise {key}: {report!r}"[:80]
    preferences = dict(draft.get("preferences") or {})
    words = [draft.get("hopes"), preferences.pop("words", ""), *(draft.get("new_goals") or [])]
    words += [each.get("reflection") for each in (draft.get("exercises") or {}).values()]
    for key, value in preferences.items():
        if key not in DIMENSIONS or not _is_within(value, -2, 2):
            yield f"a preference {key}: {value!r}"[:80]
    if any(len(each or "") > _LONGEST or "\0" in (each or "") for each in words):
        yield "words that are longer than fit"


def _is_within(value: Any, least: int, most: int) -> bool:
    return value is None or (type(value) is int and least <= value <= most)
