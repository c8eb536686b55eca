"""`make bench`, or `python -m tests.bench`: the product's speed beside a bare page.

What is measured and how to read it is in docs/speed.md.

--sessions N  how many past sessions the clinic has (40000)
--rounds N    how often everything is measured (3)
--seconds S   how long wrk reads one page in a round (2)
--json FILE   write all figures
--only PART   only "pages", "readings", "check-in" (a client's, on a phone) or "record" (as a PDF)
--strict      exit with 1 when a budget is not kept, and not only on errors
"""

import argparse
import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import django
import psycopg2
from django.core.management import call_command

from tests.bench.web import ROOT, bare, product
from tests.servers import postgres, redis


def main(arguments: list[str]) -> int:
    """Run everything; the exit status is 1 on errors, with --strict also over budget."""
    chosen = _arguments(arguments)
    if chosen.only == "check-in":  # in an installation of its own, as `tests.chaos` has it
        from tests.bench import check_in

        return check_in.main()
    if chosen.only == "record":
        from tests.bench import record

        return record.main()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="alliance-bench-")))
        database = stack.enter_context(postgres(durable=True))
        broker = stack.enter_context(redis(durable=True))
        if database is None or broker is None:
            print("Not measured: PostgreSQL and redis-server have to be installed.")
            return 1
        environment = _environment(database.url, broker.url, folder)
        # The product's settings are read in this process too, to fill the database and count.
        os.environ.clear()
        os.environ.update(environment)
        return _measure(chosen, environment, folder, stack)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--sessions", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=["pages", "readings", "check-in", "record"], default="")
    parser.add_argument("--strict", action="store_true")
    return parser.parse_args(arguments)


def _environment(database: str, broker: str, folder: Path) -> dict[str, str]:
    """A clinic's installation, but for TLS: PostgreSQL, Redis, collected static files, no demo."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database,
        "FLOOR_DATABASE_URL": database.removesuffix("alliance") + "bare",
        "REDIS_URL": broker,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "MASTER_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
    }


def _measure(
    chosen: argparse.Namespace, environment: dict[str, str], folder: Path, stack: ExitStack
) -> int:
    django.setup()
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    failed = False
    if chosen.only != "readings":
        failed = _pages(chosen, environment, folder, stack)
    if chosen.only != "pages":
        failed = _readings(strict=chosen.strict) or failed
    print(f"\n{time.monotonic() - began:.0f} s in all")
    return int(failed)


def _pages(
    chosen: argparse.Namespace, environment: dict[str, str], folder: Path, stack: ExitStack
) -> bool:
    """Pages and acts; whether that failed."""
    floor_session = _prepare_floor(environment)
    call_command("collectstatic", verbosity=0, interactive=False)
    # These know the product's models, which exist from here on.
    from tests.bench.run import run

    bare_web = stack.enter_context(bare(environment, folder))
    report = run(
        sessions=chosen.sessions,
        rounds=chosen.rounds,
        seconds=chosen.seconds,
        product=lambda: stack.enter_context(product(environment, folder)),
        floor=bare_web,
        floor_session=floor_session,
        environment=environment,
        folder=folder,
    )
    print(report)
    if chosen.json:
        chosen.json.write_text(json.dumps(report.as_json(), indent=2, default=str) + "\n")
    return bool(report.errors or (chosen.strict and report.failings))


def _readings(*, strict: bool) -> bool:
    """Readings in memory and through the database; whether a budget counts and was not kept."""
    from tests.bench import readings, stored

    print(f"\nReadings\n{readings.HEAD}")
    found = []
    for row in chain(readings.rows(), stored.rows()):
        print(row, flush=True)
        found.append(row)
    return strict and not all(row.kept for row in found)


def _prepare_floor(environment: dict[str, str]) -> str:
    connection = psycopg2.connect(environment["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE bare")
    connection.close()
    finished = subprocess.run(
        [sys.executable, "-m", "tests.bench.floor"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return finished.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
