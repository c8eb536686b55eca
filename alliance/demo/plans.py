"""Goals and plans with both voices: who proposed, agreed, said what, how far it is, and when."""

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any

from alliance.demo.clock import Clock
from alliance.demo.story import FOLDER
from clients.models import (
    Client,
    Contribution,
    Goal,
    GoalChange,
    GoalRating,
    PlanComment,
    PlanVersion,
    Preference,
)
from practice.models import ClinicOwned, Membership

Kind = GoalChange.Kind
NOON, EVENING = time(12), time(19, 40)
_WAITS = {Kind.COMMENTED: Contribution.Kind.GOAL_WORD}


def talk_about_goals(key: str, therapist: Membership, clock: Clock) -> None:
    """Write down what this therapist and their clients said of goals and plans."""
    written = tomllib.loads((FOLDER / "plans.toml").read_text(encoding="utf-8"))
    tables = {table["client"]: table for table in written.get(key, [])}
    for client in Client.objects.on_caseload_of(therapist).order_by("pk"):
        talk = _Talk(client, therapist, clock)
        talk.tell(tables.get(client.name, {}))


class _Talk:
    """What one client and their therapist said."""

    def __init__(self, client: Client, therapist: Membership, clock: Clock) -> None:
        self.client, self.therapist, self.clock = client, therapist, clock
        met = client.participations.not_missed().filter(starts_at__lt=clock.now)
        self.ends = [part.session.ends_at for part in met.select_related("session")]
        self.ends.sort()
        self.owned: dict[str, Any] = {"clinic_id": client.clinic_id}

    def tell(self, table: dict[str, Any]) -> None:
        """Everything, each row in the order in which it was said."""
        more = {each["begins"]: each for each in table.get("goals", [])}
        for goal in self.client.goals.all():
            own = [each for begins, each in more.items() if goal.words.startswith(begins)]
            self.goal(goal, own[0] if own else {})
        for number, plan in enumerate(table.get("plans", []), 1):
            self.plan(number, plan)
        if "wanted" in table:
            self.wanted(table["wanted"])

    def after(self, table: dict[str, Any]) -> datetime:
        """That session's end, or the evening so many days after; never ahead of now."""
        ended: datetime = self.ends[min(table["in"], len(self.ends)) - 1]
        days = table.get("days", 0)
        if not days:
            return ended
        day = ended.astimezone(self.clock.zone).date() + timedelta(days=days)
        return min(self.clock.at(day, EVENING), self.clock.now)

    def voice(self, by: str) -> Membership | None:
        """Whose word it is, as the tables keep it."""
        return None if by == "client" else self.therapist

    def goal(self, goal: Goal, table: dict[str, Any]) -> None:
        """Its way: what its dates say, and each word between them."""
        said = [(self.after(each), each) for each in table.get("said", [])]
        kinds = {each["kind"] for _at, each in said}
        told = self._dated(goal, kinds) + [
            (at, Kind(each["kind"]), each["by"], each["words"]) for at, each in said
        ]
        for at, kind, by, words in sorted(told, key=lambda each: each[0]):
            GoalChange.objects.create(
                **self.owned, goal=goal, kind=kind, by=self.voice(by), at=at, words=words
            )
        for each in table.get("ratings", []):
            at = self.after(each | {"days": 2})
            GoalRating.objects.create(**self.owned, goal=goal, value=each["value"], at=at)
        for at, each in said:
            if each.get("waits"):
                self.waits(_WAITS[Kind(each["kind"])], goal, at)

    def _dated(self, goal: Goal, said: set[str]) -> list[tuple[datetime, Kind, str, str]]:
        """What a goal's own days tell, but for what somebody said in words."""
        found = [(goal.proposed_on, Kind.PROPOSED, self._whose(goal), goal.words)]
        if goal.agreed_on:
            kind = Kind.AGREED if "agreed" in said else Kind.TOGETHER
            found.append((goal.agreed_on, kind, "therapist", ""))
        if goal.reached_on and "reached" not in said:
            found.append((goal.reached_on, Kind.REACHED, "therapist", ""))
        return [
            (self._on(day, n), kind, by, words) for n, (day, kind, by, words) in enumerate(found)
        ]

    def _whose(self, goal: Goal) -> str:
        return "client" if goal.proposed_by == Goal.ProposedBy.CLIENT else "therapist"

    def _on(self, day: date, minutes: int) -> datetime:
        return min(self.clock.at(day, NOON) + timedelta(minutes=minutes), self.clock.now)

    def plan(self, number: int, table: dict[str, Any]) -> None:
        """One version, agreed to or not, and what was said of it."""
        at = self.after(table)
        plan = PlanVersion.objects.create(
            **self.owned,
            client=self.client,
            number=number,
            words=table["words"],
            how_often=table.get("how_often", ""),
            review_on=self._review(table),
            written_by=self.therapist,
            written_at=at,
            agreed_at=self._agreed(table),
        )
        for each in table.get("said", []):
            PlanComment.objects.create(
                **self.owned,
                plan=plan,
                words=each["words"],
                by=self.voice(each["by"]),
                at=self.after({"in": table["in"]} | each),
            )

    def _agreed(self, table: dict[str, Any]) -> datetime | None:
        if "agreed_days" not in table:
            return None
        return self.after({"in": table["in"], "days": table["agreed_days"]})

    def _review(self, table: dict[str, Any]) -> date | None:
        if "review_days_ahead" in table:
            return self.clock.today + timedelta(days=table["review_days_ahead"])
        if "review_in" in table:
            return self.after({"in": table["review_in"]}).date()
        return None

    def wanted(self, table: dict[str, Any]) -> None:
        """How they would like therapy to be."""
        lines = {name: table.get(name) for name in ("lead", "feeling", "time", "challenge")}
        by = self.therapist if table.get("written_down") else None
        Preference.objects.create(
            **self.owned,
            client=self.client,
            words=table["words"],
            said_by=by,
            said_at=self.after(table),
            **lines,
        )

    def waits(self, kind: Contribution.Kind, about: ClinicOwned, at: datetime) -> None:
        """It waits on Today."""
        Contribution.objects.create(
            **self.owned, client=self.client, kind=kind, about=about.code, at=at
        )
