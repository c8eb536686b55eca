"""The product's tables in a fresh PostgreSQL: by migrations once, by a copy from then on.

Making them takes half a minute, which a quick run does not have. The copy is kept under a name that
changes with every migration and every release of a package, and only here, never for a clinic.
"""

import hashlib
import subprocess
from pathlib import Path

from tests.servers import Postgres

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".pytest_cache"


def make_tables(database: Postgres) -> None:
    """Make them. Django has to be set up."""
    kept = KEPT / f"tables-{_state()}.sql"
    if kept.exists():
        _tool(database, "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(kept))
        return
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    KEPT.mkdir(exist_ok=True)
    for older in KEPT.glob("tables-*.sql"):
        older.unlink(missing_ok=True)
    unfinished = kept.with_suffix(".part")
    _tool(database, "pg_dump", "--no-owner", "--file", str(unfinished))
    unfinished.rename(kept)


def _state() -> str:
    """Of everything that the tables follow from."""
    packages = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    found = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "practice/triggers.py", *packages]):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _tool(database: Postgres, name: str, *arguments: str) -> None:
    """One of PostgreSQL's own, of the server's version."""
    program = Path(database.command[0]).with_name(name)
    subprocess.run(
        [program, *arguments, database.url.replace("postgres://", "postgresql://")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
