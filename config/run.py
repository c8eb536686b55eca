"""The one command: prepare the database, then run web server and worker until told to stop.

`make run` or `python -m config.run`: for trying the product and for a practice of one. A clinic
starts the two processes itself, as docs/deploy.md describes.
"""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

BASE_DIR = Path(__file__).resolve().parent.parent
DEFAULTS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEMO": "1",
    "GENERATE_SECRETS": "1",
    "STATIC_FROM_SOURCE": "1",
    "STATIC_ROOT": "",  # nothing is collected
}
# Seconds the processes get to finish what they are doing before they are killed.
GRACE = 15.0


def main() -> int:
    """Run until stopped. The exit status is 0 when asked to stop, 1 when something broke."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    listener = _listen(os.environ.get("PORT", "8000"))
    if listener is None:
        return 1
    # PORT=0 takes any free one; links in mail have to name the one that was taken.
    port = listener.getsockname()[1]
    os.environ["PORT"] = str(port)
    try:
        welcome = _prepare()
    except (ImproperlyConfigured, DatabaseError) as error:
        return _complain(f"Cannot start: {error}")
    except KeyboardInterrupt:
        return 130
    return _Processes(_commands(listener.fileno()), listener).run(port, welcome)


def _listen(port: str) -> socket.socket | None:
    """Take the port before anything else, so that a taken one is noticed at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
        listener.listen(128)
    except (OSError, OverflowError, ValueError) as error:
        listener.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "is taken" if taken else "cannot be used"
        _complain(f"Port {port} {why}. Choose another one: make run PORT=8001")
        return None
    return listener


def _prepare() -> list[str]:
    """Bring folder and database up to date; what to tell the person who started it."""
    os.umask(0o077)
    data_dir = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data"))
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if data_dir == BASE_DIR / ".data":
        data_dir.chmod(0o700)  # a folder someone else chose keeps the mode they gave it
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    welcome = [f"What is entered is kept in {settings.DATA_DIR}", *_people()]
    connections.close_all()
    return welcome


def _people() -> list[str]:
    """Who can sign in: the invented people, made on the very first start, or how to add someone."""
    from practice import demo, roles  # models can be imported only after django.setup()
    from practice.models import Clinic

    empty = not Clinic.objects.exists()
    if not settings.DEMO:
        command = "manage.py create_clinic --help"
        return (
            [f"Nobody can sign in yet: see GENERATE_SECRETS=1 .venv/bin/python {command}"]
            if empty
            else []
        )
    if empty:
        print("Inventing a practice to look at; this happens once.", flush=True)
        with transaction.atomic():  # all of it, or none and again at the next start
            call_command("demo")
    return ["Nobody in it is real. Sign in with one click as:"] + [
        f"  {person.name}, {' and '.join(roles.held(person))}, {person.clinic.name}"
        for person in demo.people()
    ]


def _commands(listener: int) -> dict[str, list[str]]:
    solo = settings.CELERY_BROKER_URL.startswith("filesystem")
    pool = ["--pool", "solo"] if solo else ["--pool", "prefork", "--concurrency", "2"]
    web = ["gunicorn", "--config", "config/gunicorn.py", "--bind", f"fd://{listener}"]
    # Seen as root in a container; the tasks are JSON, never pickles.
    calm = ["-W", "ignore:You're running the worker with superuser"]
    worker = [*calm, "-m", "celery", "--quiet", "--app", "config", "worker", "--beat", *pool]
    return {
        "web server": [sys.executable, "-m", *web, "config.wsgi"],
        "worker": [sys.executable, *worker, "--loglevel", "WARNING"],
    }


class _Processes:
    """The processes that make up the product, each the head of its own group."""

    def __init__(self, commands: dict[str, list[str]], listener: socket.socket) -> None:
        self._commands = commands
        self._listener = listener
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked_to_stop = False

    def run(self, port: int, welcome: list[str]) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            self._start()
            return self._watch(port, welcome)
        finally:
            self._stop()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop = True

    def _start(self) -> None:
        for name, command in self._commands.items():
            self._running[name] = subprocess.Popen(  # noqa: S603  the commands above
                command,
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[self._listener.fileno()] if name == "web server" else [],
            )
        # Only the web server holds it now, so that the port is free as soon as that one ends.
        self._listener.close()

    def _watch(self, port: int, welcome: list[str]) -> int:
        announced = False
        while not self._asked_to_stop:
            for name, process in self._running.items():
                if process.poll() is not None:
                    return _complain(f"The {name} ended by itself ({process.returncode}).")
            if not announced and _answers(port):
                print(f"\nAlliance is at http://localhost:{port}/   (Ctrl-C stops it)")
                print(*welcome, sep="\n", flush=True)
                announced = True
            time.sleep(0.2)
        return 0

    def _stop(self) -> None:
        """Ask politely, wait a while, then leave nothing of any group behind."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=0.5)
    try:
        server.request("GET", "/health/live")
        return server.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        server.close()


def _complain(line: str) -> int:
    print(line, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
