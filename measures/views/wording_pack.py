"""A wording pack: filled in, switched on, withdrawn, its evidence."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from measures import actions, pages
from measures.access import get_document, get_pack
from measures.forms import WordingPackForm
from measures.instrument import Instrument
from measures.models import WordingPack
from measures.texts import missing
from measures.words import language_words
from practice.access import SignedInRequest, admins_only
from practice.versions import ChangedMeanwhile, at_version


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def pack(request: SignedInRequest, code: UUID) -> HttpResponse:
    found, instrument = get_pack(request, code)
    if request.method == "POST":
        return _take(request, found, instrument)
    if not found.is_draft:
        return _read_only(request, found, instrument)
    return _ask(request, found, WordingPackForm(pack=found, instrument=instrument), 200)


def _take(request: SignedInRequest, found: WordingPack, instrument: Instrument) -> HttpResponse:
    form = WordingPackForm(request.POST, request.FILES, pack=found, instrument=instrument)
    if not form.is_valid():
        return _ask(request, found, form, 422)
    try:
        saved = actions.save_pack(found, by=request.membership, **form.changes())
        if form.cleaned_data["to"] == "switch-on":
            return _switch_on(request, saved, form)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, found, form)
    if form.cleaned_data["to"] == "preview":
        return redirect("preview_pack", code=saved.code)
    messages.success(request, _saved(saved, instrument, form.cleaned_data["to"]))
    return redirect("pack", code=saved.code)


def _switch_on(request: SignedInRequest, saved: WordingPack, form: WordingPackForm) -> HttpResponse:
    """What was typed is saved by now, whether or not it is enough."""
    form.data = at_version(request.POST, saved.version)
    if not form.require_complete():
        return _ask(request, saved, form, 422)
    by = request.membership
    actions.switch_on(saved, form.instrument, by=by, version=saved.version)
    messages.success(request, _("Switched on. From now on clients can be asked in these words."))
    return redirect("pack", code=saved.code)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def withdraw_pack(request: SignedInRequest, code: UUID) -> HttpResponse:
    found, instrument = get_pack(request, code)
    if request.method != "POST":
        page = {"pack": found, "instrument": instrument, "language": language_words(found.language)}
        return render(request, "measures/withdraw_pack.html", page)
    actions.withdraw_pack(found, by=request.membership)
    messages.success(request, _("Withdrawn. What was answered to it stays readable."))
    return redirect("instrument", key=instrument.key)


@require_safe
@admins_only
def pack_document(request: SignedInRequest, code: UUID) -> HttpResponse:
    found = get_document(request, code)
    return HttpResponse(
        bytes(found.document_file or b""),
        content_type=found.document_type,
        # Whatever is in it must run nowhere, least of all under this site's name.
        headers={
            "Content-Disposition": f'attachment; filename="{found.document_name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _saved(saved: WordingPack, instrument: Instrument, to: str) -> str:
    left = len(missing(instrument, saved.texts))
    if to in {"distribute", "fill"}:
        return _("Filled in and saved as a draft. Read it against the original.")
    more = ngettext("%(n)s text is missing.", "%(n)s texts are missing.", left) % {"n": left}
    return f"{_('Draft saved.')} {more if left else ''}".strip()


def _changed_meanwhile(
    request: SignedInRequest, found: WordingPack, form: WordingPackForm
) -> HttpResponse:
    """The loser keeps what they typed, and may save it over what was saved, if that is a draft."""
    stored, instrument = get_pack(request, found.code)
    if stored.is_draft:
        form.data = at_version(request.POST, stored.version)
    page = {"stored": stored, "stored_texts": pages.passages(instrument, stored.texts)}
    return _ask(request, stored, form, 409, **page)


def _ask(
    request: SignedInRequest, found: WordingPack, form: WordingPackForm, status: int, **more: object
) -> HttpResponse:
    page = {
        "form": form,
        "pack": found,
        "instrument": form.instrument,
        "language": language_words(found.language),
        "missing": len(missing(form.instrument, found.texts)),
        **more,
    }
    return render(request, "measures/pack_form.html", page, status=status)


def _read_only(
    request: SignedInRequest, found: WordingPack, instrument: Instrument
) -> HttpResponse:
    page = {
        "pack": found,
        "instrument": instrument,
        "language": language_words(found.language),
        "passages": pages.passages(instrument, found.texts),
        "texts": found.texts,
    }
    return render(request, "measures/pack.html", page)
