"""The whole suite on both engines: SQLite, then PostgreSQL with Redis.

On the second, tests that touch no database are left out (`tests/conftest.py`).

`make test`, or `python -m tests.engines [arguments of pytest]`. To measure which lines run makes
every test two to four times as slow, and what runs on the second engine is the same code: `make
coverage`, or `--coverage`, does that alone, on one engine.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import postgres, redis

ROOT = Path(__file__).parent.parent
COVERAGE = ROOT / "tests" / "coverage.toml"

# pytest's own last line, with and without its rulers: "=== 3 passed in 0.12s ===".
CLOSING_LINE = re.compile(r"^(=+ )?(\d+ [a-z]+(, \d+ [a-z]+)*|no tests ran) in [\d.]+s")


@dataclass
class Suite:
    """Runs of the same tests on one engine after the other."""

    arguments: list[str]
    folder: Path
    closing_line: str = ""
    statuses: list[int] = field(default_factory=list)

    def run(self, engine: str, *, covering: bool = False, **servers: str) -> None:
        """Run pytest with `servers` in its environment, showing what it prints."""
        print(f"\nOn {engine}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", "--dist=worksteal", *self.arguments]
        environment = self.environment(servers)
        if covering:
            command += ["--cov", f"--cov-config={COVERAGE}", "--cov-report=", "--cov-fail-under=0"]
            environment |= {"COVERAGE_FILE": str(self.folder / "coverage"), "TEMPLATE_DEBUG": "1"}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                if CLOSING_LINE.match(line):
                    self.closing_line = line.rstrip("\n")
        self.statuses.append(process.returncode)

    def report_coverage(self) -> None:
        """Put together what the processes left, and hold it against the threshold."""
        config, file = f"--rcfile={COVERAGE}", f"--data-file={self.folder / 'coverage'}"
        for command in (["combine", "--append", "--keep"], ["report"]):
            finished = subprocess.run(
                [sys.executable, "-m", "coverage", *command, config, file],
                check=False,
                env=self.environment({}),
            )
            # What pytest's own processes left is in the file already; the rest may be nothing.
            if command == ["report"]:
                self.statuses.append(finished.returncode)

    @staticmethod
    def environment(servers: dict[str, str]) -> dict[str, str]:
        """This process's environment with these servers and no others."""
        chosen = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DATA_DIR", "TEMPLATE_DEBUG"}
        }
        return inherited | chosen | servers


def main(arguments: list[str]) -> int:
    """Run everything and return the first exit status that is not 0."""
    if arguments == ["--coverage"]:
        return _cover()
    with tempfile.TemporaryDirectory(prefix="alliance-tests-") as folder:
        suite = Suite(arguments, Path(folder))
        suite.run("SQLite")
        with postgres(tidied=False) as database, redis() as broker:
            if database is None or broker is None:
                suite.statuses.append(_left_out())
            else:
                suite.run("PostgreSQL", DATABASE_URL=database.url, REDIS_URL=broker.url)
    print(suite.closing_line, flush=True)
    return next((status for status in suite.statuses if status), 0)


def _cover() -> int:
    """Once on SQLite, with the share of code and templates that ran; 1 when it is too small."""
    with tempfile.TemporaryDirectory(prefix="alliance-coverage-") as folder:
        suite = Suite([], Path(folder))
        suite.run("SQLite", covering=True)
        suite.report_coverage()
    return next((status for status in suite.statuses if status), 0)


def _left_out() -> int:
    print("Left out: the tests on PostgreSQL. They need its server and redis-server installed.")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
