"""A passkey in software: what a browser and an authenticator do together, with real signatures."""

import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData
from hypothesis import strategies as st

ORIGIN = "http://testserver"
# User present and verified; with a new credential attached.
HERE, NEW = 0x05, 0x45


@dataclass
class Passkey:
    """One key pair for one person."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    code: bytes = field(default_factory=lambda: os.urandom(16))
    user: str = ""
    used: int = 0

    def create(self, options: dict[str, Any]) -> str:
        """Answer to `navigator.credentials.create`, as the page posts it."""
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        attested = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._seen(asked["rp"]["id"], NEW) + self.credential(),
        }
        said = _said("webauthn.create", asked["challenge"])
        return self._answer(
            clientDataJSON=said, attestationObject=cbor.encode(attested), transports=["internal"]
        )

    def get(self, options: dict[str, Any]) -> str:
        """Answer to `navigator.credentials.get`, signed."""
        asked = options["publicKey"]
        said = _said("webauthn.get", asked["challenge"])
        seen = self._seen(asked["rpId"], HERE)
        signature = self.key.sign(seen + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=said, authenticatorData=seen, signature=signature, userHandle=self.user
        )

    def credential(self) -> AttestedCredentialData:
        """What a site keeps of it."""
        length = struct.pack(">H", len(self.code))
        return AttestedCredentialData(bytes(16) + length + self.code + self._public())

    def _seen(self, site: str, flags: int) -> bytes:
        self.used += 1
        return sha256(site.encode()).digest() + struct.pack(">BI", flags, self.used)

    def _public(self) -> bytes:
        """COSE: an elliptic curve key (2) for ES256 (-7) on P-256 (1)."""
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return cbor.encode({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _answer(self, **response: Any) -> str:
        code = websafe_encode(self.code)
        encoded = {
            name: websafe_encode(value) if isinstance(value, bytes) else value
            for name, value in response.items()
        }
        return json.dumps(
            {
                "id": code,
                "rawId": code,
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": {"credProps": {"rk": True}},
                "response": encoded,
            }
        )


def _said(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode()


_STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**13),  # as bytes: ten terabytes
    st.text(max_size=40),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)


@st.composite
def mangled(draw: st.DrawFn, answer: str) -> str:
    """A browser's answer, one part of it replaced by what does not belong there."""
    whole = json.loads(answer)
    *above, last = draw(st.sampled_from(list(_paths(whole))))
    inner = whole
    for key in above:
        inner = inner[key]
    inner[last] = draw(_STRANGE)
    return json.dumps(whole)


def _paths(answer: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in answer.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))
