"""E1: a word of a process note lies nowhere in the clear: dump, WAL, Redis, logs, mail, backup.

A real web server and a real worker write it, over HTTP. A word of the same kind that is stored
openly (a line of the clinic's settings) is looked for by the same search and must be found, so
that a search that finds nothing cannot pass. The process's memory, where the words are opened, is
the one place that is not looked at.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from redis import Redis

from tests.e2e import steps
from tests.e2e.installation import Installation, installation
from tests.e2e.visitor import Visitor, token_on
from tests.servers import Broker, Postgres, postgres, redis

pytestmark = [pytest.mark.slow]

CANARY = "xanthousquagga"
CONTROL = "vermilionocelot"
PASSPHRASE = "six quiet herons at noon"
REASON = f"{CANARY} is why"


def spellings(word: str) -> list[bytes]:
    """The word as it may lie in a file: in bytes, wide, in hexadecimal, in base64 at any offset."""
    text = word.encode()
    wide = [word.encode("utf-16-le"), word.encode("utf-16-be")]
    # At each of three offsets the letters in the middle are the same, whatever stands around.
    offset = [base64.b64encode(bytes(n) + text)[4:-4] for n in range(3)]
    by_url = [base64.urlsafe_b64encode(bytes(n) + text)[4:-4] for n in range(3)]
    hexadecimal = [text.hex().encode(), text.hex().upper().encode()]
    return [text, *wide, *offset, *by_url, *hexadecimal]


@dataclass
class House:
    """An installation with servers of its own, so that every file of theirs can be read."""

    running: Installation
    database: Postgres | None
    broker: Broker | None
    copies: Path
    places: dict[str, list[Path]] = field(default_factory=dict)

    def gather(self) -> None:
        """Everything that the installation has written, by place."""
        data = self.running.folder
        self.places["data folder of the product"] = [data]
        self.places["logs of web server and worker"] = list(data.glob("*.log"))
        self._gather_mail()
        opened = self.copies / "sessions"
        opened.write_text(json.dumps(self.running.ask("browsers_sessions")))
        self.places["sessions of the browsers, opened"] = [opened]
        if self.database and self.broker:
            self._gather_servers(self.database, self.broker)
        else:
            shutil.copytree(data, self.copies / "backup")
            self.places["backup"] = [self.copies / "backup"]
            self.places["database and its journals"] = list(data.glob("practice.sqlite3*"))

    def _gather_mail(self) -> None:
        sent = self.copies / "mail"
        sent.write_text("".join(letter.raw for letter in self.running.postbox.all()))
        self.places["mail"] = [sent]

    def _gather_servers(self, database: Postgres, broker: Broker) -> None:
        url = self.running.environment["DATABASE_URL"]
        _execute(url, "CHECKPOINT")
        cluster = database.folder / "cluster"
        binaries = Path(database.command[0]).parent
        for kind in ("plain", "custom"):
            dump = self.copies / f"dump.{kind}"
            _run(binaries / "pg_dump", f"--format={kind}", "--compress=0", "-f", dump, url)
        base = self.copies / "base"
        _run(binaries / "pg_basebackup", "-d", url, "-D", base, "-X", "stream")
        self.places |= {
            "dump": list(self.copies.glob("dump.*")),
            "cluster of the database": [cluster],
            "write-ahead log": [cluster / "pg_wal"],
            "log of every statement": [database.folder / "log"],
            "backup": [self.copies / "base"],
            "files of Redis": [path for path in broker.folder.rglob("*") if path.is_file()],
            "keys of Redis": [_keys_of(broker, self.copies)],
        }

    def hits(self, word: str) -> dict[str, int]:
        """How many files of each place hold the word, however it is spelled."""
        return {place: _hits(paths, word) for place, paths in self.places.items()}


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with _engine(request.param) as (database, broker), installation("gw7") as running:
        yield House(running, database, broker, tmp_path)


@contextmanager
def _engine(name: str) -> Iterator[tuple[Postgres | None, Broker | None]]:
    """What the installation is told of its servers; nothing of those that this run is on."""
    with pytest.MonkeyPatch.context() as environment:
        for variable in ("DATABASE_URL", "REDIS_URL"):
            environment.delenv(variable, raising=False)
        if name == "SQLite":
            yield None, None
            return
        with postgres(durable=True) as database, redis(durable=True) as broker:
            if database is None or broker is None:
                pytest.skip("PostgreSQL and redis-server are not installed")
            _execute(database.url, "ALTER SYSTEM SET log_statement = 'all'")
            _execute(database.url, "SELECT pg_reload_conf()")
            environment.setenv("DATABASE_URL", database.url)
            environment.setenv("REDIS_URL", broker.url)
            yield database, broker


def test_a_word_of_a_process_note_lies_nowhere(house: House) -> None:
    known = house.running.ask("practice", clinic="Yew Practice", zone=steps.daytime_zone())
    house.running.ask("supervised", therapist=known["therapist"])
    _write_control(Visitor(house.running.url), known["admin"])
    noor = _set_up(Visitor(house.running.url), "noor@yew.example")
    ines = _set_up(Visitor(house.running.url), known["therapist"])
    _write_and_share(ines, f"{known['met']}process-note/")
    _search_read_and_lock(ines, noor)
    house.running.letter_to(known["client"])  # the worker has been at work
    house.gather()
    found = house.hits(CONTROL)
    certain = {"data folder of the product", "backup", "database and its journals"}
    if house.database:
        certain = {"dump", "cluster of the database", "write-ahead log", "backup"}
        certain |= {"log of every statement"}
    assert {place for place, files in found.items() if files} >= certain
    assert house.hits(CANARY) == dict.fromkeys(house.places, 0)
    assert house.hits(PASSPHRASE) == dict.fromkeys(house.places, 0)


def test_the_search_knows_every_spelling(tmp_path: Path) -> None:
    around = b"before " + CANARY.encode() + b" after"
    stored = {
        "plain": around,
        "wide": around.decode().encode("utf-16-le"),
        "hexadecimal": around.hex().encode(),
        **{f"base64 {n}": base64.b64encode(b"x" * n + around) for n in range(3)},
    }
    for name, content in stored.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert _hits([path], CANARY) == 1, name
    (tmp_path / "other").write_bytes(b"nothing of the kind")
    assert _hits([tmp_path], CANARY) == len(stored)


def _write_control(admin: Visitor, email: str) -> None:
    admin.sign_in(email, steps.PASSWORD)
    page = admin.get("/clinic/settings/")
    fields = {"crisis_resources": f"{CONTROL} 116 123", "name": "Yew Practice"}
    fields |= {"time_zone": "Europe/London", "language": "en", "client_word": "client"}
    fields |= {
        "check_in_lead_hours": "24",
        "check_in_every": "1",
        "check_in_reminder_hours": "4",
        "quiet_from": "00:00",
        "quiet_until": "00:00",
        "note_due_hours": "72",
        "late_cancellation_hours": "24",
        "step_up_minutes": "240",
    }
    fields |= {"safety_escalation_minutes": "60", "concern_answer_hours": "72"}
    saved = admin.post("/clinic/settings/", token_on(page), **fields)
    assert CONTROL in admin.get("/clinic/settings/").text, saved.text


def _set_up(visitor: Visitor, email: str) -> Visitor:
    visitor.sign_in(email, steps.PASSWORD)
    path = "/process-notes/set-up/"
    new = {"new": PASSPHRASE, "again": PASSPHRASE, "scheme": "2/3", "understood": "on"}
    answer = visitor.post(path, token_on(visitor.get(path)), **new)
    assert "shown this once" in answer.text
    return visitor


def _write_and_share(ines: Visitor, path: str) -> None:
    page = ines.get(path)
    token = token_on(page)
    words = f"Between us: {CANARY}."
    assert "Saved and sealed." in ines.post(path, token, words=words, version="0").text
    ines.post(path, token, words=f"{words} {CANARY}!", version="1")
    refused = ines.post(path, token, words=f"{CANARY} once more", version="1")
    assert (refused.status, CANARY in refused.text) == (409, True)
    page = ines.get(path)
    reader = page.text.split('name="reader"')[1].split('<option value="')[2].split('"')[0]
    shared = ines.post(f"{path}grant/", token, reader=reader, reason=REASON)
    assert "Noor Haddad may read this note now." in shared.text


def _search_read_and_lock(ines: Visitor, noor: Visitor) -> None:
    shared = noor.get("/process-notes/").text.split('href="/process-notes/granted/')[1]
    read = noor.get(f"/process-notes/granted/{shared.split('/')[0]}/")
    assert read.text.count(CANARY) == 3
    page = ines.get("/process-notes/")
    found = ines.post("/process-notes/", token_on(page), query=CANARY)
    assert f"<mark>{CANARY}</mark>" in found.text
    locked = ines.post("/process-notes/lock/", token_on(page))
    assert "Your process notes are locked." in locked.text
    wrong = ines.post("/process-notes/unlock/", token_on(locked), passphrase=CANARY)
    assert wrong.status == 422


def _hits(paths: list[Path], word: str) -> int:
    sought = spellings(word)
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
    return sum(
        any(each in content for each in sought)
        for content in (file.read_bytes() for file in files if file.is_file())
    )


def _keys_of(broker: Broker, copies: Path) -> Path:
    dumped = copies / "redis"
    with dumped.open("wb") as file:
        for number in range(16):
            url = urlsplit(broker.url)._replace(path=f"/{number}").geturl()
            with Redis.from_url(url) as client:
                for key in client.scan_iter():
                    file.write(key + b"\n" + (client.dump(key) or b"") + b"\n")
    return dumped


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
