"""Recovery shares: a secret split so that any k of n people can restore it. Pure.

Shamir's secret sharing over GF(256), byte by byte: the secret is the value at 0 of a random
polynomial of degree k − 1, and share number x is its value at x. With k − 1 shares every secret is
still equally likely. A. Shamir, How to share a secret, Communications of the ACM 22 (1979) 612–613.

A share is written in 40 letters and figures, in eight groups of five, in an alphabet without I, L,
O and U (read as 1, 1, 0 and V where somebody writes them): threshold and number (1 byte), the set
it belongs to (4), its value (16), a checksum (4).
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

SECRET_BYTES = 16
MOST = 15
_SET_BYTES, _CHECK_BYTES = 4, 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILOU", "110V")
_LETTERS, _GROUP = 40, 5
# x⁸ + x⁴ + x³ + x + 1, as in AES; 3 generates its multiplicative group.
_POLYNOMIAL = 0x11B


class NotAShare(ValueError):
    """Mistyped: too short, too long, a foreign sign, or the checksum does not fit."""


class DoNotFit(ValueError):
    """Good shares that restore nothing together: too few, the same one twice, or of two sets."""


@dataclass(frozen=True, slots=True)
class Share:
    """One person's share: `number` of the set `set`, of which `needed` restore the secret."""

    needed: int
    number: int
    set: str
    value: bytes

    def __str__(self) -> str:
        return " ".join(self.groups)

    @property
    def groups(self) -> list[str]:
        """As it is printed: eight groups of five."""
        body = self._body()
        whole = int.from_bytes(body + _checksum(body))
        letters = "".join(_ALPHABET[whole >> 5 * place & 31] for place in reversed(range(_LETTERS)))
        return [letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP)]

    def _body(self) -> bytes:
        return bytes([self.needed << 4 | self.number]) + bytes.fromhex(self.set) + self.value


def split(secret: bytes, *, needed: int, among: int) -> list[Share]:
    """`among` shares of a 16-byte secret, any `needed` of which restore it."""
    if len(secret) != SECRET_BYTES or not 2 <= needed <= among <= MOST:
        raise ValueError("cannot be split so")
    # Coefficients of each byte's polynomial but the constant one, which is the secret's byte.
    random = [secrets.token_bytes(needed - 1) for _ in secret]
    name = secrets.token_hex(_SET_BYTES)
    return [
        Share(
            needed,
            x,
            name,
            bytes(_value_at(x, [byte, *rest]) for byte, rest in zip(secret, random, strict=True)),
        )
        for x in range(1, among + 1)
    ]


def read(written: str) -> Share:
    """A share as somebody typed it: case, spaces and hyphens do not matter. Raises NotAShare."""
    letters = "".join(each for each in written.upper() if each.isalnum()).translate(_MISREAD)
    if len(letters) != _LETTERS or set(letters) - set(_ALPHABET):
        raise NotAShare
    whole = 0
    for letter in letters:
        whole = whole << 5 | _ALPHABET.index(letter)
    sheet = whole.to_bytes(_LETTERS * 5 // 8)
    body, check = sheet[:-_CHECK_BYTES], sheet[-_CHECK_BYTES:]
    needed, number = body[0] >> 4, body[0] & 15
    if check != _checksum(body) or needed < 2 or number < 1:
        raise NotAShare
    return Share(needed, number, body[1 : 1 + _SET_BYTES].hex(), body[1 + _SET_BYTES :])


def combine(shares: Sequence[Share]) -> bytes:
    """The secret. Raises DoNotFit; a forged share gives another secret, which opens nothing."""
    found = {share.number: share for share in shares}
    kinds = {(share.set, share.needed) for share in shares}
    if len(kinds) != 1 or len(found) < shares[0].needed:
        raise DoNotFit
    chosen = list(found.values())[: shares[0].needed]
    weights = [_weight(share.number, [each.number for each in chosen]) for share in chosen]
    secret = bytearray(SECRET_BYTES)
    for weight, share in zip(weights, chosen, strict=True):
        for place, byte in enumerate(share.value):
            secret[place] ^= times(weight, byte)
    return bytes(secret)


def times(a: int, b: int) -> int:
    """Product in GF(256)."""
    return _EXP[_LOG[a] + _LOG[b]] if a and b else 0


def _value_at(x: int, coefficients: Sequence[int]) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = times(value, x) ^ coefficient
    return value


def _weight(x: int, numbers: Sequence[int]) -> int:
    """Lagrange's weight of the value at x for the value at 0; subtraction is XOR here."""
    weight = 1
    for other in numbers:
        if other != x:
            weight = times(weight, times(other, _inverse(other ^ x)))
    return weight


def _inverse(a: int) -> int:
    return _EXP[255 - _LOG[a]]


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(b"process-note share 1|" + body).digest()[:_CHECK_BYTES]


def _tables() -> tuple[list[int], list[int]]:
    """Powers of the generator, twice over so that sums of logarithms fit, and logarithms."""
    powers, logarithms, power = [], [0] * 256, 1
    for exponent in range(255):
        powers.append(power)
        logarithms[power] = exponent
        doubled = power << 1
        power ^= doubled ^ (_POLYNOMIAL if doubled & 0x100 else 0)  # times 3
    return powers * 2, logarithms


_EXP, _LOG = _tables()
