"""`make calibrate`: measure every rule in simulation and compare with what is documented.

Exits with 1 when a false-alarm rate is off by more than .005 or a power by more than .02.
"""

import argparse
import sys
from collections.abc import Iterable

from alliance.science import compared
from alliance.science.calibration import documented as said
from alliance.science.calibration import measuring, pairs, product, report

FULL, QUICK = 60_000, 6_000
QUICK_BATCHES = 6


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit status is 1 when a figure is not reproduced."""
    chosen = _arguments(arguments)
    clients, batches = (QUICK, QUICK_BATCHES) if chosen.quick else (FULL, measuring.BATCHES)
    clients = chosen.clients or clients
    if chosen.compare:
        from alliance.science.calibration import comparison

        _say(comparison.report(clients=min(clients, comparison.CLIENTS), seed=chosen.seed))
        return 0
    if chosen.drift:
        from alliance.science.calibration import drifts

        _say(drifts.report(clients=clients, seed=chosen.seed))
        return 0
    return calibrate(clients=clients, batches=batches, seed=chosen.seed, quick=chosen.quick)


def calibrate(*, clients: int, batches: int, seed: int, quick: bool) -> int:
    """Print tables and deviations; 1 when there are deviations."""
    found = measuring.measure(clients=clients, batches=batches, seed=seed)
    found |= report.regression_to_the_mean(found)
    stated = report.documented()
    own = product.measure_product(clients=clients, batches=batches, seed=seed)
    own |= pairs.measure_pairs(clients=clients, batches=batches, seed=seed)
    pages = product.stated() | pairs.stated()
    apart = report.deviations(stated, found, quick=quick)
    apart += report.deviations(pages, own, quick=quick)
    sentences = [key for key in stated if key.rule not in compared.TABLE or key in said.SENTENCES]
    _say([f"{clients} clients x 12 sessions a scenario, seed {seed}", ""])
    _say(report.table(stated, found))
    _say(report.listing("Sentences", sentences, stated, found))
    _say(report.listing("What pages quote (alliance.science.error_rates)", pages, pages, own))
    _say(["", report.nearest(stated | pages, found | own)])
    total = len(stated) + len(pages)
    _say([f"{total - len(apart)} of {total} documented figures reproduced", *map(str, apart)])
    return 1 if apart else 0


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m alliance.science.calibration",
        description="Measure the rules in simulation, beside what is documented of them.",
    )
    parser.add_argument("--seed", type=int, default=1, help="other random numbers (1)")
    parser.add_argument("--clients", type=int, help=f"clients a scenario ({FULL})")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK} clients, with wider tolerances"
    )
    parser.add_argument(
        "--compare", action="store_true", help="compare EB-t with rules that might better it"
    )
    parser.add_argument(
        "--drift", action="store_true", help="compare the drift with one that sums every reading"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
