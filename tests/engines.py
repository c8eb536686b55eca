"""The whole suite on both engines: SQLite, where coverage is measured, then PostgreSQL with Redis.

On the second, tests that touch no database are left out (`tests/conftest.py`).

`make test`, or `python -m tests.engines [arguments of pytest]`. With arguments only a part of the
suite may run, and the share of the code it covers says nothing: coverage is left out then. To
measure templates line by line makes every test two to three times as slow, and what runs on the
second engine is the same code: `make coverage` does the first alone, on one engine.
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
CODE_ALONE = ROOT / "pyproject.toml"
TEMPLATES_TOO = ROOT / "tests" / "coverage-with-templates.toml"

# pytest's own last line, with and without its rulers: "=== 3 passed in 0.12s ===".
CLOSING_LINE = re.compile(r"^(=+ )?(\d+ [a-z]+(, \d+ [a-z]+)*|no tests ran) in [\d.]+s")


@dataclass
class Suite:
    """Runs of the same tests on one engine after the other."""

    arguments: list[str]
    folder: Path
    closing_line: str = ""
    statuses: list[int] = field(default_factory=list)

    def run(self, engine: str, *, covering: Path | None = None, **servers: str) -> None:
        """Run pytest with `servers` in its environment, showing what it prints.

        `covering`: measure coverage as this file says.
        """
        print(f"\nOn {engine}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", *self.arguments]
        environment = self.environment(servers)
        if covering:
            command += ["--cov", f"--cov-config={covering}", "--cov-report=", "--cov-fail-under=0"]
            environment |= {"COVERAGE_FILE": str(self.folder / "coverage")}
        if covering == TEMPLATES_TOO:
            environment |= {"TEMPLATE_DEBUG": "1"}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                if CLOSING_LINE.match(line):
                    self.closing_line = line.rstrip("\n")
        self.statuses.append(process.returncode)

    def report_coverage(self, covering: Path) -> None:
        """Put together what the processes left, and hold it against the threshold."""
        config, file = f"--rcfile={covering}", f"--data-file={self.folder / 'coverage'}"
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
    templates = arguments == ["--templates"]
    covering = TEMPLATES_TOO if templates else CODE_ALONE if not arguments else None
    with tempfile.TemporaryDirectory(prefix="alliance-coverage-") as folder:
        suite = Suite([] if templates else arguments, Path(folder))
        suite.run("SQLite", covering=covering)
        if not templates:
            with postgres(tidied=False) as database, redis() as broker:
                if database is None or broker is None:
                    suite.statuses.append(_left_out())
                else:
                    suite.run("PostgreSQL", DATABASE_URL=database.url, REDIS_URL=broker.url)
        if covering:
            suite.report_coverage(covering)
    print(suite.closing_line, flush=True)
    return next((status for status in suite.statuses if status), 0)


def _left_out() -> int:
    print("Left out: the tests on PostgreSQL. They need its server and redis-server installed.")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
