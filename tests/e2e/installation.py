"""A real installation, as a clinic runs it: web server, worker with beat, database, mail.

Nothing is shared with the process of the tests but the machine: the environment is written out
here, and what a test wants to know of the inside it asks of `tests.e2e.inside`, which runs in that
environment.
"""

import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg2

from tests.e2e.postbox import Letter, Postbox

BASE_DIR = Path(__file__).resolve().parents[2]
# Seconds the processes get to come up, and to go.
PATIENCE = 240.0


@dataclass
class Installation:
    """Where it is, what it was told, and the mail it sends."""

    url: str
    postbox: Postbox
    environment: dict[str, str]
    folder: Path
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints."""
        return self._run("manage.py", *arguments)

    def ask(self, question: str, **about: str | int) -> Any:
        """The answer of a function of `tests.e2e.inside`."""
        return json.loads(self._run("-m", "tests.e2e.inside", question, json.dumps(about)))

    def letter_to(self, address: str, number: int = 1) -> Letter:
        """The `number`-th message that the installation has sent to an address, from 1."""
        letter = self.postbox.wait_for(address, number)
        assert letter, f"no message {number} to {address}: {self.said()}"
        return letter

    def said(self) -> str:
        """Everything the processes have written to their logs."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def start(self, name: str, *command: str, listener: socket.socket | None = None) -> None:
        """Start a process at the head of its own group, its words going into a log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, *command],
                    cwd=BASE_DIR,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    pass_fds=[listener.fileno()] if listener else [],
                )
            )

    def kill_web(self) -> None:
        """Let the web server die as in a power cut: nobody is asked, nothing is finished."""
        web = self._processes.pop(0)
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()

    def start_web(self) -> None:
        """Start the web server, at the address that the installation has."""
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", urlsplit(self.url).port or 0))
            listener.listen(128)
            address = f"fd://{listener.fileno()}"
            gunicorn = ["gunicorn", "--config", "config/gunicorn.py", "--bind", address]
            self.start("web", "-m", *gunicorn, "config.wsgi", listener=listener)
            self._processes.insert(0, self._processes.pop())

    def hold_web(self) -> None:
        """Let every process of the web server stand still: what is sent waits for an answer."""
        os.killpg(self._processes[0].pid, signal.SIGSTOP)

    def wait_until_ready(self) -> None:
        """Wait for web server, database and broker to answer."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(URLError, OSError), urlopen(f"{self.url}/health/ready", timeout=2):
                return
            for process in self._processes:
                assert process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(f"not ready: {self.said()}")

    def stop(self) -> None:
        """Ask every process to end, and leave nothing of its group behind."""
        for process in self._processes:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, *command: str) -> str:
        finished = subprocess.run(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout


@contextmanager
def installation(name: str) -> Iterator[Installation]:
    """A fresh one, on the engine that this run of the tests is on; `name` tells two apart."""
    with (
        tempfile.TemporaryDirectory(prefix="alliance-e2e-") as folder,
        _engine(name) as engine,
        Postbox() as postbox,
    ):
        url = f"http://127.0.0.1:{_free_port()}"
        environment = _environment(Path(folder), url, postbox) | engine
        running = Installation(url, postbox, environment, Path(folder))
        running.manage("migrate", "--no-input", "--verbosity", "0")
        try:
            running.start_web()
            _start_worker(running)
            running.wait_until_ready()
            yield running
        finally:
            running.stop()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _start_worker(running: Installation) -> None:
    solo = "REDIS_URL" not in running.environment
    pool = ["--pool", "solo"] if solo else ["--pool", "prefork", "--concurrency", "2"]
    celery = ["-m", "celery", "--quiet", "--app", "config", "worker", "--beat", *pool]
    # Seen as root in a container; the tasks are JSON, never pickles.
    calm = ["-W", "ignore:You're running the worker with superuser"]
    running.start("worker", *calm, *celery, "--loglevel", "WARNING")


def _environment(folder: Path, url: str, postbox: Postbox) -> dict[str, str]:
    """As in docs/deploy.md, but that there is no proxy with TLS in front."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    measured = {
        name: value
        for name, value in os.environ.items()
        # Templates are measured only with their debugging on.
        if name.startswith("COVERAGE_") or name == "TEMPLATE_DEBUG"
    }
    return (
        inherited
        | measured
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(folder),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "MASTER_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "PUBLIC_URL": url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "EMAIL_URL": postbox.url,
            "DEFAULT_FROM_EMAIL": "appointments@practice.example",
            "STATIC_FROM_SOURCE": "1",
            "STATIC_ROOT": "",
            "OUTBOX_SWEEP_SECONDS": "0.5",
        }
    )


@contextmanager
def _engine(name: str) -> Iterator[dict[str, str]]:
    """A database of one's own on the server that DATABASE_URL names, or a SQLite file."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield {}
        return
    database = f"e2e_{name}"
    _execute(server, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    _execute(server, f"CREATE DATABASE {database}")
    try:
        yield {
            "DATABASE_URL": urlsplit(server)._replace(path=f"/{database}").geturl(),
            "REDIS_URL": _broker(name),
        }
    finally:
        _execute(server, f"DROP DATABASE {database} WITH (FORCE)")


def _broker(name: str) -> str:
    """Another numbered database of the same Redis: other tests have workers too."""
    number = 8 + int("".join(filter(str.isdigit, name)) or 0) % 8
    return urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()


def _execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
