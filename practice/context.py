"""What every page of the practice shows around its content. Costs no query."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def practice(request: HttpRequest) -> dict[str, Any]:
    """The signed-in person's work and whether this is the invented practice."""
    return {"me": getattr(request, "membership", None), "demo": settings.DEMO}
