"""A definition in plain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.instrument import Cutoff, Direction, Instrument, Item, Rule
from measures.texts import key_words
from measures.words import LICENCES, caution


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be known under one term, and where that was published."""

    term: str
    lines: list[str]
    sources: list[str] = field(default_factory=list)


def facts(instrument: Instrument) -> Iterator[Fact]:
    """Yield what is to be known of an instrument."""
    yield Fact(_("Items"), [_items(instrument)])
    yield Fact(_("Score"), [_score(instrument)])
    yield Fact(_("Missing answers"), [_missing(instrument)])
    if instrument.subscales:
        lines = [
            f"{key_words(part.key)}: {_numbers(_named(instrument, part.items))}"
            for part in instrument.subscales
        ]
        yield Fact(_("Subscales"), lines)
    if turned := [item for item in instrument.items if item.reversed]:
        yield Fact(_("Reversed"), [f"{capfirst(_numbers(turned))}."])
    if instrument.safety_items:
        words = _("%(items)s: any answer above 0 raises a notice at once, whatever the score.")
        numbers = capfirst(_numbers(instrument.safety_items))
        yield Fact(_("Safety"), [words % {"items": numbers}])
    yield from _interpretation(instrument)
    yield Fact(_("Validated"), [caution(instrument) or _("Yes.")], [instrument.citation])
    yield Fact(_("Licence"), [f"{capfirst(str(LICENCES[instrument.licence]))}."])
    yield Fact(_("Shown with it"), [instrument.attribution])
    if codes := instrument.loinc:
        total = _(", total %(code)s") % {"code": codes.total} if codes.total else ""
        yield Fact("LOINC", [codes.panel + total])


def _interpretation(instrument: Instrument) -> Iterator[Fact]:
    if instrument.bands:
        steps = ", ".join(
            _("%(band)s from %(points)s")
            % {"band": key_words(band.key).lower(), "points": f"{band.lowest:g}"}
            for band in instrument.bands
        )
        yield Fact(_("Bands"), [f"{capfirst(steps)}."], [instrument.bands[0].citation])
    cutoffs = instrument.cutoffs
    none = _("None has been validated.")
    yield Fact(
        _("Cut-off"),
        [_cutoff(instrument, each) for each in cutoffs] or [none],
        list(dict.fromkeys(each.citation for each in cutoffs)),
    )
    if change := instrument.reliable_change:
        # A change may be of 4.5 points; only "1" is singular.
        words = ngettext("%(points)s point.", "%(points)s points.", 1 if change.points == 1 else 2)
        yield Fact(
            _("Reliable change"), [words % {"points": f"{change.points:g}"}], [change.citation]
        )
    if prior := instrument.prior:
        words = _("Mean %(mu)s; spread between people %(tau)s, within one person %(sigma)s.")
        values = {name: f"{getattr(prior, name):g}" for name in ("mu", "tau", "sigma")}
        yield Fact(_("Expected at first"), [words % values], [prior.basis])


def _items(instrument: Instrument) -> str:
    scale, count = instrument.scale, len(instrument.items)
    values = {
        "count": count,
        "low": f"{scale.points(scale.minimum):g}",
        "high": f"{scale.points(scale.maximum):g}",
        "step": f"{scale.step:g}",
    }
    if scale.step != 1:
        words = ngettext(
            "%(count)s line from %(low)s to %(high)s, read to %(step)s.",
            "%(count)s lines from %(low)s to %(high)s, read to %(step)s.",
            count,
        )
    else:
        words = ngettext(
            "%(count)s item, answered %(low)s to %(high)s.",
            "%(count)s items, answered %(low)s to %(high)s.",
            count,
        )
    asked = len(instrument.questions)
    beside = ngettext(
        "%(count)s question beside them is not scored.",
        "%(count)s questions beside them are not scored.",
        asked,
    )
    return words % values + (" " + beside % {"count": asked} if asked else "")


def _score(instrument: Instrument) -> str:
    composite = instrument.composite
    words = {
        Rule.SUM: _("The sum of the answers, %(low)s to %(high)s; %(way)s."),
        Rule.MEAN: _("The mean of the answers, %(low)s to %(high)s; %(way)s."),
    }[composite.rule]
    ways = {
        Direction.HIGHER_IS_BETTER: _("higher is better"),
        Direction.HIGHER_IS_WORSE: _("higher is worse"),
    }
    return words % {
        "low": f"{composite.lowest:g}",
        "high": f"{composite.highest:g}",
        "way": ways[instrument.direction],
    }


def _missing(instrument: Instrument) -> str:
    composite, count = instrument.composite, len(instrument.items)
    if composite.minimum_answered == count:
        return _("Every item must be answered; otherwise there is no score.")
    least = _("At least %(least)s of %(count)s must be answered; otherwise there is no score.") % {
        "least": composite.minimum_answered,
        "count": count,
    }
    if composite.rule is Rule.MEAN:
        return f"{least} {_('The mean is that of the answered ones.')}"
    if composite.rounded:
        return f"{least} {_('The sum is stretched over what is missing, to a whole number.')}"
    return f"{least} {_('The sum is stretched over what is missing.')}"


def _cutoff(instrument: Instrument, cutoff: Cutoff) -> str:
    below = instrument.direction is Direction.HIGHER_IS_BETTER
    words = _("%(name)s: below %(value)s.") if below else _("%(name)s: %(value)s or more.")
    return words % {"name": key_words(cutoff.key), "value": f"{cutoff.value:g}"}


def _named(instrument: Instrument, keys: tuple[str, ...]) -> list[Item]:
    return [item for item in instrument.items if item.key in keys]


def _numbers(items: Sequence[Item]) -> str:
    numbers = get_text_list([str(item.number) for item in items], _("and"))
    return ngettext("item %(numbers)s", "items %(numbers)s", len(items)) % {"numbers": numbers}
