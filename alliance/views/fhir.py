"""A FHIR resource as a file."""

from typing import Any

from django.http import HttpResponse, JsonResponse


def fhir_file(resource: dict[str, Any], name: str) -> HttpResponse:
    """Return it to take away, as text that a person can read too."""
    return JsonResponse(
        resource,
        content_type="application/fhir+json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
