"""What a client was given, what the library holds, what they are good at, what they would like."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from clients.models import Client, Exercise, ExerciseReport, Preference, Strength
from clients.pages import Text, library_of, text_of
from portal.forms.exercise import HELPFUL, done_in_words
from portal.forms.preference import place_in_words
from portal.forms.preferences import ENDS


@dataclass(frozen=True, slots=True)
class Told:
    """One report, in the words of the form."""

    report: ExerciseReport
    done: str
    helpful: str


def given_to(client: Client) -> dict[str, Any]:
    """Everything they were given, the latest first, with what they last said of it. 1 query."""
    last = ExerciseReport.objects.filter(exercise=OuterRef("pk")).order_by("-id")
    rows: Any = client.exercises.select_related("given_by__user").annotate(
        last_done=Subquery(last.values("done")[:1]), last_at=Subquery(last.values("at")[:1])
    )
    found = list(rows.order_by("-given_at", "-id"))
    for each in found:
        each.said = done_in_words(each.kind, each.last_done) if each.last_done else ""
    return {
        "open": [each for each in found if each.put_away_at is None],
        "earlier": [each for each in found if each.put_away_at],
    }


def one_exercise(exercise: Exercise) -> dict[str, Any]:
    """One of them with every report, the latest first. 1 query."""
    helpful = dict(HELPFUL)
    told = [
        Told(
            each,
            done_in_words(exercise.kind, each.done),
            "" if each.helpful is None else str(helpful[each.helpful]),
        )
        for each in exercise.reports.order_by("-id")
    ]
    return {"exercise": exercise, "told": told}


def library_for(client: Client) -> dict[str, Any]:
    """What there is to do and to read, in the language of the page. 1 query."""
    texts = library_of(client.clinic, get_language() or client.language)
    return {
        "exercises": [each for each in texts if each.is_exercise],
        "readings": [each for each in texts if not each.is_exercise],
    }


def library_text_for(client: Client, key: str) -> Text | None:
    """One text, in the language of the page. 1 query."""
    return text_of(client.clinic, key, get_language() or client.language)


def strengths_for(client: Client) -> dict[str, Any]:
    """Their own, and what their therapist saw; none that was taken back. 1 query."""
    rows = client.strengths.filter(withdrawn_at=None).select_related("named_by__user")
    named: list[Strength] = list(rows.order_by("-named_at", "-id"))
    return {
        "own": [each for each in named if each.named_by_id is None],
        "seen": [each for each in named if each.named_by_id],
    }


def preferences_of(client: Client) -> list[Preference]:
    """Everything they said of how therapy should be, the latest first. 1 query."""
    return list(client.preferences.select_related("said_by__user").order_by("-id"))


def in_words(preference: Preference) -> dict[str, Any]:
    """What was said once: each question with its answer."""
    lines = [
        (ends.question, place_in_words(name, getattr(preference, name)))
        for name, ends in ENDS.items()
        if getattr(preference, name) is not None
    ]
    return {"preference": preference, "lines": lines}
