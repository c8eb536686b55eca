"""What differs between two texts is found word by word, and nothing of either is lost."""

import time

from hypothesis import given
from hypothesis import strategies as st

from sessions.difference import Difference, Piece, difference


def marked(found: Difference) -> tuple[str, str]:
    """Each side with what differs in brackets."""
    return tuple(  # type: ignore[return-value]
        "".join(f"[{each.words}]" if each.differs else each.words for each in side)
        for side in (found.stored, found.own)
    )


def test_a_word_more_and_a_word_instead() -> None:
    assert marked(difference("She came late.", "She came very late, and said so.")) == (
        "She came late.",
        "She came [very] late[, and said so].",
    )
    assert marked(difference("about her sister.", "about her brother.")) == (
        "about her [sister].",
        "about her [brother].",
    )


def test_a_word_that_two_other_wordings_share_is_chance() -> None:
    assert marked(difference("She spoke about the homework.", "What the second tab wrote.")) == (
        "[She spoke about the homework].",
        "[What the second tab wrote].",
    )


def test_nothing_against_something() -> None:
    assert difference("", "New.") == Difference([], [Piece("New.", differs=True)])
    assert difference("", "").is_none
    assert difference("same  words", "same\nwords").is_none


@given(st.text("ab .,\n’ü", max_size=60), st.text("ab .,\n’ü", max_size=60))
def test_the_pieces_of_a_side_are_its_text(stored: str, own: str) -> None:
    found = difference(stored, own)
    assert "".join(piece.words for piece in found.stored) == stored
    assert "".join(piece.words for piece in found.own) == own
    assert difference(own, own).is_none


def test_two_long_texts_take_no_time() -> None:
    began = time.perf_counter()
    difference("the one and the other " * 900, "another and the one that " * 800)
    assert time.perf_counter() - began < 2
