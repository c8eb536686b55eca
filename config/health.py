"""Whether this process lives, and whether it can do its work. Open to anyone, says nothing else."""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# How long a part may take to answer, and how long an answer is good for; both in seconds. The
# second keeps a stranger from opening connections faster than one a second.
PATIENCE = 1.0
FRESH = 1.0

_asking = threading.Lock()
_known: tuple[float, list[str]] | None = None


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all; no part is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database and the broker answer, else 503 with the names of those that do not."""
    missing = _missing_parts()
    if missing:
        return HttpResponse(
            f"no {' and no '.join(missing)}\n", status=503, content_type="text/plain"
        )
    return HttpResponse("ok\n", content_type="text/plain")


def _missing_parts() -> list[str]:
    global _known  # noqa: PLW0603  one answer for all threads of the process
    with _asking:
        if _known is None or time.monotonic() - _known[0] > FRESH:
            _known = (time.monotonic(), _ask())
        return _known[1]


def _ask() -> list[str]:
    """Ask all parts at once, each in a thread that may hang without holding up the answer."""
    parts = {"database": _database}
    if settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
        parts["broker"] = _broker
    answered: set[str] = set()

    def ask(name: str, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception:  # noqa: BLE001  whatever went wrong, it is not there
            return
        answered.add(name)

    threads = [
        threading.Thread(target=ask, args=(name, part), daemon=True) for name, part in parts.items()
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [name for name in parts if name not in answered]


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()  # it belongs to this thread, which ends here


def _broker() -> None:
    from redis import Redis  # a practice of one has none, and its client is not small

    with Redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
    ) as broker:
        broker.ping()
