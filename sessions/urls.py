"""Addresses of pages about sessions that show nothing of the alliance."""

from django.urls import path

from sessions.views import format, process_key, process_note, snippet

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
    path("process-notes/", process_note.process_notes, name="process_notes"),
    path("process-notes/set-up/", process_key.set_up, name="set_up_process_notes"),
    path("process-notes/unlock/", process_key.unlock, name="unlock_process_notes"),
    path("process-notes/lock/", process_key.lock, name="lock_process_notes"),
    path("process-notes/passphrase/", process_key.passphrase, name="process_passphrase"),
    path("process-notes/shares/", process_key.new_shares, name="process_shares"),
    path("process-notes/recovery/", process_key.recovery, name="process_recovery"),
    path("process-notes/start-over/", process_key.start_over, name="process_start_over"),
    path("process-notes/granted/<uuid:code>/", process_note.granted, name="granted_process_note"),
    path(
        "process-notes/granted/<uuid:code>/end/", process_note.end_grant, name="end_process_grant"
    ),
    path("sessions/<uuid:code>/process-note/", process_note.process_note, name="process_note"),
    path("sessions/<uuid:code>/process-note/grant/", process_note.grant, name="grant_process_note"),
]
