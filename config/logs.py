"""Log lines without the secret that stands in a check-in link's address."""

import logging
import re

_LINK = re.compile(r"/(c|join)/[^/\s\"']+")


class WithoutSecrets(logging.Filter):
    """Replace the token in `/c/<token>/` and `/join/<token>/`, wherever a line mentions one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the finished message; always lets the record pass."""
        record.msg = _LINK.sub(r"/\1/…", record.getMessage())
        record.args = None
        return True
