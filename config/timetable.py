"""What the worker does by the clock (Celery beat). Each run is safe twice, and after an outage."""

from typing import Any

import environ
from celery.schedules import crontab


def timetable(env: environ.Env) -> dict[str, dict[str, Any]]:
    """The schedule, in seconds or as a time of day in UTC."""
    return {
        "sweep the outbox": {
            "task": "practice.tasks.sweep_outbox",
            "schedule": env.float("OUTBOX_SWEEP_SECONDS", default=20.0),
        },
        "escalate safety": {"task": "alliance.tasks.escalate_safety", "schedule": 60.0},
        "escalate concerns": {"task": "alliance.tasks.escalate_concerns", "schedule": 5 * 60.0},
        "reread readings": {"task": "alliance.tasks.reread_readings", "schedule": 60.0},
        "notice silence": {"task": "alliance.tasks.notice_silence", "schedule": 15 * 60.0},
        "notice gaps": {"task": "alliance.tasks.notice_gaps", "schedule": 60 * 60.0},
        "estimate priors": {
            "task": "alliance.tasks.estimate_priors",
            "schedule": crontab(hour="3", minute="10"),  # at night, when hardly anybody rates
        },
    }
