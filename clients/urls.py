"""Addresses of pages about people in care that show nothing of the alliance."""

from django.urls import path

from clients.views import library

_AT = "clinic/library"
_ONE = f"{_AT}/<slug:key>/<slug:language>"

urlpatterns = [
    path(f"{_AT}/", library.library, name="library"),
    path(f"{_AT}/new/", library.new_library_text, name="new_library_text"),
    path(f"{_ONE}/", library.library_text, name="library_text"),
    path(f"{_ONE}/take-out/", library.take_out_library_text, name="take_out_library_text"),
    path(f"{_ONE}/put-back/", library.put_back_library_text, name="put_back_library_text"),
]
