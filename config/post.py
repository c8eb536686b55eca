"""How e-mail leaves this installation, by what the environment names."""

from pathlib import Path
from typing import Any

import environ


def email(env: environ.Env, provider: str, folder: Path) -> dict[str, Any]:
    """Django's EMAIL_… settings: any SMTP server, a provider's own interface, or a folder.

    A provider is one of django-anymail's, with the ANYMAIL_… variables that it asks for.
    """
    if "EMAIL_URL" in env.ENVIRON:
        return {**env.email_url("EMAIL_URL"), "EMAIL_TIMEOUT": 20}
    if provider:
        asked: dict[str, Any] = {
            name.removeprefix("ANYMAIL_"): env.str(name)
            for name in env.ENVIRON
            if name.startswith("ANYMAIL_")
        }
        secret = env.str("ANYMAIL_WEBHOOK_SECRET", default="")
        asked |= {"REQUESTS_TIMEOUT": (5, 20)} | ({"WEBHOOK_SECRET": secret} if secret else {})
        return {
            "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
            "ANYMAIL": asked,
        }
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }
