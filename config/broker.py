"""How messages reach the worker: through Redis where one is named, else through files."""

from pathlib import Path
from typing import Any

import environ


def connection(env: environ.Env, folder: Path) -> tuple[str, dict[str, Any]]:
    """Celery's broker URL and transport options. Without Redis it makes the folder."""
    if "REDIS_URL" in env.ENVIRON:
        return env.str("REDIS_URL"), {
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
            "visibility_timeout": 3600,
            # A broker that is away must not hold up the request that queues a message.
            "max_retries": 1,
            "interval_start": 0.1,
            "interval_step": 0.1,
            "interval_max": 0.1,
        }
    processed = folder / "processed"
    processed.mkdir(parents=True, exist_ok=True)
    return "filesystem://localhost", {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "processed_folder": str(processed),
        "store_processed": False,
        "control_folder": str(folder / "control"),
    }
