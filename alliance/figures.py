"""Figures in words: what a probability, a share, a slope or a revised estimate means. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.science import split
from alliance.sentences import count_word, number


def revised(on: str, cause: str, low: float, high: float, *, flag: str) -> str:
    """'revised on 3 Nov because an earlier answer came in late …; it was shown as 5.9–8.7'

    `cause` is why, `low` to `high` what was shown as expected before, `flag` whether the answer
    was then shown as lower than that.
    """
    why = {
        "answer": _("this answer was corrected"),
        "prior": _("what is usual here was estimated anew"),
    }.get(cause, _("an earlier answer came in late or was corrected"))
    facts = {"on": on, "why": why, "low": number(low), "high": number(high)}
    if flag:
        return (
            _(
                "The estimate was revised on %(on)s because %(why)s; %(low)s–%(high)s was shown as "
                "expected, and the answer as lower than that."
            )
            % facts
        )
    return (
        _("The estimate was revised on %(on)s because %(why)s; it was shown as %(low)s–%(high)s.")
        % facts
    )


RARE = 0.001
"""Below this a probability is not known well enough to be told apart from smaller ones."""


def chance(p: float) -> str:
    """'about once in 40 times'"""
    if p < RARE:
        return _("less than once in a thousand times")
    return _("about once in %(n)s times") % {"n": _once_in(p)}


def odds(p: float) -> str:
    """'1 in 40', where there is no room for more."""
    if p < RARE:
        return _("under 1 in 1000")
    return _("1 in %(n)s") % {"n": _once_in(p)}


def _once_in(p: float) -> int:
    """To two digits, since p is not known better than that."""
    coarse = 1 if 1 / p < 20 else 5 if 1 / p < 100 else 10
    return round(1 / p / coarse) * coarse


def chance_of_drop(p: float) -> str:
    """What the probability of a drop means."""
    return _("If nothing had changed, an answer this low or lower would come %(chance)s.") % {
        "chance": chance(p)
    }


def chance_of_gap(p: float) -> str:
    """What the probability of a gap means."""
    return _(
        "If nothing had changed, a difference this far from your usual one would come %(chance)s."
    ) % {"chance": chance(p)}


def chance_of_split() -> str:
    """How seldom a split would be chance: as the rule says, never how far apart these two lie."""
    return _(
        "Two people who have nothing to do with each other would seldom lie this far apart: fewer "
        "than %(n)s times in 100."
    ) % {"n": round(100 * split.ALPHA)}


def gap(name: str, points: float) -> str:
    """'you 1.2 lower than Mara'; `points` is therapist minus client."""
    if abs(points) < 0.05:
        return _("you about as %(name)s") % {"name": name}
    facts = {"name": name, "points": number(abs(points))}
    if points < 0:
        return _("you %(points)s lower than %(name)s") % facts
    return _("you %(points)s higher than %(name)s") % facts


def cells(counts: dict[str, int], *, enough: bool) -> str:
    """What scores and people said of the same sessions; no share of fewer than are `enough`."""
    rated = sum(counts.values())
    if not rated:
        return _("None of your sessions has been rated yet.")
    if not enough:
        return ngettext(
            "%(n)s of your sessions is rated so far: too few to say how far scores and people "
            "agree.",
            "%(n)s of your sessions are rated so far: too few to say how far scores and people "
            "agree.",
            rated,
        ) % {"n": count_word(rated)}
    low = counts["both"] + counts["score"]
    return _(
        "Of your %(rated)s rated sessions, %(low)s lay lower than expected. Somebody said that "
        "there was something in %(both)s of those, and in %(person)s others."
    ) % {"rated": rated, "low": low, "both": counts["both"], "person": counts["person"]}


def at_top(name: str, at_maximum: int, answers: int) -> str:
    """How many answers are at the very top. It may be contentment and it may be care."""
    facts = {"name": name, "n": at_maximum, "all": answers}
    if at_maximum == answers:
        return (
            _(
                "All %(all)s answers are at the very top: that can be contentment, and it can be "
                "care for you."
            )
            % facts
        )
    return _("%(n)s of %(all)s answers are at the very top.") % facts


def trend(slope: float, error: float, answers: int) -> str:
    """Where the answers are going, with how sure that is; for six answers or more."""
    facts = {"slope": f"{abs(slope):.2f}", "error": f"{error:.2f}", "n": answers}
    if slope > 0:
        return (
            _(
                "Over %(n)s answers they have been rising, by about %(slope)s a session "
                "(standard error %(error)s)."
            )
            % facts
        )
    return (
        _(
            "Over %(n)s answers they have been falling, by about %(slope)s a session "
            "(standard error %(error)s)."
        )
        % facts
    )
