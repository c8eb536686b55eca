"""What somebody does between sessions: given, put away, and what they say about it afterwards."""

from collections.abc import Mapping
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clients.actions.contribution import contribute
from clients.models import Client, Contribution, Exercise, ExerciseReport
from practice import audit
from practice.again import said_already
from practice.models import Membership


class Said(TypedDict):
    """What was said about one exercise."""

    done: str
    helpful: int | None
    reflection: str


@transaction.atomic
def report_exercise(
    exercise: Exercise,
    *,
    done: str,
    reflection: str = "",
    helpful: int | None = None,
    check_in: UUID | None = None,
    by: Membership | None = None,
) -> ExerciseReport:
    """Keep what the client says about doing it; several reports of one exercise are kept.

    `by` is the therapist who wrote it down for them, None for themselves. `check_in` is the code of
    the check-in in which it was said: the brief shows it, and it does not wait on Today. Out
    of a check-in, the same once more within a minute is the same.
    """
    if check_in is None:
        said = ExerciseReport.objects.filter(exercise=exercise, check_in=None)
        whole: Said = {"done": done, "reflection": reflection, "helpful": helpful}
        if again := said_already(exercise.client, said, **whole):
            return again
    report = ExerciseReport.objects.create(
        clinic_id=exercise.clinic_id,
        exercise=exercise,
        done=done,
        reflection=reflection,
        helpful=helpful,
        check_in=check_in,
    )
    audit.record(audit.Kind.CREATED, report, by=by, client=exercise.client.code)
    if by is None and check_in is None:
        contribute(exercise.client, Contribution.Kind.EXERCISE, report)
    return report


@transaction.atomic
def report_exercises(
    client: Client, said: Mapping[int, Said], *, check_in: UUID
) -> list[ExerciseReport]:
    """Keep what was said about each of these in one check-in, by the exercises' ids: 1 statement.

    The ids are those that the check-in was settled to ask about, never any that came in a form.
    """
    reports = ExerciseReport.objects.bulk_create(
        ExerciseReport(clinic_id=client.clinic_id, exercise_id=exercise, check_in=check_in, **each)
        for exercise, each in said.items()
    )
    audit.record_all(audit.Kind.CREATED, reports, by=None, client=client.code)
    return reports


@transaction.atomic
def give_exercise(
    client: Client,
    *,
    by: Membership,
    kind: str,
    title: str,
    words: str,
    why: str = "",
    library_key: str = "",
    session: UUID | None = None,
) -> Exercise:
    """Put something to do or to read into the client's space, in exactly these words.

    `library_key` says which text of the library it began as, `session` in which session it was
    given. The same once more within a minute is the same.
    """
    given = Exercise.objects.filter(client=client, given_by=by, session=session, put_away_at=None)
    if again := said_already(
        client, given, at="given_at", kind=kind, title=title, words=words, why=why
    ):
        return again
    exercise = Exercise.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        kind=kind,
        title=title,
        words=words,
        why=why,
        library_key=library_key,
        session=session,
        given_by=by,
    )
    audit.record(audit.Kind.CREATED, exercise, by=by, client=client.code)
    return exercise


@transaction.atomic
def put_away_exercise(exercise: Exercise, *, by: Membership) -> None:
    """Ask about it no more; the client still finds it among the earlier ones. Twice: nothing."""
    open_one = Exercise.objects.filter(pk=exercise.pk, put_away_at=None)
    if open_one.update(put_away_at=timezone.now()):
        client = exercise.client.code
        audit.record(audit.Kind.CHANGED, exercise, by=by, client=client, state="put away")


@transaction.atomic
def bring_back_exercise(exercise: Exercise, *, by: Membership) -> None:
    """It is to be done again."""
    put_away = Exercise.objects.filter(pk=exercise.pk, put_away_at__isnull=False)
    if put_away.update(put_away_at=None):
        client = exercise.client.code
        audit.record(audit.Kind.CHANGED, exercise, by=by, client=client, state="brought back")
