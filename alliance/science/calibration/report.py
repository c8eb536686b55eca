"""The measured figures beside the documented ones, as text, and where they part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from alliance.science import compared
from alliance.science.calibration import documented as said
from alliance.science.calibration.documented import Column, Key
from alliance.science.calibration.measuring import Measured

QUICK_ERRORS = 3.0
"""By how many Monte-Carlo standard errors a quick run widens each tolerance."""

CAME_BACK = (0.82, 0.93)
"""False alarms that come back: from the least to the most among the rules that look for a drop."""

_DROPS = (compared.ONE_SIGMA, compared.RELIABLE, compared.OWN_MEAN, compared.XMR, compared.EB_T)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A documented figure that was not reproduced, and how far it might have been off."""

    key: Key
    documented: float
    measured: Measured
    allowed: float

    def __str__(self) -> str:
        key, measured = self.key, self.measured
        return (
            f"{key.rule}, {key.scenario}, {key.column}: documented {self.documented:.3f}, "
            f"found {measured.figure:.3f} ± {measured.error:.4f}, "
            f"more than {self.allowed:.4f} apart"
        )


def deviations(
    stated: Mapping[Key, float], found: Mapping[Key, Measured], *, quick: bool = False
) -> list[Deviation]:
    """Where a figure is further from what is stated than tolerated.

    A quick run tolerates `QUICK_ERRORS` standard errors of its own more.
    """
    apart = []
    for key, figure in stated.items():
        measured = found[key]
        allowed = said.tolerance(key.column) + (QUICK_ERRORS * measured.error if quick else 0.0)
        # Rounded, so that .036 is not further than .005 from .031 by a bit in the last place.
        if not round(abs(measured.figure - figure), 12) <= allowed:
            apart.append(Deviation(key, figure, measured, allowed))
    return apart


def nearest(stated: Mapping[Key, float], found: Mapping[Key, Measured]) -> str:
    """The figure that uses up most of its tolerance, in words."""
    used = {
        key: abs(found[key].figure - figure) / said.tolerance(key.column)
        for key, figure in stated.items()
    }
    key = max(used, key=lambda each: used[each])
    room = abs(said.tolerance(key.column) * (1 - used[key])) / max(found[key].error, 1e-12)
    return (
        f"Nearest to its tolerance: {key.rule}, {key.scenario}, {key.column}: {used[key]:.0%} "
        f"of it used, {room:.0f} standard errors left"
    )


def regression_to_the_mean(found: Mapping[Key, Measured]) -> dict[Key, Measured]:
    """The least and the most that comes back after a false alarm, over rules and two scenarios."""
    shares = [
        found[Key(rule, scenario, Column.CAME_BACK)]
        for rule in _DROPS
        for scenario in ("gaussian", "heterogeneous")
    ]
    return {
        Key(said.ANY, end, Column.CAME_BACK): pick(shares, key=lambda each: each.figure)
        for end, pick in (("least", min), ("most", max))
    }


def documented() -> dict[Key, float]:
    """All that a run is checked against but for the figures of `error_rates`."""
    least, most = CAME_BACK
    return said.documented() | {
        Key(said.ANY, "least", Column.CAME_BACK): least,
        Key(said.ANY, "most", Column.CAME_BACK): most,
    }


def table(stated: Mapping[Key, float], found: Mapping[Key, Measured]) -> Iterator[str]:
    """The table of rules, found (documented)."""
    yield "Found (documented); ± is the largest Monte-Carlo standard error of the row;"
    yield "al. is false alarms per session, in 12 a stable client flagged within 12 sessions."
    yield ""
    heads = [f"al. {name}" for name in ("Gauss", "heter", "autoc", "ceil")]
    heads += [f"{what} {name}" for what in ("in 12", "2σ", "3σ") for name in ("heter", "ceil")]
    yield _line("", heads, "±")
    for rule in [*compared.TABLE, said.FROZEN, compared.EWMA, compared.CUSUM]:
        keys = [Key(rule, scenario, Column.FALSE_ALARMS) for scenario in compared.SCENARIOS]
        for column in (Column.STABLE_FLAGGED, Column.POWER_2, Column.POWER_3):
            keys += [Key(rule, scenario, column) for scenario in compared.REALISTIC]
        errors = [found[key].error for key in keys if key in found]
        yield _line(rule, [_cell(key, stated, found) for key in keys], f"{max(errors):.4f}")


def listing(
    title: str, keys: Iterable[Key], stated: Mapping[Key, float], found: Mapping[Key, Measured]
) -> Iterator[str]:
    """Figures one a line: found, its standard error, documented."""
    yield ""
    yield title
    for key in keys:
        measured = found[key]
        name = f"{key.rule} · {key.scenario} · {key.column}"
        beside = f"({stated[key]:.3f})" if key in stated else ""
        yield f"  {name:<78} {measured.figure:.3f} ± {measured.error:.4f} {beside}".rstrip()


def _cell(key: Key, stated: Mapping[Key, float], found: Mapping[Key, Measured]) -> str:
    if key not in found:
        return "–"
    digits = 3 if key.column is Column.FALSE_ALARMS else 2
    text = _short(found[key].figure, digits)
    return f"{text} ({_short(stated[key], digits)})" if key in stated else text


def _short(figure: float, digits: int) -> str:
    return f"{figure:.{digits}f}".removeprefix("0")


def _line(name: str, cells: list[str], error: str) -> str:
    return f"{name:<23}" + "".join(f"{cell:>13}" for cell in cells) + f"{error:>8}"
