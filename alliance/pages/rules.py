"""How the signals work: each rule in a sentence, and how often it is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alliance.actions.prior import shipped_prior
from alliance.models import Reading, Signal
from alliance.models.rating import CLIENT_CHECK
from alliance.pages.rule_tables import compared_rules, own_rules
from alliance.science import drift, split
from alliance.science.agreement import ENOUGH_PAIRS
from alliance.science.error_rates import SLIDES, TWO_VIEWS, Span, Watch, between, span, spread

Kind = Signal.Kind

ONE_IN_TEN, THREE_IN_A_HUNDRED = 0.10, 0.03
"""How common what is looked for may be: a flag is true the oftener, the commoner that is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: when it speaks, and what is known of its errors (a sentence each)."""

    kind: str
    name: str
    says: str
    errors: list[str]


def rule_of(kind: str, flag: str = "") -> Rule:
    """The rule behind a kind of signal; `flag` is that of the reading, where there is one."""
    watch = Watch.MARKED if flag == Reading.Flag.MARKED else Watch.LOW
    errors: dict[str, Callable[[], list[str]]] = {
        Kind.DIRECT_REPORT: _no_statistics,
        Kind.UNEXPECTED_DROP: lambda: _errors_of_drop(watch),
        Kind.SLOW_DRIFT: _errors_of_drift,
        Kind.SILENCE: _errors_of_silence,
        Kind.MISSED: lambda: [_missed_is_unknown(), *_errors_of_drop(watch)],
        Kind.TWO_VIEWS: _errors_of_gap,
        Kind.SPLIT: _errors_of_split,
    }
    return Rule(kind, str(Kind(kind).label), _says(kind, watch), errors[kind]())


def rules_page() -> dict[str, Any]:
    """Every rule, and the table of the rules that numbers speak through. No query."""
    return {
        "rules": [rule_of(kind.value) for kind in Kind],
        "tables": own_rules(),
        "compared": compared_rules(),
    }


def _says(kind: str, watch: Watch) -> str:
    return {
        Kind.DIRECT_REPORT: _(
            "The client said in the check-in that something was tense, misunderstood or left "
            "unsaid, or wrote about it."
        ),
        Kind.UNEXPECTED_DROP: _(
            "The answer lies so far below what was to be expected of this person that it would "
            "rarely come if nothing had changed (by the rule’s own reckoning fewer than %(times)s "
            "times in 1,000; how often it is wrong is measured apart), and at least a twentieth of "
            "the scale below it, half a point of ten. Expected is at first what is usual, then "
            "more and more what this person’s own earlier answers say; an answer that was flagged "
            "is left out of that. It speaks from a person’s second answer on."
        )
        % {"times": 10 if watch is Watch.MARKED else 25},
        Kind.SLOW_DRIFT: _(
            "No single answer was surprising, but several lay a little below what was to be "
            "expected of this person, and together that is too much: added up, more than %(limit)s "
            "times what answers usually differ by, of which half of one time is forgiven with "
            "each. A first answer does not count, and one that was signalled by itself does not "
            "either."
        )
        % {"limit": f"{drift.LIMIT:g}"},
        Kind.SILENCE: _("Two check-ins in a row were sent and not answered before the session."),
        Kind.MISSED: _(
            "The client did not come, or cancelled late, and their latest answer before that was "
            "lower than expected. A session cancelled in time, or by you, does not count."
        ),
        Kind.TWO_VIEWS: _(
            "The distance between your rating and theirs was unusual for the two of you, to "
            "either side: by the rule’s own reckoning it would come fewer than 25 times in 1,000 "
            "if nothing had changed. "
            "Before %(pairs)s sessions that both of you rated it says nothing."
        )
        % {"pairs": ENOUGH_PAIRS},
        Kind.SPLIT: _(
            "Of several people in one session, one rated it so much lower than another that two "
            "people who have nothing to do with each other would seldom lie as far apart (fewer "
            "than %(wrong)s times in 100; with the figures the check ships with, %(points)s points "
            "or more). It is said of the one who rated lower, and nothing of what the other "
            "answered stands in their record."
        )
        % {
            "wrong": round(100 * split.ALPHA),
            "points": f"{split.limit(shipped_prior(CLIENT_CHECK)):.1f}",
        },
    }[Kind(kind)]


def _no_statistics() -> list[str]:
    return [
        _(
            "No statistics are involved: somebody said so. What people say can be hard to say, "
            "and that nothing is said means little."
        )
    ]


def _errors_of_drop(watch: Watch) -> list[str]:
    return [
        _(
            "In simulations it spoke in %(wrong)s of 100 sessions in which nothing had happened, "
            "up to the twelfth; after that in %(later)s of 100, a little too sure of itself by "
            "then, since it leaves out what it flagged. Of sessions that truly were lower it "
            "noticed %(two)s of 100 where the drop was two standard deviations, and %(three)s of "
            "100 where it was three."
        )
        % {
            "wrong": of_100(span(watch, lambda r: r.false_alarms)),
            "later": of_100(span(watch, lambda r: r.later)),
            "two": of_100(span(watch, lambda r: r.power_2sd)),
            "three": of_100(span(watch, lambda r: r.power_3sd)),
        },
        _(
            "If one session in ten holds a drop of two standard deviations, about %(often)s of 10 "
            "of these signals are true; if three in a hundred do, about %(rare)s of 10."
        )
        % {
            "often": of_10(span(watch, lambda r: r.true_flags(ONE_IN_TEN))),
            "rare": of_10(span(watch, lambda r: r.true_flags(THREE_IN_A_HUNDRED))),
        },
    ]


def _errors_of_drift() -> list[str]:
    return [
        _(
            "In simulations it spoke at least once in twelve sessions for %(wrong)s of 100 people "
            "for whom nothing changed. Of slow slides over four sessions it noticed %(two)s of "
            "100 within six sessions where they reached two standard deviations, and %(three)s of "
            "100 where they reached three. Most of the others were noticed by one of their answers "
            "alone: one of the two signals came for %(either_two)s and %(either_three)s of 100."
        )
        % {
            "wrong": of_100(span(Watch.DRIFT, lambda r: r.stable_flagged)),
            "two": of_100(span(Watch.DRIFT, lambda r: r.power_2sd)),
            "three": of_100(span(Watch.DRIFT, lambda r: r.power_3sd)),
            "either_two": of_100(spread(each.noticed_2sd for each in SLIDES)),
            "either_three": of_100(spread(each.noticed_3sd for each in SLIDES)),
        },
        _("If one person in ten slides, about %(often)s of 10 of these signals are true.")
        % {"often": of_10(span(Watch.DRIFT, lambda r: r.true_alarms(ONE_IN_TEN)))},
    ]


def _errors_of_silence() -> list[str]:
    return [
        _(
            "How often silence means something is not known. In routine care only about half of "
            "such forms are completed (54 of 100), so two in a row often mean a full week."
        )
    ]


def _missed_is_unknown() -> str:
    return _(
        "How often a missed session has to do with the two of you is not known. What is known is "
        "how often the low answer before it is chance:"
    )


def _errors_of_gap() -> list[str]:
    apart, together = TWO_VIEWS
    return [
        _(
            "In simulations it spoke in %(apart)s of 100 sessions of pairs whose views know "
            "nothing of each other, and in %(together)s of 100 where the two move together, as "
            "mostly they do; after the twelfth session in %(later)s of 100. Of sessions in which "
            "the client alone was two standard deviations lower it noticed %(two)s of 100, where "
            "it was three %(three)s of 100. Who of you two sees it rightly it cannot say."
        )
        % {
            "apart": of_100((apart.false_alarms, apart.false_alarms)),
            "together": of_100((together.false_alarms, together.false_alarms)),
            "later": of_100(between(TWO_VIEWS, lambda r: r.later)),
            "two": of_100(between(TWO_VIEWS, lambda r: r.power_2sd)),
            "three": of_100(between(TWO_VIEWS, lambda r: r.power_3sd)),
        }
    ]


def _errors_of_split() -> list[str]:
    return [
        _(
            "Two unconnected people would be signalled in %(wrong)s of 100 sessions by chance. "
            "Partners and families mostly resemble each other, and so it speaks up less often. "
            "Who of them sees it rightly it cannot say, nor that you took a side."
        )
        % {"wrong": round(100 * split.ALPHA)}
    ]


def of_100(shares: Span) -> str:
    """'2 to 4': from the least to the most, of a hundred."""
    return _between(shares, 100)


def of_10(shares: Span) -> str:
    """'6 to 7': from the least to the most, of ten."""
    return _between(shares, 10)


def _between(shares: Span, parts: int) -> str:
    least, most = (round(share * parts) for share in shares)
    if least == most:
        return str(least)
    return _("%(least)s to %(most)s") % {"least": least, "most": most}
