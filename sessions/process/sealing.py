"""How a process note is sealed, so that neither a copy of the database nor an admin opens it. Pure.

Every author has an X25519 key pair. The private key is kept sealed under AES-256-GCM with a key
that Argon2id (RFC 9106) derives from the author's passphrase. Every version of a note has a random
256-bit content key of its own; the text is sealed under it with AES-256-GCM, and the content key is
wrapped for each person who may read: an ephemeral X25519 key, HKDF-SHA256 over the shared secret
with both public keys, AES-256-GCM. That is the construction of HPKE's base mode (RFC 9180) with its
own labels, not its wire format: only this module has to read it.

`context` says where a value belongs (clinic, row, version). It is authenticated, not stored: what
is moved to another row, or put back from an older version, does not open.

Whatever the reason that something does not open, the answer is the same `CannotOpen`, without a
word: a wrong passphrase and a damaged row cannot be told apart.
"""

import os
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
KEY_BYTES = 32
# A stored text is filled up to a multiple of this: its length tells little about what was written.
BLOCK = 512
_NONCE = 12
# format · memory in KiB · iterations · lanes · salt
_COST = struct.Struct(">BIIB16s")
_LENGTH = struct.Struct(">I")
# What a stored row may ask of this machine: a damaged one must not take all of its memory.
_MOST_MEMORY_KIB, _MOST_ITERATIONS, _MOST_LANES = 1024 * 1024, 16, 16


class CannotOpen(Exception):
    """Wrong passphrase or key, damaged, or moved from its place. It does not say which."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: memory in KiB, passes over it, lanes at once."""

    memory_kib: int
    iterations: int
    lanes: int


# --- Keys ----------------------------------------------------------------------------------------


def new_private_key() -> bytes:
    """32 random bytes that are an X25519 private key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """The public half, 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def lock_private_key(private: bytes, passphrase: str, *, context: str, cost: Cost) -> bytes:
    """Seal a private key under a passphrase. What the derivation costs is stored with it."""
    head = _COST.pack(FORMAT, cost.memory_kib, cost.iterations, cost.lanes, os.urandom(16))
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_derived(passphrase, head)).encrypt(nonce, private, _bound(context, head))
    return head + nonce + sealed


def unlock_private_key(sealed: bytes, passphrase: str, *, context: str) -> bytes:
    """What `lock_private_key` sealed. Raises CannotOpen."""
    head, rest = sealed[: _COST.size], sealed[_COST.size :]
    try:
        key = _derived(passphrase, head)
        return AESGCM(key).decrypt(rest[:_NONCE], rest[_NONCE:], _bound(context, head))
    except (InvalidTag, ValueError, struct.error):
        raise CannotOpen from None


def _derived(passphrase: str, head: bytes) -> bytes:
    version, memory_kib, iterations, lanes, salt = _COST.unpack(head)
    within = (
        memory_kib <= _MOST_MEMORY_KIB and iterations <= _MOST_ITERATIONS and lanes <= _MOST_LANES
    )
    if version != FORMAT or not within:
        raise ValueError
    # The same words typed on another keyboard may come as other code points.
    words = unicodedata.normalize("NFKC", passphrase).encode()
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=iterations, lanes=lanes, memory_cost=memory_kib
    ).derive(words)


# --- Under a key that is at hand -----------------------------------------------------------------


def seal_under(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """AES-256-GCM: format (1 byte), nonce (12), ciphertext and tag."""
    head, nonce = bytes([FORMAT]), os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, plaintext, _bound(context, head))


def open_under(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """What `seal_under` sealed. Raises CannotOpen."""
    head, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(context, head))
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def stretched(secret: bytes, purpose: str) -> bytes:
    """A 256-bit key out of a random secret (not out of a passphrase), for one purpose."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"process-note|{purpose}".encode()).derive(
        secret
    )


# --- For somebody's public key -------------------------------------------------------------------


def seal_for(public: bytes, plaintext: bytes, *, context: str) -> bytes:
    """Seal for whoever holds the private half: ephemeral public key (32 bytes), then as above."""
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return sender + seal_under(_agreed(shared, sender, public), plaintext, context=context)


def open_with(private: bytes, sealed: bytes, *, context: str) -> bytes:
    """What `seal_for` sealed for the public half of `private`. Raises CannotOpen."""
    mine = X25519PrivateKey.from_private_bytes(private)
    sender, rest = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(sender))
    except ValueError:  # too short, or a point that would make every secret the same
        raise CannotOpen from None
    key = _agreed(shared, sender, mine.public_key().public_bytes_raw())
    return open_under(key, rest, context=context)


def _agreed(shared: bytes, sender: bytes, recipient: bytes) -> bytes:
    info = b"process-note|wrap|" + sender + recipient
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(shared)


# --- Notes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Which version of which note of which clinic: what text and keys are bound to."""

    clinic: str
    note: str
    version: int

    def __str__(self) -> str:
        return f"note|{self.clinic}|{self.note}|{self.version}"


def seal_note(words: str, readers: Sequence[bytes], place: Place) -> tuple[bytes, list[bytes]]:
    """Seal a text under a new content key, and that key for each reader's public key, in order."""
    content_key = os.urandom(KEY_BYTES)
    sealed = seal_under(content_key, _filled_up(words.encode()), context=str(place))
    return sealed, [seal_for(reader, content_key, context=str(place)) for reader in readers]


def open_note(sealed: bytes, wrapped: bytes, private: bytes, place: Place) -> str:
    """The text, for a reader whose `wrapped` content key this is. Raises CannotOpen."""
    content_key = open_with(private, wrapped, context=str(place))
    filled = open_under(content_key, sealed, context=str(place))
    (length,) = _LENGTH.unpack_from(filled)
    return filled[_LENGTH.size : _LENGTH.size + length].decode()


def _filled_up(text: bytes) -> bytes:
    whole = _LENGTH.pack(len(text)) + text
    return whole + bytes(-len(whole) % BLOCK)


def _bound(context: str, head: bytes) -> bytes:
    return head + context.encode()
