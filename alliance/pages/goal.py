"""Goals with both voices: how each stands, who said what, how far it is. For either of the two."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliance.chart.course import course
from clients.models import Client, Goal, GoalChange, GoalRating

Kind = GoalChange.Kind

# Whole sentences, because in other languages the verb is another one.
_OWN: dict[str, Any] = {
    Kind.PROPOSED: gettext_lazy("You proposed it"),
    Kind.REWORDED: gettext_lazy("You put it in other words"),
    Kind.AGREED: gettext_lazy("You agreed"),
    Kind.DISAGREED: gettext_lazy("You took your agreement back"),
    Kind.COMMENTED: gettext_lazy("You said"),
    Kind.REACHED: gettext_lazy("You called it reached"),
    Kind.SET_ASIDE: gettext_lazy("You set it aside"),
    Kind.RESUMED: gettext_lazy("You took it up again"),
}
_THEIRS: dict[str, Any] = {
    Kind.PROPOSED: gettext_lazy("%(name)s proposed it"),
    Kind.REWORDED: gettext_lazy("%(name)s put it in other words"),
    Kind.AGREED: gettext_lazy("%(name)s agreed"),
    Kind.TOGETHER: gettext_lazy("Both agreed, %(name)s wrote it down"),
    Kind.DISAGREED: gettext_lazy("%(name)s took the agreement back"),
    Kind.COMMENTED: gettext_lazy("%(name)s said"),
    Kind.REACHED: gettext_lazy("%(name)s called it reached"),
    Kind.SET_ASIDE: gettext_lazy("%(name)s set it aside"),
    Kind.RESUMED: gettext_lazy("%(name)s took it up again"),
}
_WRITTEN_DOWN: dict[str, Any] = {
    Goal.ProposedBy.CLIENT: gettext_lazy("%(name)s wrote it down, as an idea of the client"),
    Goal.ProposedBy.THERAPIST: gettext_lazy("%(name)s proposed it"),
    Goal.ProposedBy.TOGETHER: gettext_lazy("%(name)s wrote it down, as an idea of both"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said of a goal, once: what, when, and the words where there were any."""

    says: str
    on: date
    words: str = ""
    is_clients: bool = False


@dataclass(frozen=True, slots=True)
class GoalStory:
    """A goal as one of the two reads it. `state` is reached, aside, both, client, therapist, none.

    `told` has the latest first. `course` is drawn from two ratings on.
    """

    goal: Goal
    told: list[Told]
    ratings: list[GoalRating]
    course: SafeString | None

    @property
    def state(self) -> str:
        """What became of it, else who agrees to its words."""
        goal = self.goal
        if goal.reached_on:
            return "reached"
        if goal.set_aside_on:
            return "aside"
        if goal.agreed_on:
            return "both"
        client, therapist = goal.agreed_by_client_on, goal.agreed_by_therapist_on
        return "client" if client else "therapist" if therapist else "none"

    @property
    def latest(self) -> GoalRating | None:
        """How far it is, as last said."""
        return self.ratings[-1] if self.ratings else None


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of somebody: those worked toward, then those that are not any more."""

    current: list[GoalStory]
    earlier: list[GoalStory]

    @property
    def waiting_for_client(self) -> list[GoalStory]:
        """Those whose words the client did not agree to yet."""
        return [each for each in self.current if not each.goal.agreed_by_client_on]

    @property
    def waiting_for_therapist(self) -> list[GoalStory]:
        """Those whose words no therapist agreed to yet."""
        return [each for each in self.current if not each.goal.agreed_by_therapist_on]


def told_goals(client: Client, *, to_client: bool) -> Goals:
    """All of them, for the client or for those who care for them. 3 queries, 1 without goals."""
    found = [_story(goal, client, to_client) for goal in with_voices(client.goals.all())]
    current = [each for each in found if each.goal.is_current]
    earlier = [each for each in found if not each.goal.is_current]
    return Goals(current, earlier[::-1])


def told_goal(goal: Goal, *, to_client: bool) -> GoalStory:
    """One of them. Its client has to be at hand. 2 queries."""
    prefetch_related_objects([goal], *_voices())
    return _story(goal, goal.client, to_client)


def with_voices(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """The same with everything that was said of them. Two more queries."""
    return goals.prefetch_related(*_voices())


def _voices() -> tuple[Any, str]:
    """Each word with who said it, and how far it was."""
    return Prefetch("changes", GoalChange.objects.select_related("by__user")), "ratings"


def _story(goal: Goal, client: Client, to_client: bool) -> GoalStory:
    changes, ratings = list(goal.changes.all()), list(goal.ratings.all())
    told = [_told(each, goal, client, to_client) for each in changes]
    return GoalStory(goal, [*_before(goal, changes), *told][::-1], ratings, _course(ratings))


def _told(change: GoalChange, goal: Goal, client: Client, to_client: bool) -> Told:
    on = timezone.localtime(change.at).date()
    if change.by is None:
        says = _OWN[change.kind] if to_client else _THEIRS[change.kind] % _name(client.first_name)
    else:
        asked = _WRITTEN_DOWN[goal.proposed_by] if change.kind == Kind.PROPOSED else None
        says = (asked or _THEIRS[change.kind]) % _name(change.by.name)
    return Told(str(says), on, change.words, is_clients=change.by is None)


def _name(name: str) -> dict[str, str]:
    return {"name": name}


def _before(goal: Goal, changes: list[GoalChange]) -> list[Told]:
    """What is known of the time before each word was kept: two days, and nobody's name."""
    kinds = {each.kind for each in changes}
    if Kind.PROPOSED in kinds:
        return []
    told = [Told(_("It was written down"), goal.proposed_on)]
    if goal.agreed_on and kinds.isdisjoint({Kind.AGREED, Kind.TOGETHER}):
        told.append(Told(_("Both agreed"), goal.agreed_on))
    return told


def _course(ratings: list[GoalRating]) -> SafeString | None:
    if len(ratings) < 2:
        return None
    first, last = ratings[0], ratings[-1]
    label = ngettext(
        "From %(first)s on %(from)s to %(last)s on %(until)s, rated %(n)s time.",
        "From %(first)s on %(from)s to %(last)s on %(until)s, rated %(n)s times.",
        len(ratings),
    )
    facts = {"first": first.value, "last": last.value, "n": len(ratings)}
    days = {"from": _day(first.at), "until": _day(last.at)}
    return course([each.value for each in ratings], label=label % (facts | days))


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")
