"""The tables under the rules: what the product's own cost, and what others would."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from alliance.science import compared
from alliance.science.compared import TABLE, Row
from alliance.science.error_rates import RATES, ErrorRates, Watch

Rows = list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures of 100: its name, the heads of its columns, and rows with a head each.

    `groups` stand above several heads each: their words, and over how many columns.
    """

    name: str
    heads: list[str]
    rows: Rows
    groups: list[tuple[str, int]] = field(default_factory=list)


def own_rules() -> list[Table]:
    """How often each rule of the product is wrong, by kind of clients."""
    heads = [
        _("sessions signalled in error"),
        _("the same after the twelfth session"),
        _("unchanged people signalled in twelve sessions"),
        _("noticed: 2 SD lower"),
        _("noticed: 3 SD lower"),
    ]
    return [Table(_named(watch), heads, _rows(rates)) for watch, rates in RATES.items()]


def compared_rules() -> Table:
    """The rule that looks for single low answers beside those that it was chosen from."""
    short = {
        "gaussian": _("alike"),
        "heterogeneous": _("differing"),
        "autocorrelated": _("leaning"),
        "ceiling": _("at the top"),
    }
    groups = [
        (_("sessions signalled in error"), len(compared.SCENARIOS)),
        (_("unchanged people signalled in twelve sessions"), len(compared.REALISTIC)),
        (_("noticed: 2 SD lower"), len(compared.REALISTIC)),
        (_("noticed: 3 SD lower"), len(compared.REALISTIC)),
    ]
    heads = [short[each] for each in (*compared.SCENARIOS, *3 * compared.REALISTIC)]
    rows = [(_rule(key), _compared(row)) for key, row in TABLE.items()]
    return Table(_("Beside other rules"), heads, rows, groups)


def _named(watch: Watch) -> str:
    return {
        Watch.LOW: _("Lower than expected (p below .025)"),
        Watch.MARKED: _("Much lower than expected (p below .01)"),
        Watch.DRIFT: _("Slowly lower"),
    }[watch]


def _kinds() -> dict[str, str]:
    return {
        "gaussian": _("everybody varies alike"),
        "heterogeneous": _("people differ in how much they vary, with outliers"),
        "autocorrelated": _("the same, each answer leaning on the last, slowly rising"),
        "ceiling": _("answers crowd at the top of the scale"),
        "check": _("the alliance check, with the figures it ships with"),
    }


def _rule(key: str) -> str:
    return {
        compared.SRS: _("below 36 of 40, or a point lower than last time"),
        compared.ONE_SIGMA: _("one standard deviation lower than last time"),
        compared.RELIABLE: _("lower than last time by a reliable change"),
        compared.OWN_MEAN: _("two standard deviations below their own mean"),
        compared.XMR: _("below the limit of a control chart (XmR)"),
        compared.EB_T: _("this one: lower than expected (p below .025)"),
        compared.EB_T_01: _("this one: much lower (p below .01)"),
    }[key]


def _rows(rates: tuple[ErrorRates, ...]) -> Rows:
    """Each kind of clients with its figures, of 100."""
    kinds = _kinds()
    return [
        (
            kinds.get(each.scenario, each.scenario),
            _of_100(
                [
                    each.false_alarms,
                    each.later,
                    each.stable_flagged,
                    each.power_2sd,
                    each.power_3sd,
                ]
            ),
        )
        for each in rates
    ]


def _compared(row: Row) -> list[str]:
    return _of_100([*row.false_alarms, *row.stable_flagged, *row.power_2, *row.power_3])


def _of_100(shares: Sequence[float | None]) -> list[str]:
    # Rounded first: what writes numbers cuts digits off.
    return ["–" if each is None else number_format(round(100 * each, 1), 1) for each in shares]
