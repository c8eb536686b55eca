"""How the web server runs, in the one-command run and in a clinic alike.

There is no access log: the address of a check-in link is a secret. See docs/deploy.md.
"""

import gc
import os
from pathlib import Path
from typing import Any

from django.urls import get_resolver

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, so that a browser which opens a connection and says nothing keeps no one waiting.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 10
# A worker is replaced now and then, each at another moment, so that no leak grows old.
max_requests = 5000
max_requests_jitter = 1000
# Loaded once, so that the workers share its memory.
preload_app = True

control_socket_disable = True
umask = 0o077
if Path("/dev/shm").is_dir():  # noqa: S108  heartbeats in memory, not on a slow disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108

accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "WARNING").lower()
logconfig_dict: dict[str, Any] = {
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
    "loggers": {"gunicorn.error": {"handlers": ["console"], "propagate": False}},
}


def when_ready(server: object) -> None:
    """Load what Django would load with the first request, and keep it all shared.

    A collection touches every object and with it every page of memory; frozen, they are skipped.
    """
    get_resolver().url_patterns  # noqa: B018  reading it imports every view
    gc.collect()
    gc.freeze()
