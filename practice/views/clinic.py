"""The clinic's settings."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice import actions
from practice.access import SignedInRequest, admins_only
from practice.forms import ClinicForm


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def clinic_settings(request: SignedInRequest) -> HttpResponse:
    clinic = copy(request.membership.clinic)  # the rail shows the name; a form writes on its own
    form = ClinicForm(request.POST or None, instance=clinic)
    if not form.is_valid():
        return render(request, "practice/clinic_settings.html", {"form": form})
    changes = form.changes()
    actions.change_settings(clinic, by=request.membership, changed=changes)
    messages.success(request, _what_was_saved(form, list(changes)))
    return redirect("clinic_settings")


def _what_was_saved(form: ClinicForm, names: list[str]) -> str:
    if not names:
        return _("Nothing was different, so nothing was saved.")
    words = [str(form.fields[name].label) for name in names]
    return _("Saved: %(settings)s.") % {"settings": get_text_list(words, _("and"))}
