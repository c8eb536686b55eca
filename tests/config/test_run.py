"""The one-command run, as a person starts and stops it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.servers import postgres, redis

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]


@dataclass
class Run:
    """A run in progress and everything it has said up to its announcement."""

    process: subprocess.Popen[str]
    address: str

    def get(self, path: str) -> tuple[int, str]:
        with urlopen(self.address + path, timeout=5) as response:
            return response.status, response.read().decode()

    def children(self) -> dict[str, int]:
        """The two processes that were started, by what they are."""
        listing = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,args="], check=True, capture_output=True, text=True
        ).stdout
        found = {}
        for line in listing.splitlines():
            pid, parent, arguments = line.split(None, 2)
            if int(parent) == self.process.pid:
                found["web" if "gunicorn" in arguments else "worker"] = int(pid)
        return found

    def end(self) -> tuple[int, str]:
        """Exit status and what was said on the error stream."""
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


Start = Callable[..., Run]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a run on a free port and wait until it says where it is; kill it if a test fails."""
    running: list[subprocess.Popen[str]] = []

    def start(**environment: str) -> Run:
        process = _run(tmp_path, PORT="0", DEMO="0", **environment)
        running.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"at (http://localhost:\d+)/", line):
                return Run(process, found[1])
        raise AssertionError(process.stderr.read() if process.stderr else "")

    yield start
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.communicate()


def _run(data_dir: Path, **environment: str) -> subprocess.Popen[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "TEMPLATE_DEBUG"}
    }
    return subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        env=inherited | {"DATA_DIR": str(data_dir / "practice")} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _gone(groups: list[int]) -> bool:
    """Whether no process is left in any of these groups; the last ones may need a moment."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not any(map(_alive, groups)):
            return True
        time.sleep(0.05)
    return False


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_asked_to_stop_and_leaves_nothing_behind(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    run = start()
    assert run.get("/health/live") == (200, "ok\n")
    assert run.get("/health/ready") == (200, "ok\n")
    children = run.children()
    assert sorted(children) == ["web", "worker"]
    run.process.send_signal(number)
    assert run.end() == (0, "")
    assert _gone(list(children.values()))
    data_dir = tmp_path / "practice"
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in data_dir.rglob("*") if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize(("victim", "name"), [("web", "web server"), ("worker", "worker")])
def test_when_one_process_dies_it_says_which_and_stops_the_other(
    start: Start, victim: str, name: str
) -> None:
    run = start()
    children = run.children()
    os.kill(children[victim], signal.SIGKILL)
    assert run.end() == (1, f"The {name} ended by itself (-9).\n")
    assert _gone(list(children.values()))


def test_it_runs_on_postgresql_and_redis_too(start: Start) -> None:
    with postgres() as database, redis() as broker:
        if database is None or broker is None:
            pytest.skip("PostgreSQL or Redis is not installed")
        run = start(DATABASE_URL=database.url, REDIS_URL=broker.url)
        assert run.get("/health/ready") == (200, "ok\n")
        run.process.terminate()
        assert run.end() == (0, "")


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        run = _run(tmp_path, PORT=port)
        said, complained = run.communicate(timeout=30)
    assert (run.returncode, said) == (1, "")
    assert complained == f"Port {port} is taken. Choose another one: make run PORT=8001\n"


def test_a_database_out_of_reach_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        port = reserved.getsockname()[1]
        run = _run(tmp_path, PORT="0", DATABASE_URL=f"postgres://nobody@127.0.0.1:{port}/none")
        said, complained = run.communicate(timeout=30)
    assert (run.returncode, said) == (1, "")
    assert complained.startswith("Cannot start: connection to server at")
    assert "Traceback" not in complained
