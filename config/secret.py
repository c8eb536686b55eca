"""The two secrets of an installation: from the environment, or made once in DATA_DIR.

A clinic sets both in the environment. For the one-command run (`GENERATE_SECRETS=1`) they are
made on first start and kept in files that only their owner can read.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


def secret_key(env: environ.Env, data_dir: Path) -> str:
    """Django's signing key. Raises ImproperlyConfigured when there is none."""
    return _read(env, "SECRET_KEY", data_dir / "secret.key", size=48)


def master_key(env: environ.Env, data_dir: Path) -> bytes:
    """The 32 bytes that wrap clinic keys, base64 in `MASTER_KEY`."""
    text = _read(env, "MASTER_KEY", data_dir / "master.key", size=32)
    try:
        key = base64.urlsafe_b64decode(text)
    except binascii.Error as error:
        raise ImproperlyConfigured("MASTER_KEY is not base64.") from error
    if len(key) != 32:
        raise ImproperlyConfigured("MASTER_KEY must be 32 bytes in base64.")
    return key


def _read(env: environ.Env, name: str, path: Path, *, size: int) -> str:
    if value := env.str(name, default=""):
        return str(value)
    if not env.bool("GENERATE_SECRETS", default=False):
        raise ImproperlyConfigured(f"{name} is not set.")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    value = base64.urlsafe_b64encode(secrets.token_bytes(size)).decode()
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    return value
