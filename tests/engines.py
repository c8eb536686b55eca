"""The whole suite on both engines: SQLite, then PostgreSQL with Redis; coverage of both together.

On the second, tests that touch no database are left out (`tests/conftest.py`).

`make test`, or `python -m tests.engines [arguments of pytest]`. With arguments only a part of the
suite may run, and the share of the code it covers says nothing: coverage is left out then.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import postgres, redis

# pytest's own last line, with and without its rulers: "=== 3 passed in 0.12s ===".
CLOSING_LINE = re.compile(r"^(=+ )?(\d+ [a-z]+(, \d+ [a-z]+)*|no tests ran) in [\d.]+s")


@dataclass
class Suite:
    """Runs of the same tests on one engine after the other."""

    arguments: list[str]
    folder: Path
    closing_line: str = ""
    statuses: list[int] = field(default_factory=list)

    def run(self, engine: str, **servers: str) -> None:
        """Run pytest with `servers` in its environment, showing what it prints."""
        print(f"\nOn {engine}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", *self.arguments]
        if not self.arguments:
            command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
        environment = self.environment(servers) | {"COVERAGE_FILE": str(self.folder / engine)}
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
        """Put the runs' coverage together and hold it against the threshold."""
        parts = [str(path) for path in self.folder.iterdir()]
        both = f"--data-file={self.folder / 'both'}"
        for command in (["combine", both, *parts], ["report", both]):
            finished = subprocess.run(
                [sys.executable, "-m", "coverage", *command],
                check=False,
                env=self.environment({}),
            )
            self.statuses.append(finished.returncode)

    @staticmethod
    def environment(servers: dict[str, str]) -> dict[str, str]:
        """This process's environment with these servers and no others."""
        chosen = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEMPLATE_DEBUG": "1"}
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DATA_DIR"}
        }
        return inherited | chosen | servers


def main(arguments: list[str]) -> int:
    """Run everything and return the first exit status that is not 0."""
    with tempfile.TemporaryDirectory(prefix="alliance-coverage-") as folder:
        suite = Suite(arguments, Path(folder))
        suite.run("SQLite")
        with postgres() as database, redis() as broker:
            if database is None or broker is None:
                suite.statuses.append(_left_out())
            else:
                suite.run("PostgreSQL", DATABASE_URL=database.url, REDIS_URL=broker.url)
        if not arguments:
            suite.report_coverage()
    print(suite.closing_line, flush=True)
    return next((status for status in suite.statuses if status), 0)


def _left_out() -> int:
    print("Left out: the tests on PostgreSQL. They need its server and redis-server installed.")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
