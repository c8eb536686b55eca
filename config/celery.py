"""The worker's entrance: `celery -A config worker -B`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

# Where there is no Redis: see `config.file_queue`.
TRANSPORT_ALIASES["filesystem"] = "config.file_queue:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("alliance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
