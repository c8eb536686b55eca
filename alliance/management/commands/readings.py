"""`manage.py readings`: what each rating of a file means for its client; see docs/readings.md."""

import contextlib
import math
import os
import re
import stat
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from alliance.actions.prior import shipped_prior
from alliance.science.expectation import Prior
from alliance.science.readings_file import read_ratings
from alliance.science.readings_rows import MalformedFileError
from alliance.science.readings_table import table
from measures.catalogue import UnknownInstrumentError, instrument

REFUSED = 2
"""The exit status when nothing was written."""

ROUNDING = 0.02
"""By which share of σ² what the other figures of a prior say of it may differ without a word."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the ratings are read against, and the range they lie in, where it is known."""

    prior: Prior
    lowest: float | None = None
    highest: float | None = None


class Command(BaseCommand):
    """Reads a CSV file and writes one; it knows no database."""

    help = "Read ratings (client, session, value) from a CSV file and write what each means."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        # "-0.5,1,1,6,.66" is no option: what begins as a negative number is one, as in Python 3.14.
        parser._negative_number_matcher = re.compile(r"-\.?\d")
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        basis = parser.add_mutually_exclusive_group(required=True)
        basis.add_argument("--prior", type=_prior, metavar="mu,tau2,sigma2,nu0,s02")
        basis.add_argument("--instrument", metavar="KEY", help="its shipped prior and its range")
        parser.add_argument(
            "--range", type=_range, metavar="LOWEST,HIGHEST", help="of the values, beside --prior"
        )
        parser.add_argument("--alpha", type=_alpha, default=0.025, help="flag below (0.025)")
        parser.add_argument(
            "--no-freeze", action="store_true", help="let flagged ratings into the baseline"
        )
        parser.add_argument(
            "--min-drop", type=_share, help="least drop for a flag, share of the range (0.05)"
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")

    def handle(self, *args: Any, file: Path, out: Path | None, **options: Any) -> None:
        basis = _basis(options)
        place = _place(out, file) if out else None
        if doubt := _doubt(basis.prior):
            self.stderr.write(f"Warning: {doubt}. The readings go by the figures as given.")
        try:
            ratings = read_ratings(file.read_bytes(), lowest=basis.lowest, highest=basis.highest)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=REFUSED) from error
        except MalformedFileError as error:
            raise CommandError(f"{file}, {error}", returncode=REFUSED) from error
        lines = table(
            ratings,
            basis.prior,
            lowest=basis.lowest,
            highest=basis.highest,
            alpha=options["alpha"],
            min_drop=0.05 if options["min_drop"] is None else options["min_drop"],
            freeze=not options["no_freeze"],
        )
        if place:
            _replace(place, lines)
            return
        with contextlib.suppress(BrokenPipeError):  # who reads along may have seen enough
            for piece in lines:
                self.stdout.write(piece, ending="")


def _basis(options: dict[str, Any]) -> Basis:
    """The prior and the range; refuses what contradicts itself or cannot be had."""
    limits: tuple[float, float] | None = options["range"]
    if options["prior"]:
        if options["min_drop"] is not None and not limits:
            _refuse("--min-drop is a share of the range: it needs --range, or --instrument")
        return Basis(options["prior"], *(limits or ()))
    if limits:
        _refuse("--range goes with --prior: an instrument brings its own")
    try:
        measure = instrument(options["instrument"])
    except UnknownInstrumentError as error:
        raise CommandError(str(error), returncode=REFUSED) from error
    if measure.prior is None:
        _refuse(f"“{measure.key}” has no shipped prior: give one with --prior")
    composite = measure.composite
    return Basis(shipped_prior(measure.key), composite.lowest, composite.highest)


def _doubt(prior: Prior) -> str:
    """Why the figures of a prior may not be meant together; nothing where they agree."""
    if prior.nu0 <= 2:
        return f"with nu0 = {prior.nu0:g} the variance within a client has no mean (above 2 it has)"
    implied = prior.nu0 * prior.s02 / (prior.nu0 - 2)
    if abs(implied - prior.sigma2) <= ROUNDING * prior.sigma2:
        return ""
    return f"nu0*s02/(nu0 - 2) = {implied:.6g} should be sigma2, which is given as {prior.sigma2:g}"


def _refuse(reason: str) -> NoReturn:
    raise CommandError(reason, returncode=REFUSED)


def _place(out: Path, file: Path) -> Path:
    """Where the readings are put: in a new file, or for a regular one, also behind a link.

    Refuses what would be lost: the ratings themselves, a pipe, a device, a folder.
    """
    try:
        there = out.stat()
        if os.path.samestat(there, file.stat()):
            _refuse(f"--out {out} is the file of ratings itself")
        if not stat.S_ISREG(there.st_mode):
            _refuse(f"--out {out} is not a regular file; without --out readings can be piped")
    except FileNotFoundError:
        pass  # nothing is there yet; or there are no ratings, as will be said when they are read
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}", returncode=REFUSED) from error
    return out.resolve()


def _replace(path: Path, pieces: Iterable[str]) -> None:
    """Write the file beside its place and put it there whole, or leave what was there."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink()
            raise
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=REFUSED) from error


def _numbers(text: str, count: int) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise ArgumentTypeError(f"{text!r} is not {count} numbers with commas between")
    return numbers


def _prior(text: str) -> Prior:
    try:
        return Prior(*_numbers(text, 5))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _range(text: str) -> tuple[float, float]:
    lowest, highest = _numbers(text, 2)
    if lowest >= highest:
        raise ArgumentTypeError("the lowest value must be below the highest")
    return lowest, highest


def _alpha(text: str) -> float:
    (alpha,) = _numbers(text, 1)
    if not 0 < alpha < 0.5:
        raise ArgumentTypeError("must lie between 0 and 0.5")
    return alpha


def _share(text: str) -> float:
    (share,) = _numbers(text, 1)
    if not 0 <= share <= 1:
        raise ArgumentTypeError("must lie in 0-1")
    return share
