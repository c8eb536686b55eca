"""Private PostgreSQL and Redis for tests and measurements, on free ports, gone afterwards.

with postgres() as database:        # None where the binaries are missing
    os.environ["DATABASE_URL"] = database.url
    database.kill(); database.start()
"""

import os
import pwd
import shutil
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
from typing import TypedDict

import psycopg2
from redis import Redis
from redis.exceptions import RedisError

# Seconds a server gets to answer after it was started, recovery from a crash included.
PATIENCE = 30.0


class _Identity(TypedDict, total=False):
    """Arguments of Popen."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass
class Server:
    """A server of one's own. `start` waits until it answers; `kill` is a power cut."""

    url: str
    command: list[str]
    folder: Path
    stop_signal: signal.Signals
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def answers(self) -> bool:
        """Whether a client gets through."""
        raise NotImplementedError

    def start(self) -> None:
        """Start and wait for the first answer; TimeoutError after half a minute."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            # After a kill the old backends may hold the memory for a moment: then try once more.
            if self._process is None or self._process.poll() is not None:
                self._process = self._launch()
            if self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError(f"{self.command[0]}: see {self.folder / 'log'}")

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """An orderly end, and a kill when it takes longer than ten seconds."""
        self._end(self.stop_signal)

    def _launch(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.folder,
                **_identity(),
            )

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


class Postgres(Server):
    """PostgreSQL with one database and one superuser, both called alliance."""

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url, connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True


class Broker(Server):
    """Redis, as Celery's broker."""

    def answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except RedisError:
            return False


@contextmanager
def postgres(*, durable: bool = False, tidied: bool = True) -> Iterator[Postgres | None]:
    """PostgreSQL. `durable` keeps fsync on, for tests that kill it and count what is left.

    Not `tidied` for tests that roll back what they write: autovacuum would find the tables empty,
    and the planner then expects one row where a test has a thousand.
    """
    binaries = _postgres_binaries()
    if binaries is None:
        yield None
        return
    with _folder() as folder:
        port = _free_port()
        _initialise(binaries, folder)
        command = [str(binaries / "postgres"), "-D", str(folder / "cluster"), "-p", str(port)]
        command += ["-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
        if not durable:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                command += ["-c", f"{setting}=off"]
        if not tidied:
            command += ["-c", "autovacuum=off"]
        url = f"postgres://alliance@127.0.0.1:{port}"
        server = Postgres(f"{url}/postgres", command, folder, signal.SIGINT)
        try:
            server.start()
            _create_database(server.url)
            server.url = f"{url}/alliance"
            yield server
        finally:
            server.stop()


@contextmanager
def redis(*, durable: bool = False) -> Iterator[Broker | None]:
    """Redis. It forgets everything when it is killed, unless `durable`."""
    binary = shutil.which("redis-server")
    if binary is None:
        yield None
        return
    with _folder() as folder:
        port = _free_port()
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "yes" if durable else "no"]
        command += ["--appendfsync", "always"] if durable else []
        server = Broker(f"redis://127.0.0.1:{port}/0", command, folder, signal.SIGTERM)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _postgres_binaries() -> Path | None:
    """The folder of the newest `postgres` with its `initdb`; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


def _initialise(binaries: Path, folder: Path) -> None:
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    choices = ["--username=alliance", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    subprocess.run(
        [binaries / "initdb", folder / "cluster", f"--locale={locale}", *choices],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **_identity(),
    )


def _create_database(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE alliance")
    connection.close()


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder that the servers' owner can reach; root's TMPDIR may be closed to it."""
    identity = _identity()
    folder = Path(tempfile.mkdtemp(prefix="alliance-", dir="/tmp" if identity else None))
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> _Identity:
    """Who the servers run as: oneself, or nobody, because PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
