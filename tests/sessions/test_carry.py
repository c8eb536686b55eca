"""Where texts go when a note goes on in another format: golden cases, and that none is lost."""

from hypothesis import given
from hypothesis import strategies as st

from sessions.formats import NoteFormat, Section, heading, note_format

OWN = NoteFormat(
    "own-first",
    1,
    "First",
    "",
    (Section("brought", "Brought", ""), Section("plan", "Next steps", "", required=True)),
)


def test_the_same_key_keeps_its_text_and_the_rest_is_left_with_its_heading() -> None:
    carried = OWN.carry({"sections": {"data": "Came late.", "plan": "Go on."}}, note_format("dap"))
    assert carried.here == {"brought": "", "plan": "Go on."}
    assert carried.left == {"data": "Came late."}
    assert carried.names == {"data": "Data"}


def test_a_section_of_the_same_name_takes_the_text() -> None:
    was = NoteFormat("own-x", 1, "X", "", (Section("x", "BROUGHT", ""), Section("y", "Y", "")))
    written = {"x": "Hers.", "y": "Other."}
    carried = OWN.carry({"sections": written}, was)
    assert carried.here == {"brought": "Hers.", "plan": ""}
    assert carried.left == {"y": "Other."}
    kept = OWN.carry({"sections": written | {"brought": "There already."}}, was)
    assert kept.here["brought"] == "There already."
    assert kept.left == written


def test_a_heading_is_found_for_every_key() -> None:
    assert [heading(key) for key in ("objective", "narrative", "mental-state")] == [
        "Objective",
        "The session",
        "Mental state",
    ]


def test_what_is_needed_is_not_spaces() -> None:
    assert OWN.unwritten({}) == [OWN.sections[1]]
    assert OWN.unwritten({"sections": {"plan": " \n"}}) == [OWN.sections[1]]
    assert OWN.unwritten({"sections": {"plan": "x"}}) == []


@given(
    st.dictionaries(st.sampled_from(["data", "brought", "plan", "x", "y"]), st.text(), max_size=5)
)
def test_no_text_is_ever_lost(written: dict[str, str]) -> None:
    was = NoteFormat(
        "own-x", 1, "X", "", (Section("x", "Brought", ""), Section("y", "Brought", ""))
    )
    carried = OWN.carry({"sections": written}, was)
    after = [text for text in (*carried.here.values(), *carried.left.values()) if text]
    assert sorted(after) == sorted(text for text in written.values() if text)
