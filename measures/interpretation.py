"""Reading what is known about a score: bands, cut-offs, reliable change, and the prior."""

from measures.codes import read_key
from measures.instrument import CLINICAL_CUTOFFS, Band, Composite, Cutoff, Prior, ReliableChange
from measures.table import Table

# At two or fewer degrees of freedom the within-client variance has no mean.
NU0_ABOVE = 2


def read_bands(table: Table, composite: Composite) -> tuple[Band, ...]:
    """Return the bands, which start at the lowest score and rise."""
    citation = table.text("citation")
    seen: set[str] = set()
    bands: list[Band] = []
    for part in table.tables("steps"):
        band = Band(read_key(part, seen), part.number("lowest"), citation)
        if not bands and band.lowest != composite.lowest:
            part.refuse("lowest", f"the first band must start at {composite.lowest:g}")
        if bands and band.lowest <= bands[-1].lowest:
            part.refuse("lowest", f"must be above {bands[-1].lowest:g}, the band before")
        if band.lowest > composite.highest:
            part.refuse("lowest", f"{band.lowest:g} is outside {_range(composite)}")
        part.finish()
        bands.append(band)
    if not bands:
        table.refuse("steps", "is missing")
    table.finish()
    return tuple(bands)


def read_cutoffs(table: Table, composite: Composite) -> tuple[Cutoff, ...]:
    """Return the cut-offs, each with scores on both of its sides."""
    seen: set[str] = set()
    cutoffs = []
    for part in table.tables("cutoffs"):
        cutoff = Cutoff(read_key(part, seen), part.number("value"), part.text("citation"))
        if not composite.lowest < cutoff.value <= composite.highest:
            part.refuse("value", f"{cutoff.value:g} does not divide {_range(composite)}")
        part.finish()
        cutoffs.append(cutoff)
    if len(CLINICAL_CUTOFFS & seen) > 1:
        table.refuse("cutoffs", f"only one may be keyed {' or '.join(sorted(CLINICAL_CUTOFFS))}")
    return tuple(cutoffs)


def read_reliable_change(table: Table, composite: Composite) -> ReliableChange | None:
    """Return the reliable change, if one is published."""
    if "reliable_change" not in table:
        return None
    part = table.table("reliable_change")
    change = ReliableChange(part.number("points"), part.text("citation"))
    if not 0 < change.points <= composite.highest - composite.lowest:
        part.refuse("points", f"no score from {_range(composite)} can change by {change.points:g}")
    part.finish()
    return change


def read_prior(table: Table, composite: Composite) -> Prior:
    """Return the prior, whose mean is a possible score and whose spreads are above 0."""
    prior = Prior(
        mu=table.number("mu"),
        tau=table.number("tau"),
        sigma=table.number("sigma"),
        nu0=table.number("nu0"),
        basis=table.text("basis"),
    )
    if not composite.lowest <= prior.mu <= composite.highest:
        table.refuse("mu", f"{prior.mu:g} is outside {_range(composite)}")
    for name, value in (("tau", prior.tau), ("sigma", prior.sigma)):
        if value <= 0:
            table.refuse(name, "must be above 0")
    if prior.nu0 <= NU0_ABOVE:
        table.refuse("nu0", f"must be above {NU0_ABOVE}")
    table.finish()
    return prior


def _range(composite: Composite) -> str:
    return f"{composite.lowest:g}–{composite.highest:g}"
