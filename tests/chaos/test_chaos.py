"""The promises in small, on real servers: a few of each, all of them kept.

`make chaos` tries them in full, and `make chaos ARGS=--faults` holds that each proof can fail. What
belongs to neither a server nor a database is held here: the judging itself, and the counting.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.proof import Figure, exactly
from tests.chaos.tables import ROOT

NAMES = ["malformed", "retried", "scanners", "workers", "brokers", "clocks"]
MISSING = 77


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All of them in one installation, in a process of its own: its clock and servers are too."""
    kept = tmp_path_factory.mktemp("chaos") / "figures.json"
    finished = _chaos("--quick", "--json", str(kept))
    if finished.returncode == MISSING:
        pytest.skip(finished.stdout.strip())
    assert kept.exists(), finished.stderr[-3000:]
    return {each["proof"]: each for each in json.loads(kept.read_text())}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_promise_is_kept_in_small(tried: dict[str, Any], name: str) -> None:
    found = tried[name]
    assert (found["broken"], found["examples"]) == ([], [])
    assert found["kept"] is True


@pytest.mark.slow
def test_a_fault_turns_a_proof_red() -> None:
    """The cheapest of all of them, so that the suite sees one go red, and that this is noticed."""
    finished = _chaos("--faults", "--only", "scanners")
    if finished.returncode == MISSING:
        pytest.skip(finished.stdout.strip())
    assert "✗ consumed, begun or changed" in finished.stdout, finished.stderr[-3000:]
    assert "scanners with opening-uses-it-up: red, as it should be" in finished.stdout
    assert finished.returncode == 0


@pytest.mark.parametrize(
    ("figure", "kept", "promise"),
    [
        (exactly("lost", 0, 0), True, "0"),
        (exactly("lost", 1, 0), False, "0"),
        (exactly("taken", 9, 10), False, "10"),
        (Figure("duplicates", 3, most=3), True, "≤ 3"),
        (Figure("duplicates", 4, most=3), False, "≤ 3"),
        (Figure("kills", 39, least=40), False, "≥ 40"),
        (Figure("seconds", 1e9), True, ""),
    ],
)
def test_a_figure_beside_its_promise(figure: Figure, kept: bool, promise: str) -> None:
    assert (figure.kept, figure.promise) == (kept, promise)


def _chaos(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.chaos", *arguments],
        cwd=Path(ROOT),
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
