"""Where the two secrets come from, and that nothing starts without them."""

import base64
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config.secret import master_key, secret_key

KEY = bytes(range(32))


def given(**environment: str) -> Env:
    """Settings read from a dictionary instead of the process's environment."""
    env = Env()
    env.ENVIRON = environment
    return env


def test_they_are_taken_from_the_environment(tmp_path: Path) -> None:
    both = given(SECRET_KEY="signs", MASTER_KEY=base64.urlsafe_b64encode(KEY).decode())
    assert (secret_key(both, tmp_path), master_key(both, tmp_path)) == ("signs", KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read", [secret_key, master_key])
def test_a_missing_one_stops_the_process(read: type, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="_KEY is not set"):
        read(given(), tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("not base64 at all", "is not base64"),
        (base64.urlsafe_b64encode(KEY[1:]).decode(), "must be 32 bytes"),
    ],
)
def test_a_master_key_that_is_none_stops_the_process(
    text: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint):
        master_key(given(MASTER_KEY=text), tmp_path)


def test_when_asked_they_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    asked = given(GENERATE_SECRETS="1")
    folder = tmp_path / "practice"
    first = (secret_key(asked, folder), master_key(asked, folder))
    assert (secret_key(asked, folder), master_key(asked, folder)) == first
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"secret.key": 0o600, "master.key": 0o600}
    elsewhere = tmp_path / "another"
    assert master_key(asked, elsewhere) != first[1]
