"""How second factors are kept: a copy of the database alone gives nobody a code."""

import base64
import os

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from practice.models import User

# Associated data: a value sealed for something else does not open here.
_PURPOSE = b"second factor"
_NONCE = 12


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter; app keys and the seed of recovery codes are sealed by MASTER_KEY."""

    def encrypt(self, text: str) -> str:
        """AES-256-GCM: nonce (12 bytes), ciphertext and tag, in base64."""
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(settings.MASTER_KEY).encrypt(nonce, text.encode(), _PURPOSE)
        return base64.b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` sealed. Raises InvalidTag under another key."""
        blob = base64.b64decode(encrypted_text)
        opened = AESGCM(settings.MASTER_KEY).decrypt(blob[:_NONCE], blob[_NONCE:], _PURPOSE)
        return opened.decode()

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        """'Passkey 1', until its owner finds a better name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=kind).count() + 1
        return _("Passkey %(number)s") % {"number": number}
