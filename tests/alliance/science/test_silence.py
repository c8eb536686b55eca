"""What is not said is counted, never filled in."""

import pytest

from alliance.science.silence import share_at_maximum, unanswered_in_a_row


@pytest.mark.parametrize(
    ("answered", "row"),
    [
        ([], 0),
        ([True], 0),
        ([False], 1),
        ([True, False, False], 2),
        ([False, False, True], 0),
        ([False, True, False], 1),
    ],
)
def test_only_the_latest_unanswered_check_ins_count(answered: list[bool], row: int) -> None:
    assert unanswered_in_a_row(answered) == row


def test_the_share_at_the_maximum_is_of_what_was_answered() -> None:
    assert share_at_maximum([10, 10, None, 9.8, 10], highest=10) == 0.75


def test_without_an_answer_there_is_no_share() -> None:
    assert share_at_maximum([None, None], highest=10) is None
    assert share_at_maximum([], highest=10) is None
