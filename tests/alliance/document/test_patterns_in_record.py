"""Relational patterns go along in the whole record; what was taken back does not."""

from alliance.actions import add_episode, record_attachment_note, record_pattern, withdraw_episode
from alliance.document.parts import Section
from alliance.document.record.patterns import patterns
from alliance.pages.pattern import patterns_page
from tests.cast import Cast, ago, session_at


def _words(section: Section) -> str:
    return repr(section)


def test_nothing_written_takes_no_room(cast: Cast) -> None:
    assert patterns(patterns_page(cast.mara)) == []


def test_the_pattern_its_episodes_and_attachment(cast: Cast) -> None:
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    words = {"wish": "To be heard", "of_the_other": "They help", "of_the_self": "She goes"}
    pattern = record_pattern(cast.mara, by=cast.ines, **words, with_whom="Her sisters")
    add_episode(pattern, by=cast.ines, session=met, what_happened="I summed up", different="No!")
    gone = add_episode(pattern, by=cast.ines, session=met, what_happened="By mistake")
    withdraw_episode(gone, by=cast.ines)
    record_attachment_note(
        cast.mara, by=cast.ines, words="Near when asked nothing", noticed_on=met.starts_at.date()
    )
    record_pattern(
        cast.theo, by=cast.ines, wish="Theo's", of_the_other="x", of_the_self="y", with_whom=""
    )
    (section,) = patterns(patterns_page(cast.mara))
    told = _words(section)
    for each in (*words.values(), "Her sisters", "I summed up", "No!", "Near when asked nothing"):
        assert each in told
    assert "By mistake" not in told
    assert "Theo's" not in told
