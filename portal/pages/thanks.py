"""What was just sent, in the client's own words, for the page that thanks for it."""

from collections.abc import Iterator

from alliance.models import CheckIn, Concern
from clients.models import ExerciseReport, Goal, GoalChange, Preference


def own_words(check_in: CheckIn, elsewhere: Concern | None) -> list[str]:
    """Everything they wrote, in the order of the pages; goals stand by themselves.

    `elsewhere` is what they said to somebody other than the therapist: their words all the same.
    """
    said = elsewhere.words if elsewhere else check_in.tension_words
    written = [check_in.hopes, *_preference(check_in), check_in.wish, said, *_reflections(check_in)]
    return [words for words in written if words]


def proposed(check_in: CheckIn) -> list[Goal]:
    """The goals they proposed before the first session. No query for a later check-in, else one."""
    if not check_in.is_first:
        return []
    theirs = Goal.objects.filter(client=check_in.client_id, proposed_by=Goal.ProposedBy.CLIENT)
    return list(theirs.filter(changes__by=None, changes__kind=GoalChange.Kind.PROPOSED))


def _preference(check_in: CheckIn) -> Iterator[str]:
    if check_in.is_first:
        for preference in Preference.objects.filter(check_in=check_in.code):
            yield preference.words


def _reflections(check_in: CheckIn) -> Iterator[str]:
    if check_in.asked_exercises:
        for report in ExerciseReport.objects.filter(check_in=check_in.code):
            yield report.reflection
