"""Recovery shares: any k of n restore, fewer tell nothing, and a slip of the pen is noticed."""

import itertools
import secrets
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.process import shares
from sessions.process.shares import SECRET_BYTES, DoNotFit, NotAShare, combine, read, split, times

SECRET = bytes(range(SECRET_BYTES))


def test_the_field_is_that_of_aes() -> None:
    # FIPS 197, section 4.2.
    assert (times(0x57, 0x83), times(0x57, 0x13)) == (0xC1, 0xFE)
    assert all(times(a, 0) == 0 and times(a, 1) == a for a in range(256))


@pytest.mark.parametrize(("needed", "among"), [(2, 3), (3, 5), (2, 2), (15, 15)])
def test_any_so_many_restore_it(needed: int, among: int) -> None:
    made = split(SECRET, needed=needed, among=among)
    chosen = list(itertools.combinations(made, needed))
    assert {combine(each) for each in chosen} == {SECRET}
    assert combine(made) == SECRET
    assert {combine(tuple(reversed(each))) for each in chosen} == {SECRET}


@given(st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES))
def test_what_is_printed_reads_back(secret: bytes) -> None:
    made = split(secret, needed=2, among=3)
    printed = [str(share) for share in made]
    assert {len(each) for each in printed} == {47}
    assert [read(each) for each in printed] == made
    assert combine([read(printed[2]), read(printed[0])]) == secret


def test_fewer_do_not_restore_it() -> None:
    made = split(SECRET, needed=3, among=5)
    for few in (made[:1], made[:2], [made[0], made[0], made[1]]):
        with pytest.raises(DoNotFit):
            combine(few)


@pytest.mark.parametrize("secret", [bytes(16), bytes([255]) * 16])
def test_one_share_too_few_is_spread_evenly_whatever_the_secret(secret: bytes) -> None:
    """k − 1 shares say nothing: each byte of them takes each value equally often (χ², 255 d.f.)."""
    trials = 800
    seen = [Counter[int](), Counter[int]()]
    for _ in range(trials):
        for counter, share in zip(seen, split(secret, needed=3, among=5)[:2], strict=True):
            counter.update(share.value)
    expected = trials * SECRET_BYTES / 256
    for counter in seen:
        spread = sum((counter[value] - expected) ** 2 / expected for value in range(256))
        assert 130 < spread < 420  # six standard deviations and more on either side


def test_with_one_share_too_few_every_secret_is_possible() -> None:
    """For any one share of two, each of the 256 secrets has exactly one polynomial through it."""
    share = 0x9C
    x = 2
    slopes = {s: [a for a in range(256) if s ^ times(a, x) == share] for s in range(256)}
    assert {len(found) for found in slopes.values()} == {1}


def test_sets_do_not_mix() -> None:
    one, other = (split(SECRET, needed=2, among=3) for _ in range(2))
    with pytest.raises(DoNotFit):
        combine([one[0], other[1]])


def test_every_slip_of_one_sign_is_noticed() -> None:
    printed = str(split(SECRET, needed=2, among=3)[0]).replace(" ", "")
    for at, sign in enumerate(printed):
        for other in set(shares._ALPHABET) - {sign}:
            with pytest.raises(NotAShare):
                read(printed[:at] + other + printed[at + 1 :])


@pytest.mark.parametrize("wrong", ["", "hello", "0" * 40, "É" * 40, "9" * 41])
def test_what_is_no_share_is_refused(wrong: str) -> None:
    with pytest.raises(NotAShare):
        read(wrong)


def test_case_spaces_and_look_alikes_do_not_matter() -> None:
    share = split(secrets.token_bytes(SECRET_BYTES), needed=2, among=3)[0]
    typed = str(share).lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    assert read(typed) == share


@pytest.mark.parametrize(("needed", "among"), [(1, 3), (4, 3), (2, 16)])
def test_what_makes_no_sense_is_not_split(needed: int, among: int) -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        split(SECRET, needed=needed, among=among)
