"""Log lines without the secrets that stand in the addresses of links."""

import logging
import re
from typing import Any

_LINK = re.compile(r"/(c|join|stop|calendar)/[^/\s\"']+")


class WithoutSecrets(logging.Filter):
    """Replace the token in `/c/…/`, `/join/…`, `/stop/…` and `/calendar/….ics`, wherever one is."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the finished message; always lets the record pass."""
        record.msg = _LINK.sub(r"/\1/…", record.getMessage())
        record.args = None
        return True


def configuration(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: one line a record, on standard error, without secrets."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
        "filters": {"without_secrets": {"()": "config.logs.WithoutSecrets"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["without_secrets"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers would mail or print whole requests.
            "django": {"handlers": [], "propagate": True},
            # It writes which credential signed: whose device that is, and when it was used.
            "fido2": {"level": "WARNING"},
        },
    }
