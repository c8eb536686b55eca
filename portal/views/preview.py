"""A wording pack as a client would read it: for the clinic's admins, before it is switched on."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from measures.access import get_pack
from measures.texts import worded
from portal.crisis import resources
from portal.forms import MeasureForm
from portal.safety import asks
from practice.access import SignedInRequest, admins_only

BLANK = "…"  # stands where a draft has no text yet


@require_safe
@admins_only
def preview_pack(request: SignedInRequest, code: UUID) -> HttpResponse:
    pack, instrument = get_pack(request, code)
    wording = worded(instrument, pack.texts, pack.language, blank=BLANK)
    shown = replace(instrument, wordings=MappingProxyType({pack.language: wording}))
    reader = translation.get_language()
    with translation.override(pack.language):
        page = {
            "pack": pack,
            "reader": reader,
            "form": MeasureForm(None, draft={}, measure=shown, own=pack.language),
            "place": {"about_at": timezone.now() - timedelta(weeks=1)},
        }
        if asks(shown):
            page["turn_to"] = resources(request.membership.clinic.crisis_resources)
        return render(request, "portal/preview.html", page)
