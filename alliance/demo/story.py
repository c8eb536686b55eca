"""Stories as they are written in the TOML files, read into what the other modules tell from."""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
UNANSWERED = "-"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in care; `came_back`: what was last sent to them."""

    name: str
    pronouns: str
    language: str = "en"
    channel: str = "email"
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class Hour:
    """One session of a story.

    `client` is what each person said of it in the next check-in (None: unanswered), `therapist`
    the therapist's own rating of each. `wish` is from the check-in before it; `tension`,
    `tension_words`, `request` and `lowest` (the item rated lowest) from the one after it. `gap`
    is the number of days to the next one where it is not the usual. `answer` is what the therapist
    wrote back about what felt off; without one it still waits.
    """

    brought: str = ""
    client: tuple[float | None, ...] = ()
    therapist: tuple[float | None, ...] = ()
    wish: str | None = None
    tension: str = ""
    tension_words: str = ""
    request: str = ""
    answer: str = ""
    lowest: str = ""
    attendance: str = "attended"
    note: str = "signed"
    gap: int = 0
    done: str = ""
    took: str = ""
    sense: str = ""
    plan: str = ""
    promise: str = ""
    feeling: str = ""
    acts: dict[str, str] = field(default_factory=dict)

    @property
    def was_held(self) -> bool:
        """Whether the session took place."""
        return self.attendance == "attended"


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal: the numbers are of the hours in which it was proposed, agreed and reached."""

    words: str
    by: str
    proposed: int
    agreed: int = 0
    reached: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at repair in an hour; `due` and `kept` are hours too."""

    session: int
    strategies: list[str]
    words: str
    response: str
    promise: str = ""
    due: int = 0
    due_today: bool = False
    kept: int = 0
    apology_for: str = ""
    apology_impact: str = ""
    apology_differently: str = ""


@dataclass(frozen=True, slots=True)
class Tear:
    """A rupture. `session`, `closed_in`, `revisit_in`: hours; `revisit_on`: days from today.

    `agreed_in` is the hour in which what would count was agreed, `opened_in` the one after which
    the client could read `opened_words`, `put_off_in` the one in which it was left, `because`.
    `held_until` is the hour in which it was called repaired before it came back in the next one.
    """

    session: int
    noticed_by: str
    direction: str
    party: str
    domain: str
    markers: list[str]
    intensity: int
    what_happened: str
    own_part: str
    outcome: str
    closed_in: int = 0
    by_client: int | None = None
    by_therapist: int | None = None
    revisit_in: int = 0
    revisit_on: int | None = None
    own_markers: list[str] = field(default_factory=list)
    feeling: str = ""
    would_count: str = ""
    agreed_in: int = 0
    opened_in: int = 0
    opened_words: str = ""
    put_off_in: int = 0
    because: str = ""
    how: str = ""
    held_until: int = 0
    returned_because: str = ""
    attempts: list[Attempt] = field(default_factory=list)

    def covers(self, hour: int) -> bool:
        """Whether it was open in that hour."""
        return self.session <= hour <= (self.closed_in or hour)


@dataclass(frozen=True, slots=True)
class Story:
    """A client's, or a couple's, history.

    `day` is how many days from today the next session is, `every` how many lie between two.
    `done`, `took`, `sense`, `direction`, `next` and `wishes` are sentences to go round; what an
    hour says itself comes first. `strengths`, `exercises` and `apart`, which has a sentence about
    each person, go round too. `signals_meant` is what the therapist made of signals that no
    rupture stood behind. `wellbeing`, `low_mood` (PHQ-9) and `worry` (GAD-7) are scores at the
    beginning and at the end; `leaves_out` is the share of scheduled forms left blank. `hopes` and
    `likes` (a place on each line, and words) were said before the first session.
    """

    people: list[Person]
    day: int
    time: time
    hours: list[Hour]
    format: str
    goals: list[Aim]
    every: int = 7
    minutes: int = 50
    setting: str = "in person"
    check_ins: bool = True
    next_wish: str | None = None
    ended_weeks_ago: int = 0
    ending: str = ""
    signals_meant: str = "another reason"
    wellbeing: tuple[float, float] = (5.0, 6.0)
    low_mood: tuple[float, float] | None = None
    worry: tuple[float, float] | None = None
    leaves_out: float = 0.05
    works_with: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    took: list[str] = field(default_factory=list)
    sense: list[str] = field(default_factory=list)
    direction: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    strengths: list[str] = field(default_factory=list)
    exercises: list[str] = field(default_factory=list)
    apart: list[list[str]] = field(default_factory=list)
    ruptures: list[Tear] = field(default_factory=list)
    hopes: str = ""
    likes: dict[str, Any] = field(default_factory=dict)

    def last_held_before(self, number: int) -> int | None:
        """Which hour (from 0) a check-in before hour `number` (from 0) asks about."""
        before = range(min(number, len(self.hours)) - 1, -1, -1)
        return next((each for each in before if self.hours[each].was_held), None)


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Sentences that fit several stories."""

    took: list[str]
    feelings: list[str]


def stories_of(therapist: str) -> list[Story]:
    """The stories in a therapist's folder, by file name."""
    return [_story(path) for path in sorted((FOLDER / therapist).glob("*.toml"))]


@cache
def shared_words() -> SharedWords:
    """The sentences of `words.toml`."""
    return SharedWords(**tomllib.loads((FOLDER / "words.toml").read_text()))


def _story(path: Path) -> Story:
    table = tomllib.loads(path.read_text())
    people = [Person(**each) for each in table.pop("people")]
    hours = [_hour(each, len(people)) for each in table.pop("sessions")]
    goals = [Aim(**each) for each in table.pop("goals")]
    ruptures = [_tear(each) for each in table.pop("ruptures", [])]
    shared = shared_words()
    story = Story(people=people, hours=hours, goals=goals, ruptures=ruptures, **table)
    return replace(story, took=story.took or shared.took)


def _hour(table: dict[str, Any], people: int) -> Hour:
    client = _each(table.pop("client", UNANSWERED), people)
    therapist = _each(table.pop("therapist", UNANSWERED), people)
    return Hour(client=client, therapist=therapist, **table)


def _each(rated: Any, people: int) -> tuple[float | None, ...]:
    """One value a person: a single one stands for everybody."""
    values = rated if isinstance(rated, list) else [rated] * people
    return tuple(None if value == UNANSWERED else float(value) for value in values)


def _tear(table: dict[str, Any]) -> Tear:
    attempts = [Attempt(**each) for each in table.pop("attempts", [])]
    return Tear(attempts=attempts, **table)
