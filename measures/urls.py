"""Addresses of the pages about instruments."""

from django.urls import path

from measures.views import clinic_instrument, instrument, wording_pack

_AT = "clinic/instruments"

urlpatterns = [
    path(f"{_AT}/", instrument.instruments, name="instruments"),
    path(f"{_AT}/import/", clinic_instrument.import_instrument, name="import_instrument"),
    path(
        f"{_AT}/imported/<uuid:code>/withdraw/",
        clinic_instrument.withdraw_instrument,
        name="withdraw_instrument",
    ),
    path(f"{_AT}/packs/<uuid:code>/", wording_pack.pack, name="pack"),
    path(f"{_AT}/packs/<uuid:code>/document/", wording_pack.pack_document, name="pack_document"),
    path(f"{_AT}/packs/<uuid:code>/withdraw/", wording_pack.withdraw_pack, name="withdraw_pack"),
    path(f"{_AT}/<slug:key>/", instrument.instrument, name="instrument"),
    path(f"{_AT}/<slug:key>/packs/", instrument.new_pack, name="new_pack"),
    path(f"{_AT}/<slug:key>/export/", instrument.export_instrument, name="export_instrument"),
]
