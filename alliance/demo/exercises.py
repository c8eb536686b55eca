"""Exercises with what clients said about them, strengths and preferences, dated as they were."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from alliance.demo.clock import Clock
from alliance.demo.story import FOLDER
from clients.library import shipped
from clients.models import (
    Client,
    Contribution,
    Exercise,
    ExerciseReport,
    Preference,
    Strength,
)
from clients.models.preference import DIMENSIONS
from practice.models import Membership


def give_exercises(key: str, therapist: Membership, clock: Clock) -> None:
    """Write down what passed between this therapist and their clients between the sessions."""
    written = tomllib.loads((FOLDER / "exercises.toml").read_text(encoding="utf-8"))
    by_name = {each.name: each for each in Client.objects.on_caseload_of(therapist)}
    for table in written.get(key, []):
        client = by_name[table["client"]]
        met = client.participations.not_missed().filter(starts_at__lt=clock.now)
        ends = [
            part.session.ends_at for part in met.select_related("session").order_by("starts_at")
        ]
        for each in table.get("exercises", []):
            _give(each, client, therapist, ends, clock)
        for each in table.get("strengths", []):
            _name(each, client, therapist, ends, clock)
        for each in table.get("preferences", []):
            Preference.objects.create(
                clinic_id=client.clinic_id,
                client=client,
                words=each["words"],
                said_at=_when(each, ends, clock),
                **{name: each[name] for name in DIMENSIONS},
            )


def _when(table: dict[str, Any], ends: list[datetime], clock: Clock) -> datetime:
    at: datetime = ends[min(table["in"], len(ends)) - 1]
    # What is told of days to come, on a day on which the last session was yesterday, is not yet so.
    return min(at + timedelta(days=table.get("after", 0)), clock.now - timedelta(hours=2))


def _give(
    table: dict[str, Any],
    client: Client,
    therapist: Membership,
    ends: list[datetime],
    clock: Clock,
) -> None:
    text = shipped().get((table.get("library", ""), client.language))
    given_at = _when(table, ends, clock)
    exercise = Exercise.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        kind=text.kind if text else table["kind"],
        title=text.title if text else table["title"],
        words=text.words if text else table["text"].strip(),
        why=table["why"],
        library_key=table.get("library", ""),
        given_by=therapist,
        given_at=given_at,
        put_away_at=ends[table["put_away"] - 1] if "put_away" in table else None,
    )
    for said in table["reports"]:
        at = given_at + timedelta(days=said["after"])
        report = ExerciseReport.objects.create(
            clinic_id=client.clinic_id,
            exercise=exercise,
            done=said["done"],
            helpful=said.get("helpful"),
            reflection=said.get("words", ""),
            at=min(at, clock.now - timedelta(hours=3)),
        )
        if said.get("new"):
            _waits(client, Contribution.Kind.EXERCISE, report, report.at)


def _name(
    table: dict[str, Any],
    client: Client,
    therapist: Membership,
    ends: list[datetime],
    clock: Clock,
) -> None:
    strength = Strength.objects.create(
        clinic_id=client.clinic_id,
        client=client,
        words=table["words"],
        named_by=None if table.get("own") else therapist,
        named_at=_when(table, ends, clock),
    )
    if table.get("new"):
        _waits(client, Contribution.Kind.STRENGTH, strength, strength.named_at)


def _waits(
    client: Client, kind: Contribution.Kind, about: ExerciseReport | Strength, at: datetime
) -> None:
    Contribution.objects.create(
        clinic_id=client.clinic_id, client=client, kind=kind, about=about.code, at=at
    )
