"""`manage.py readings`: what a researcher puts in, gets out, and is refused.

None of these tests may touch a database: pytest-django fails the one that does.
"""

import csv
import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from alliance.science.readings_file import read_ratings
from alliance.science.readings_rows import MalformedFileError

HEADER = "client,session,value,n,expected,scale,t,p,flag,drift,returned_to_baseline"
GOLDEN = (38.0, 37.5, 38.2, 36.9, 31.0, 33.5, 37.8, 38.4)
GOLDEN_PRIOR = "--prior=36.5,9,3,6,2"
CLIENTS = "--instrument=alliance-client"


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    lines = [f"C1,{session},{value}" for session, value in enumerate(GOLDEN, 1)]
    path.write_text("\n".join(["client,session,value", *lines]) + "\n")
    return path


def readings(path: Path, *options: str) -> list[dict[str, str]]:
    said = io.StringIO()
    call_command("readings", str(path), *options, stdout=said)
    assert said.getvalue().splitlines()[0] == HEADER
    return list(csv.DictReader(io.StringIO(said.getvalue())))


def of(content: str, tmp_path: Path, *options: str) -> list[dict[str, str]]:
    path = tmp_path / "of.csv"
    path.write_bytes(content.encode())
    return readings(path, *(options or (CLIENTS,)))


def refused(content: bytes, tmp_path: Path, *options: str) -> str:
    path, out = tmp_path / "refused.csv", tmp_path / "out.csv"
    path.write_bytes(content)
    said = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("readings", str(path), *(options or (CLIENTS,)), stdout=said)
    assert (said.getvalue(), raised.value.returncode) == ("", 2)
    with pytest.raises(CommandError):
        call_command("readings", str(path), f"--out={out}", *(options or (CLIENTS,)))
    assert not out.exists()
    return str(raised.value).removeprefix(f"{path}, ")


def test_the_golden_vector(ratings: Path) -> None:
    rows = readings(ratings, GOLDEN_PRIOR)
    assert [round(float(row["p"]), 5) for row in rows] == [
        *(0.66652, 0.47681, 0.63592, 0.29821, 0.00076, 0.01074, 0.56297, 0.71301)
    ]
    assert [row["flag"] for row in rows] == ["", "", "", "", "marked", "low", "", ""]
    assert [row["n"] for row in rows] == ["0", "1", "2", "3", "4", "4", "4", "5"]
    assert [row["returned_to_baseline"] for row in rows] == [*[""] * 4, "no", "no", "no", "yes"]
    assert rows[4] == {
        "client": "C1",
        "session": "5",
        "value": "31",
        "n": "4",
        "expected": "37.56153846",
        "scale": "1.462143375",
        "t": "-4.487616314",
        "p": "0.0007578544886",
        "flag": "marked",
        "drift": "0",
        "returned_to_baseline": "no",
    }


def test_the_worked_example_is_what_the_command_says(ratings: Path) -> None:
    page = Path("docs/readings.md").read_text()
    said = io.StringIO()
    call_command("readings", str(ratings), GOLDEN_PRIOR, stdout=said)
    assert said.getvalue() in page
    assert ratings.read_text() in page


def test_the_rule_can_be_changed(ratings: Path) -> None:
    assert round(float(readings(ratings, GOLDEN_PRIOR, "--no-freeze")[5]["p"]), 5) == 0.12555
    strict = readings(ratings, GOLDEN_PRIOR, "--alpha=0.001")
    assert [row["flag"] for row in strict] == ["", "", "", "", "marked", "", "", ""]
    far = readings(ratings, GOLDEN_PRIOR, "--range=0,40", "--min-drop=0.12")
    assert [row["flag"] for row in far] == ["", "", "", "", "marked", "", "", ""]


def test_rows_may_come_in_any_order(ratings: Path, tmp_path: Path) -> None:
    lines = [
        f"{client},{session},{'' if session == 4 else 5 + (session * len(client)) % 4}"
        for client in ("A", "Bo", "Cyd")
        for session in range(1, 13)
    ]
    inorder = of("client,session,value\n" + "\n".join(lines), tmp_path)
    random.Random(3).shuffle(lines)
    assert of("client,session,value\n" + "\n".join(lines), tmp_path) == inorder
    assert [row["session"] for row in inorder[:12]] == [str(session) for session in range(1, 13)]


def test_a_blank_is_a_session_without_an_answer(tmp_path: Path) -> None:
    rows = of("client,session,value\nA,1,7.8\nA,2,\nA,3, \nA,4,7.6\n", tmp_path)
    assert list(rows[1].values()) == ["A", "2", *[""] * 9]
    assert [row["n"] for row in rows] == ["0", "", "", "1"]


def test_columns_are_found_by_their_names(tmp_path: Path) -> None:
    content = "\ufeffValue , site,Session,CLIENT\r\n7.8,north,1,A\r\n\r\n2,south,2,A\r\n"
    rows = of(content, tmp_path)
    assert [(row["client"], row["session"], row["value"], row["flag"]) for row in rows] == [
        ("A", "1", "7.8", ""),
        ("A", "2", "2", "marked"),
    ]


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (["10", "2", "1.5", "-1"], ["-1", "1.5", "2", "10"]),
        (["2024-02-01", "2024-01-15", "2023-12-31"], ["2023-12-31", "2024-01-15", "2024-02-01"]),
        (["s10", "s2", "intake"], ["intake", "s2", "s10"]),
    ],
)
def test_sessions_are_numbers_dates_or_text(
    written: list[str], order: list[str], tmp_path: Path
) -> None:
    lines = "".join(f"A,{session},7\n" for session in written)
    rows = of("client,session,value\n" + lines, tmp_path)
    assert [row["session"] for row in rows] == order


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "line 1: the header lacks the column 'client'"),
        (b"client,session\nA,1\n", "line 1: the header lacks the column 'value'"),
        (b"client,value,session,value\n", "line 1: the header has twice the column 'value'"),
        (b"A,1,7\nA,2,7\n", "line 1: the header lacks the column 'client'"),
        (b"client,session,value\nA,1,7\nA,2\n", "line 3: has 2 columns where the header has 3"),
        (b"client,session,value\nA,1,7,8\n", "line 2: has 4 columns where the header has 3"),
        (b"client,session,value\nA,1,7,5\n", "line 2: has 4 columns where the header has 3"),
        (b"client,session,value\nA,1,high\n", "line 2: the value 'high' is not a finite number"),
        (b"client,session,value\nA,1,nan\n", "line 2: the value 'nan' is not a finite number"),
        (b"client,session,value\nA,1,inf\n", "line 2: the value 'inf' is not a finite number"),
        (b"client,session,value\nA,1,1_0\n", "line 2: the value '1_0' is not a finite number"),
        (b"client,session,value\nA,1,-1\n", "line 2: the value '-1' is outside 0 to 10"),
        (b"client,session,value\nA,1,10.1\n", "line 2: the value '10.1' is outside 0 to 10"),
        (b"client,session,value\n ,1,7\n", "line 2: the client or the session is empty"),
        (b"client,session,value\nA,,7\n", "line 2: the client or the session is empty"),
        (
            b"client,session,value\nA,1,7\nB,1,7\n\nA,1,\n",
            "line 5: client 'A' has a second row for session '1'",
        ),
        (
            b"client,session,value\nB,2,7\nA,1,7\nA,1.0,7\nB,02,8\n",
            "line 4: client 'A' has a second row for session '1.0'",
        ),
        (b"client,session,value\nA,1,7\nM\xe9,2,7\n", "line 3: is not UTF-8 text"),
        (
            b'client,session,value\nA,1,7\n"A,2,7\n',
            "line 3: a quotation mark opens here and does not close its cell",
        ),
    ],
)
def test_a_malformed_row_is_named_and_nothing_is_written(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    assert refused(content, tmp_path) == reason


def test_a_value_beyond_all_ratings_is_refused_without_a_range_too(tmp_path: Path) -> None:
    said = refused(b"client,session,value\nA,1,1e300\n", tmp_path, GOLDEN_PRIOR)
    assert said == "line 2: the value '1e300' is outside -1e+100 to 1e+100"


def test_what_a_spreadsheet_would_run_is_put_behind_an_apostrophe(tmp_path: Path) -> None:
    lines = ["=1+2,1,7", "@x,1,7", "-A,1,7", "+41 79,1,7", "-5,1,7", '"a,""b""",1,7', "A,1,7"]
    rows = of("client,session,value\n" + "\n".join(lines), tmp_path)
    assert sorted(row["client"] for row in rows) == sorted(
        ["'=1+2", "'@x", "'-A", "'+41 79", "-5", 'a,"b"', "A"]
    )
    assert [row["t"] for row in rows] == ["-0.5354945476"] * 7


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "one of the arguments --prior --instrument is required"),
        ((GOLDEN_PRIOR, CLIENTS), "not allowed with argument"),
        (("--prior=1,2,3",), "is not 5 numbers with commas between"),
        (("--prior=1,2,3,four,5",), "is not 5 numbers with commas between"),
        (("--prior=1,2,nan,4,5",), "is not 5 numbers with commas between"),
        (("--prior=36.5,9,-3,6,2",), "must be positive"),
        (("--instrument=unheard-of",), "there is no instrument “unheard-of”"),
        (("--instrument=phq-9",), "“phq-9” has no shipped prior: give one with --prior"),
        ((CLIENTS, "--range=0,10"), "--range goes with --prior"),
        ((GOLDEN_PRIOR, "--range=40,0"), "the lowest value must be below the highest"),
        ((GOLDEN_PRIOR, "--min-drop=0.1"), "--min-drop is a share of the range"),
        ((CLIENTS, "--min-drop=5"), "must lie in 0-1"),
        ((CLIENTS, "--alpha=0.5"), "must lie between 0 and 0.5"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    options: tuple[str, ...], reason: str, ratings: Path
) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("readings", str(ratings), *options)
    assert reason in str(raised.value)


@pytest.mark.parametrize("prior", ["-0.5,1,1,6,.66", "-.5,1,1,6,.66", "-5e-1,1,1,6,.66"])
def test_what_is_usual_may_lie_below_zero(prior: str, tmp_path: Path) -> None:
    content = "client,session,value\nA,1,-1.5\nA,2,2\n"
    apart = of(content, tmp_path, "--prior", prior, "--range", "-3,3")
    assert [row["expected"] for row in apart] == ["-0.5", "-1"]
    assert apart == of(content, tmp_path, f"--prior={prior}", "--range=-3,3")
    below = refused(
        b"client,session,value\nA,1,-4\n", tmp_path, "--prior", prior, "--range", "-3,3"
    )
    assert below == "line 2: the value '-4' is outside -3 to 3"


@pytest.mark.parametrize(
    ("prior", "doubt"),
    [
        ("36.5,9,3,6,2", ""),
        ("36.5,9,3,6,2.03", ""),
        ("36.5,9,3,6,2.05", "nu0*s02/(nu0 - 2) = 3.075 should be sigma2, which is given as 3"),
        ("36.5,9,3,6,1", "nu0*s02/(nu0 - 2) = 1.5 should be sigma2, which is given as 3"),
        ("36.5,9,3,2,2", "with nu0 = 2 the variance within a client has no mean (above 2 it has)"),
        ("36.5,9,3,1.5,2", "with nu0 = 1.5 the variance within a client has no mean"),
    ],
)
def test_a_prior_that_contradicts_itself_is_doubted_and_read(
    prior: str, doubt: str, ratings: Path
) -> None:
    said, doubted = io.StringIO(), io.StringIO()
    call_command("readings", str(ratings), f"--prior={prior}", stdout=said, stderr=doubted)
    assert len(said.getvalue().splitlines()) == 1 + len(GOLDEN)
    assert bool(doubted.getvalue()) == bool(doubt)
    assert doubted.getvalue().startswith(f"Warning: {doubt}" if doubt else "")


def test_from_a_shell_without_any_database_or_installation(ratings: Path) -> None:
    installed = {"SECRET_KEY", "MASTER_KEY", "GENERATE_SECRETS", "DATA_DIR"}
    environment = {
        **{name: value for name, value in os.environ.items() if name not in installed},
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "readings", str(ratings), *options]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    well = run(GOLDEN_PRIOR)
    assert (well.returncode, well.stderr, well.stdout.splitlines()[0]) == (0, "", HEADER)
    ratings.write_text("client,session,value\nA,1,x\n")
    ill = run(GOLDEN_PRIOR)
    assert (ill.returncode, ill.stdout) == (2, "")
    assert ill.stderr.endswith("line 2: the value 'x' is not a finite number\n")
    assert run().returncode == 2


def test_a_file_without_a_rating_has_no_readings(tmp_path: Path) -> None:
    assert of("client,session,value\n", tmp_path) == []


def test_long_runs_of_digits_are_text() -> None:
    content = f"client,session,value\n{'9' * 5000},1,7\nA7,1,7\nA07,1,7\n".encode()
    assert len(read_ratings(content).clients) == 3
    with pytest.raises(MalformedFileError) as raised:
        read_ratings(b"client,session,value\nA,1,7\nA,1,7\n")
    assert (raised.value.line, raised.value.reason) == (
        *(3, "client 'A' has a second row for session '1'"),
    )
