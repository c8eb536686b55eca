"""How process notes are sealed: known answers, and what must never open."""

import os

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from config import settings as product
from sessions.process.sealing import (
    BLOCK,
    CannotOpen,
    Cost,
    Place,
    lock_private_key,
    new_private_key,
    open_note,
    open_under,
    open_with,
    public_key,
    seal_for,
    seal_note,
    seal_under,
    unlock_private_key,
)

CHEAP = Cost(memory_kib=32, iterations=1, lanes=1)
PLACE = Place("7", "a note", 3)
PASSPHRASE = "six quiet herons at noon"
# RFC 7748, section 6.1: Bob.
BOB = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
BOBS_PUBLIC = bytes.fromhex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
# Sealed by the first version of this module; whatever comes later has to open it.
LOCKED = bytes.fromhex(
    "01000000200000000101e80c373feb5469711090a1a2576efb126c1ab523c2f66fe02c5b7a0158a553e2"
    "dbe39bc05fff94f59515c596c5e5fd46e3b370fdfb689c2c0688dfd390dcb3b8363f41a7ca179d6dd905"
    "93e1"
)
SEALED = bytes.fromhex(
    "01b0e9d4dd603fb668aa3131b16b53fd48610f1340ef2d57580f1f1eb01605866a15382f796e1a8b111a"
    "7785a53aac6473b268570c197a9eaa8a2ab8de2833c3581cc9c054d866bebe8be5662809019831177320"
    "3e2adf15d94af43fd1"
)
WRAPPED = bytes.fromhex(
    "538832e4999b0690a159ce6f7db5de9cc2e74c987d06b413ee9aa3d47697c573013235e7d588a53aeac4"
    "ac83ebafec7ddbfa5902bf52616b519c6bd74295543eb39a865644c6aaa2e76e64140c40dd8d90a130da"
    "6b02e65c06331976d7"
)


def test_argon2id_is_that_of_rfc_9106() -> None:
    derived = Argon2id(  # section 5.3
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    ).derive(b"\x01" * 32)
    assert derived.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_a_guess_costs_what_rfc_9106_recommends() -> None:
    # Section 4, the second choice: 64 MiB, three passes, four lanes. The tests' settings differ.
    assert product.PROCESS_NOTE_COST == (64 * 1024, 3, 4)
    assert Cost(*product.PROCESS_NOTE_COST).memory_kib == 65536


def test_the_public_key_is_that_of_rfc_7748() -> None:
    assert public_key(BOB) == BOBS_PUBLIC


def test_what_was_sealed_first_opens_for_ever() -> None:
    assert unlock_private_key(LOCKED, PASSPHRASE, context="key|7|a key") == BOB
    assert open_note(SEALED, WRAPPED, BOB, PLACE) == "The heron stood still."


@given(st.text(max_size=2000))
def test_a_text_comes_back_as_it_was_for_each_reader(words: str) -> None:
    readers = [new_private_key() for _ in range(2)]
    sealed, wrapped = seal_note(words, [public_key(each) for each in readers], PLACE)
    for private, own in zip(readers, wrapped, strict=True):
        assert open_note(sealed, own, private, PLACE) == words
    with pytest.raises(CannotOpen):
        open_note(sealed, wrapped[0], readers[1], PLACE)


def test_the_length_tells_no_more_than_a_block() -> None:
    lengths = {len(seal_note("x" * n, [], PLACE)[0]) for n in (0, 1, 200, BLOCK - 4)}
    assert len(lengths) == 1
    assert len(seal_note("x" * (BLOCK - 3), [], PLACE)[0]) == lengths.pop() + BLOCK


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert len({seal_note("x", [BOBS_PUBLIC], PLACE)[0] for _ in range(20)}) == 20
    assert len({seal_for(BOBS_PUBLIC, b"x", context="a") for _ in range(20)}) == 20


def test_any_byte_changed_opens_nothing() -> None:
    for at in range(len(SEALED)):
        with pytest.raises(CannotOpen):
            open_note(_changed(SEALED, at), WRAPPED, BOB, PLACE)
    for at in range(len(WRAPPED)):
        with pytest.raises(CannotOpen):
            # The top bit of an X25519 point is not part of it; it is authenticated all the same.
            open_note(SEALED, _changed(WRAPPED, at), BOB, PLACE)
    for at in range(len(LOCKED)):
        with pytest.raises(CannotOpen):
            unlock_private_key(_changed(LOCKED, at), PASSPHRASE, context="key|7|a key")


@pytest.mark.parametrize("cut", [0, 1, 12, 31, 32, 44])
def test_what_is_cut_short_opens_nothing(cut: int) -> None:
    with pytest.raises(CannotOpen):
        open_note(SEALED[:cut], WRAPPED, BOB, PLACE)
    with pytest.raises(CannotOpen):
        open_note(SEALED, WRAPPED[:cut], BOB, PLACE)
    with pytest.raises(CannotOpen):
        unlock_private_key(LOCKED[:cut], PASSPHRASE, context="key|7|a key")
    with pytest.raises(CannotOpen):
        open_under(os.urandom(32), SEALED[:cut], context="x")


@pytest.mark.parametrize(
    "place", [Place("8", "a note", 3), Place("7", "another", 3), Place("7", "a note", 2)]
)
def test_what_is_moved_to_another_row_opens_nothing(place: Place) -> None:
    with pytest.raises(CannotOpen):
        open_note(SEALED, WRAPPED, BOB, place)


def test_a_wrong_passphrase_and_a_damaged_row_look_the_same() -> None:
    refusals = []
    damaged = _changed(LOCKED, len(LOCKED) - 1)
    for sealed, words, context in (
        (LOCKED, "six quiet herons at noo", "key|7|a key"),
        (LOCKED, PASSPHRASE, "key|7|another"),
        (damaged, PASSPHRASE, "key|7|a key"),
    ):
        with pytest.raises(CannotOpen) as refused:
            unlock_private_key(sealed, words, context=context)
        refusals.append((str(refused.value), refused.value.args, refused.value.__cause__))
    assert set(refusals) == {("", (), None)}


def test_a_passphrase_is_the_same_on_another_keyboard() -> None:
    locked = lock_private_key(BOB, "caf\u00e9 at midnight", context="x", cost=CHEAP)
    assert unlock_private_key(locked, "cafe\u0301 at midnight", context="x") == BOB


def test_a_point_that_makes_every_secret_the_same_is_refused() -> None:
    with pytest.raises(CannotOpen):
        open_with(BOB, bytes(32) + seal_under(bytes(32), b"x", context="x"), context="x")


def _changed(sealed: bytes, at: int) -> bytes:
    return sealed[:at] + bytes([sealed[at] ^ 0x80]) + sealed[at + 1 :]
