"""What the tree itself promises: locks, names, sizes, templates, and the commands around it."""

import re
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
APPS = ["alliance", "clients", "config", "measures", "portal", "practice", "sessions"]
SAYS_NOTHING = {"utils", "helpers", "core", "common", "manager", "service", "data", "info", "misc"}
# Lines: about three hundred, after which two rooms are clearer than one; tests may be longer lists.
LIMIT, LIMIT_OF_TESTS = 320, 500
# Kinds of files that are read as text here.
TEXT = {".py", ".html", ".css", ".js", ".toml", ".md", ".txt", ".in", ".json", ".svg", ".po", ""}


def _tree() -> list[Path]:
    """What belongs to the tree: what git knows or would add, else whatever no tool has made."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.splitlines()]
    else:
        made = re.compile(r"^(\.(?!ci/)[^/]*/|node_modules/|staticfiles/)|__pycache__/")
        paths = [
            path for path in ROOT.rglob("*") if not made.search(path.relative_to(ROOT).as_posix())
        ]
    return sorted(path for path in paths if path.is_file())


def _named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def _python() -> list[Path]:
    return [path for path in _tree() if path.suffix == ".py" and "migrations" not in path.parts]


def _templates() -> list[Path]:
    return [path for path in _tree() if path.suffix == ".html"]


def _pins(lock: str) -> dict[str, int]:
    """What a lock pins ("numpy==2.4.6", on whatever platform), with the number of its hashes."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text())
    pinned = (re.match(r"[A-Za-z0-9._\[\],-]+==[^\\\n;]+", entry) for entry in entries)
    hashes = (entry.count("--hash=sha256:") for entry in entries)
    return {pin[0].strip(): count for pin, count in zip(pinned, hashes, strict=True) if pin}


# --- Requirements and locks ----------------------------------------------------------------------


def test_psycopg_3_is_not_installed_because_django_would_prefer_it_silently() -> None:
    installed = {distribution.name.lower() for distribution in distributions()}
    assert installed & {"psycopg", "psycopg-binary", "psycopg-c"} == set()
    assert "psycopg2-binary" in installed


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    requirements = [line for line in lines if line and not line.startswith((" ", "#", "-"))]
    pins = _pins(lock)
    assert len(pins) == len(requirements)
    assert [name for name, hashes in pins.items() if hashes == 0] == []


def test_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    product, development = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert {pin: development.get(pin) for pin in product} == product


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_locks_name_packages_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    # npm repeats each project's page for donations; that is no address to download from.
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\])', "", text)
    assert re.findall(r"(?:https?|file)://\S+|--(?:extra-)?index-url|--find-links", text) == []


# --- Names, sizes, places ------------------------------------------------------------------------


def test_module_names_say_something() -> None:
    assert [name for name in _named(_python()) if Path(name).stem.lower() in SAYS_NOTHING] == []
    assert [name for name in _named(_python()) if Path(name).parent.name in SAYS_NOTHING] == []


def test_files_are_short_enough_to_read() -> None:
    tests = ROOT / "tests"
    long = [
        path
        for path in _python()
        if len(path.read_text().splitlines())
        > (LIMIT_OF_TESTS if path.is_relative_to(tests) else LIMIT)
    ]
    assert _named(long) == []


def test_no_file_knows_a_machine() -> None:
    places = re.compile(r"(^|[^A-Za-z0-9._/-])/(work|root|home|farm|Users)/", re.MULTILINE)
    texts = [path for path in _tree() if path.suffix in TEXT and path != Path(__file__)]
    assert _named([path for path in texts if places.search(path.read_text())]) == []


def test_apps_are_packages_and_hold_no_tests() -> None:
    assert [app for app in APPS if not (ROOT / app / "__init__.py").is_file()] == []
    assert [name for app in APPS for name in _named(list((ROOT / app).rglob("test*.py")))] == []


# --- Commands ------------------------------------------------------------------------------------


def test_make_alone_lists_the_targets() -> None:
    said = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    targets = [line.split()[1] for line in said.splitlines()]
    assert targets == [
        "help",
        "run",
        "test",
        "coverage",
        "lint",
        "format",
        "messages",
        "lock",
        "bench",
        "chaos",
        "trust",
        "calibrate",
        "clean",
    ]
    makefile = (ROOT / "Makefile").read_text()
    assert [target for target in targets if f".PHONY: {target}\n" not in makefile] == []


def test_the_check_of_a_change_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111 != 0
    assert script.read_text().startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n", script], check=True)


def test_every_variable_of_the_environment_is_documented() -> None:
    reads = re.compile(r"""(?:env\.\w+|environ\.get|_read)\((?:env, )?["']([A-Z_]+)["']""")
    read = {
        name for path in (ROOT / "config").glob("*.py") for name in reads.findall(path.read_text())
    }
    documented = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/deploy.md").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(read)


# --- Templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\|\s*safe\b",
        r"\{%\s*autoescape\s+off",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=\s*[\"']",
        r"<(?:script|style)\b(?![^>]*\bnonce=)(?![^>]*\bsrc=)[^>]*>",
        r"(?:src|href|action)=[\"']?(?:https?:)?//",
        r"javascript:",
    ],
)
def test_templates_stay_within_the_content_security_policy(forbidden: str) -> None:
    pattern = re.compile(forbidden, re.IGNORECASE)
    assert _named([path for path in _templates() if pattern.search(path.read_text())]) == []
