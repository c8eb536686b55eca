"""Addresses of the pages about how notes are written."""

from django.urls import path

from sessions.views import format, snippet

_AT = "clinic/note-formats"

urlpatterns = [
    path(f"{_AT}/", format.note_formats, name="note_formats"),
    path(f"{_AT}/new/", format.new_note_format, name="new_note_format"),
    path(f"{_AT}/usual/", format.usual_note_format, name="usual_note_format"),
    path(f"{_AT}/<slug:key>/", format.note_format, name="note_format"),
    path(f"{_AT}/<slug:key>/retire/", format.retire_note_format, name="retire_note_format"),
    path(f"{_AT}/<slug:key>/restore/", format.restore_note_format, name="restore_note_format"),
    path("snippets/", snippet.snippets, name="snippets"),
    path("snippets/new/", snippet.new_snippet, name="new_snippet"),
    path("snippets/<uuid:code>/", snippet.snippet, name="snippet"),
    path("snippets/<uuid:code>/remove/", snippet.remove_snippet, name="remove_snippet"),
]
