"""A clinic's installation to be ill-treated: PostgreSQL, Redis, gunicorn, workers, SMTP.

The process that ill-treats it reads the same settings, so that it can put people into the database
and count afterwards. Its own mail goes to the same postbox.
"""

import base64
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import django

from tests.chaos.letterbox import Letterbox
from tests.chaos.tables import make_tables
from tests.e2e.postbox import free_port
from tests.servers import Broker, Postgres, postgres, redis

ROOT = Path(__file__).resolve().parents[2]
# Seconds a process gets to come up, and to go.
PATIENCE = 60.0
# A record of a log, and one that speaks of an error of ours: a request that is refused because it
# cannot be read, or looks suspicious, is logged as an error too.
_RECORD = re.compile(r"[A-Z]+ [a-z_.]+ ")
_OURS = re.compile(r"(ERROR|CRITICAL) (?!django\.security|django\.request Bad request)")


class ServersMissingError(Exception):
    """PostgreSQL or redis-server is not installed here."""


@dataclass
class Process:
    """A process at the head of its own group; what it says goes into a log."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    _running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._running
        return self._running.pid

    def children(self) -> list[int]:
        """The process ids beneath the first one."""
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(each) for each in found.split()]

    def is_alive(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """SIGKILL for the whole group, as when the power goes."""
        if self._running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()
        self._running = None

    def stop(self) -> None:
        """An orderly end; nothing of the group is left behind."""
        if self._running is None:
            return
        self._running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._running.wait(15)
        self.kill()

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def complaints(self) -> list[str]:
        """What its log says of something gone wrong, each with how its traceback ended."""
        found: list[str] = []
        ours = True
        for line in self.said().splitlines():
            if _RECORD.match(line):
                ours = bool(_OURS.match(line))
                found += [line] if ours else []
            elif ours and line and not line.startswith((" ", "Traceback")):
                found.append(line)
        return found


@dataclass
class House:
    """Where everything is. `environment` is that of every process, this one included."""

    port: int
    folder: Path
    environment: dict[str, str]
    letterbox: Letterbox
    database: Postgres
    broker: Broker
    _made: int = 0

    @contextmanager
    def web(self, fault: str = "") -> Iterator[Process]:
        """gunicorn on `port`, with one seeded fault where one is named."""
        application = "tests.chaos.faulty" if fault else "config.wsgi"
        process = self._process(
            "web", ["-m", "gunicorn", "--config", "config/gunicorn.py", application], fault
        )
        process.start()
        try:
            self._wait_for(process)
            yield process
        finally:
            process.stop()

    @contextmanager
    def worker(self, fault: str = "", **settings: str) -> Iterator[Process]:
        """A worker with beat, not started yet. `settings` go into its environment."""
        application = "tests.chaos.faulty" if fault or settings.get("LEASE") else "config"
        calm = ["-W", "ignore:You're running the worker with superuser"]
        celery = ["-m", "celery", "--quiet", "--app", application, "worker", "--beat"]
        pool = ["--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING"]
        process = self._process("worker", [*calm, *celery, *pool], fault, **settings)
        try:
            yield process
        finally:
            process.stop()

    def quiet(self) -> None:
        """Let nothing wait in the outbox of what was tried before, and empty the letterbox."""
        from django.utils import timezone

        from practice.models import OutboxMessage

        waiting = OutboxMessage.objects.filter(settled_at=None)
        waiting.update(settled_at=timezone.now(), ending=OutboxMessage.Ending.WITHDRAWN)
        self.letterbox.empty()

    def _process(self, name: str, command: list[str], fault: str, **settings: str) -> Process:
        self._made += 1
        # Django's own 5xx lines stay in the log; what is only odd does not.
        environment = self.environment | settings | {"FAULT": fault}
        return Process(name, command, environment, self.folder / f"{name}-{self._made}.log")

    def _wait_for(self, process: Process) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.is_alive():
            with (
                suppress(URLError, OSError),
                urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2),
            ):
                return
            time.sleep(0.05)
        raise RuntimeError(f"{process.name} did not start:\n{process.said()[-2000:]}")


@contextmanager
def house() -> Iterator[House]:
    """A fresh one, with its tables made. Raises ServersMissingError.

    The environment of this process is that of the house from here on.
    """
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="alliance-chaos-")
        folder = Path(stack.enter_context(made))
        database, broker = stack.enter_context(postgres()), stack.enter_context(redis())
        if database is None or broker is None:
            raise ServersMissingError
        letterbox = stack.enter_context(Letterbox())
        port = free_port()
        environment = _environment(folder, port)
        environment |= {"DATABASE_URL": database.url, "REDIS_URL": broker.url}
        environment |= {"EMAIL_URL": letterbox.url}
        os.environ.clear()
        os.environ.update(environment)
        django.setup()
        make_tables(database)
        yield House(port, folder, environment, letterbox, database, broker)


def _environment(folder: Path, port: int) -> dict[str, str]:
    """As in docs/deploy.md, but that there is no proxy with TLS in front."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "MASTER_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEFAULT_FROM_EMAIL": "appointments@practice.example",
        "STATIC_FROM_SOURCE": "1",
        "STATIC_ROOT": "",
        "LOG_LEVEL": "ERROR",
        "OUTBOX_SWEEP_SECONDS": "2",
        # Rows are counted from another process; a web process must not sit on a dead connection.
        "WEB_CONCURRENCY": "2",
        "WEB_THREADS": "4",
    }
