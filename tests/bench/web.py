"""Two web servers, each with two workers: the product as a clinic runs it, and the bare page."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
THREADS = 4
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Web:
    """A gunicorn that answers on `port`."""

    name: str
    port: int
    pid: int
    log: Path

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]


@contextmanager
def product(environment: dict[str, str], folder: Path) -> Iterator[Web]:
    """config.wsgi under config/gunicorn.py."""
    port = _free_port()
    environment = environment | {
        "PORT": str(port),
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": str(THREADS),
    }
    command = ["--config", "config/gunicorn.py", "config.wsgi"]
    with _gunicorn("product", command, port, environment, folder) as web:
        yield web


@contextmanager
def bare(environment: dict[str, str], folder: Path) -> Iterator[Web]:
    """tests.bench.floor under the same kind and number of workers and threads."""
    port = _free_port()
    command = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command += ["--preload", "--no-control-socket", "--log-level", "warning"]
    command += ["tests.bench.floor:application"]
    with _gunicorn("floor", command, port, environment, folder) as web:
        yield web


@contextmanager
def _gunicorn(
    name: str, command: list[str], port: int, environment: dict[str, str], folder: Path
) -> Iterator[Web]:
    log = folder / f"{name}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _wait_for(port, process, log)
        yield Web(name, port, process.pid, log)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            server.request("GET", "/health/live")
            server.getresponse()
            return
        time.sleep(0.1)
    raise RuntimeError(f"{log.stem} did not start:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
