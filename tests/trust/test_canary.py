"""A2: a word that stands in every text of a record is shown to nobody but those it is meant for."""

from tests.cast import Cast
from tests.trust import addresses
from tests.trust.scene import WORDS, Scene, of_riverside
from tests.trust.test_access import ACTORS, asked, browsers, scene  # noqa: F401 — fixtures

# Where each actor reads what was said; every one of these must in fact show it.
SHOWN = {
    ("ines", "today"),
    ("ines", "client"),
    ("ines", "client_statements"),
    ("ines", "client_plan"),
    ("ines", "goal"),
    ("ines", "session"),
    ("ines", "sign_note"),
    ("ines", "strike_note"),
    ("ines", "rupture"),
    ("ines", "paper"),  # what she agreed on with the client is asked about
    ("ines", "sheet"),
    ("ines", "question"),
    ("ines", "supervision"),
    ("ines", "rupture_episode"),
    ("ines", "client_exercises"),
    ("ines", "patterns"),
    ("ines", "pattern"),
    ("ines", "attachment_note"),
    ("ines", "safety_notice"),
    ("ines", "concern"),
    ("ines", "snippet"),
    ("ines", "snippets"),
    ("noor", "client"),
    ("noor", "client_statements"),
    ("noor", "client_plan"),
    ("noor", "goal"),
    ("noor", "co_sign"),
    ("noor", "concern"),
    ("noor", "rupture"),
    ("noor", "question"),
    ("noor", "supervision"),
    ("noor", "client_exercises"),
    ("noor", "patterns"),
    ("noor", "pattern"),
    ("noor", "safety_notice"),
    ("noor", "session"),
}


def test_the_words_of_a_record_reach_those_they_are_meant_for(
    cast: Cast,
    browsers: dict[str, object],  # noqa: F811
    scene: Scene,  # noqa: F811
) -> None:
    found = set()
    for name in addresses.names():
        for actor in ACTORS:
            answer = asked(browsers[actor], "GET", addresses.path(name, scene))  # type: ignore[arg-type]
            headers = " ".join(f"{key}: {value}" for key, value in answer.headers.items())
            if WORDS in headers or WORDS.encode() in answer.content:
                found.add((actor, name))
    assert found == SHOWN


def test_the_other_clinics_words_reach_nobody_here(
    cast: Cast,
    browsers: dict[str, object],  # noqa: F811
) -> None:
    of_riverside(cast)
    for name in ("today", "caseload", "clinic", "clinic_clients", "people"):
        for actor in ("wren", "olga"):
            answer = asked(browsers[actor], "GET", addresses.path(name, None))  # type: ignore[arg-type]
            assert WORDS.encode() not in answer.content
            assert b"Mara" not in answer.content
