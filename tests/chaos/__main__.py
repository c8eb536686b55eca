"""`make chaos`, or `python -m tests.chaos`: promises tried on a real installation.

What each proof does, and what was found, is in docs/proofs.md.

--only NAMES    some of them, with commas between: malformed, retried, scanners, workers,
                brokers, clocks
--number N      another number than the promised one
--seed N        other draws (1)
--quick         a few of each, as in the suite
--faults        each with a mistake put in: the figure that it spoils has to turn red
--json FILE     write all figures
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.chaos.house import House, ServersMissingError, house

if TYPE_CHECKING:
    from tests.chaos.proof import Figure, Proof, Run

MISSING = 77  # the status that says that nothing was tried


def main(arguments: list[str]) -> int:
    """Try everything; 1 when a promise is broken, or a fault went unnoticed."""
    chosen = _arguments(arguments)
    try:
        with house() as tried:
            from tests.chaos.proofs import PROOFS

            proofs = [each for each in PROOFS if not chosen.only or each.name in chosen.only]
            results = []
            for result in _results(chosen, tried, proofs):
                results.append(result)
                print(*_block(result), sep="\n", flush=True)
    except ServersMissingError:
        print("Not tried: PostgreSQL and redis-server have to be installed.")
        return MISSING
    print("", *map(_verdict, results), sep="\n", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([each.as_json() for each in results], indent=2) + "\n")
    return int(not results or not all(each.as_it_should_be for each in results))


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--only", type=lambda names: names.split(","), default=[])
    parser.add_argument("--number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args(arguments)


@dataclass(frozen=True, slots=True)
class Result:
    """One proof as it went. With a fault in it, the figure of that fault should be broken."""

    proof: "Proof"
    run: "Run"
    seconds: float

    @property
    def as_it_should_be(self) -> bool:
        if self.run.fault:
            return self.proof.faults[self.run.fault] in self.broken
        return self.run.kept

    @property
    def broken(self) -> list[str]:
        return [each.what for each in self.run.figures if not each.kept]

    def as_json(self) -> dict[str, Any]:
        return {
            "proof": self.proof.name,
            "fault": self.run.fault,
            "kept": self.run.kept,
            "seconds": round(self.seconds, 1),
            "figures": {each.what: [each.found, each.promise] for each in self.run.figures},
            "broken": self.broken,
            "examples": self.run.examples,
        }


def _results(
    chosen: argparse.Namespace, tried: House, proofs: "Sequence[Proof]"
) -> Iterator[Result]:
    from tests.chaos.proof import Run, say

    for proof in proofs:
        for fault in proof.faults if chosen.faults else [""]:
            number = chosen.number or (proof.quick if chosen.quick or chosen.faults else proof.full)
            say(f"{proof.name}: {number:,}{f', with a fault: {fault}' if fault else ''}")
            quick = chosen.quick or chosen.faults
            run = Run(tried, number, fault=fault, seed=chosen.seed, quick=quick)
            began = time.monotonic()
            proof.run(run)
            yield Result(proof, run, time.monotonic() - began)


def _block(result: Result) -> Iterator[str]:
    """Its figures as soon as they are there: whoever stops it early keeps what was found."""
    yield f"\n{result.proof.name}: {result.proof.promise}"
    if result.run.fault:
        yield f"  with a fault: {result.run.fault}"
    yield from (f"  {line}" for line in map(_line, result.run.figures))
    if not result.run.kept:
        yield from (f"    for example {example}" for example in result.run.examples[:8])


def _verdict(result: Result) -> str:
    verdict = "kept" if result.run.kept else "BROKEN"
    if result.run.fault:
        verdict = "red, as it should be" if result.as_it_should_be else "went unnoticed"
    fault = f" with {result.run.fault}" if result.run.fault else ""
    return f"{result.proof.name}{fault}: {verdict}, {result.seconds:.0f} s"


def _line(figure: "Figure") -> str:
    mark = " " if figure.kept else "✗"
    return f"{mark} {figure.what:<70} {figure.found:>9,g}  {figure.promise}".rstrip()


if __name__ == "__main__":
    # Who ends it by a signal leaves no server behind, either.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(main(sys.argv[1:]))
