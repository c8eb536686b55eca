"""`manage.py readings --out`: a file whole or not at all, and nothing else lost for it."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

HEADER = "client,session,value,n,expected,scale,t,p,flag,drift,returned_to_baseline"
GOLDEN_PRIOR = "--prior=36.5,9,3,6,2"
TEXT = "client,session,value\nC1,1,38\nC1,2,37.5\n"


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(TEXT)
    return path


def put(file: Path, out: Path) -> None:
    call_command("readings", str(file), GOLDEN_PRIOR, f"--out={out}")


def refused(file: Path, out: Path) -> str:
    with pytest.raises(CommandError) as raised:
        put(file, out)
    assert raised.value.returncode == 2
    return str(raised.value)


def test_the_file_is_there_whole_or_not_at_all(ratings: Path, tmp_path: Path) -> None:
    out = tmp_path / "readings.csv"
    call_command("readings", str(ratings), GOLDEN_PRIOR, f"--out={out}")
    assert out.read_text().splitlines()[0] == HEADER
    assert len(out.read_text().splitlines()) == len(TEXT.splitlines())
    # What is known of clients is for the one who asked.
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    before = out.read_bytes()
    ratings.write_text("client,session,value\nA,1,x\n")
    with pytest.raises(CommandError):
        call_command("readings", str(ratings), GOLDEN_PRIOR, f"--out={out}")
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ratings.csv", "readings.csv"]


def test_files_that_cannot_be_read_or_written(ratings: Path, tmp_path: Path) -> None:
    for file, out in ((tmp_path / "none.csv", tmp_path / "out"), (ratings, tmp_path / "no" / "o")):
        assert "No such file" in refused(file, out)


def test_nothing_is_left_beside_where_it_could_not_be_written_to_the_end(
    ratings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> Iterator[str]:
        yield HEADER
        raise OSError(errno.ENOSPC, "No space left on device")

    out = tmp_path / "readings.csv"
    out.write_text("old")
    monkeypatch.setattr("alliance.management.commands.readings.table", full)
    assert refused(ratings, out) == f"{out}: No space left on device"
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ratings.csv", "readings.csv"]


@pytest.mark.parametrize("name", ["ratings.csv", "symbolic", "hard", "folder/../ratings.csv"])
def test_the_ratings_are_not_lost_for_their_readings(
    name: str, ratings: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "symbolic").symlink_to(ratings)
    (tmp_path / "hard").hardlink_to(ratings)
    out = tmp_path / name
    assert refused(ratings, out) == f"--out {out} is the file of ratings itself"
    assert refused(out, ratings) == f"--out {ratings} is the file of ratings itself"
    assert ratings.read_text() == TEXT
    assert (tmp_path / "symbolic").is_symlink()


def test_a_link_stays_and_what_it_leads_to_is_replaced(ratings: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "link.csv"
    link.symlink_to(Path("elsewhere", "readings.csv"))
    for _ in range(2):  # first it leads to nothing yet
        put(ratings, link)
        assert link.is_symlink()
        assert [path.name for path in elsewhere.iterdir()] == ["readings.csv"]
        assert (elsewhere / "readings.csv").read_text().splitlines()[0] == HEADER
        (elsewhere / "readings.csv").write_text("old")
    ratings.write_text("client,session,value\nA,1,x\n")
    assert "line 2" in refused(ratings, link)
    assert (elsewhere / "readings.csv").read_text() == "old"


def test_links_in_a_circle_lead_nowhere(ratings: Path, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    assert "Too many levels of symbolic links" in refused(ratings, tmp_path / "one")


def test_pipes_devices_and_folders_are_not_replaced(ratings: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "to-nothing"
    link.symlink_to(os.devnull)
    for out in (pipe, link, tmp_path):
        reason = f"--out {out} is not a regular file; without --out readings can be piped"
        assert refused(ratings, out) == reason
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_ISCHR(link.stat().st_mode)
