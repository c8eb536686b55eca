"""Every address of the product, and how it is filled from a scene."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.trust.scene import Scene

_POINTS_AT = {
    "client": "client",
    "client_details": "client",
    "client_measures": "client",
    "client_cells": "client",
    "client_record": "client",
    "record_pdf": "client",
    "answers_fhir": "client",
    "client_statements": "client",
    "client_measure": "client",
    "administration_fhir": "client",
    "consent": "client",
    "reach_client": "client",
    "ending": "client",
    "new_goal": "client",
    "client_plan": "client",
    "goal": "goal",
    "new_session": "client",
    "agree_goal": "goal",
    "session": "session",
    "save_note": "session",
    "note_pdf": "session",
    "sign_note": "session",
    "add_addendum": "signed",
    "strike_note": "signed",
    "release_note": "signed",
    "co_sign": "signed",
    "return_note": "signed",
    "ask_co_signature": "signed",
    "withdraw_co_signature": "signed",
    "move_session": "session",
    "attendance": "session",
    "absence": "session",
    "send_check_in": "session",
    "room": "later",
    "sheet": "later",
    "paper": "later",
    "new_rupture": "session",
    "process_note": "session",
    "grant_process_note": "session",
    "granted_process_note": "process_grant",
    "end_process_grant": "process_grant",
    "rupture": "rupture",
    "repair": "rupture",
    "put_off": "rupture",
    "agree_criteria": "rupture",
    "own_word": "rupture",
    "client_word": "rupture",
    "open_rupture": "rupture",
    "cover_rupture": "rupture",
    "revisit_rupture": "rupture",
    "close_rupture": "rupture",
    "reopen_rupture": "rupture",
    "promise_kept": "attempt",
    "release_promise": "attempt",
    "question": "question",
    "close_question": "question",
    "withdraw_question": "question",
    "client_exercises": "client",
    "give_exercise": "client",
    "put_away_exercise": "exercise",
    "new_strength": "client",
    "withdraw_strength": "strength",
    "patterns": "client",
    "new_pattern": "client",
    "new_attachment_note": "client",
    "attachment_note": "attachment_note",
    "pattern": "pattern",
    "share_pattern": "pattern",
    "end_pattern": "pattern",
    "resume_pattern": "pattern",
    "new_episode": "pattern",
    "withdraw_episode": "episode",
    "rupture_episode": "rupture",
    "signal": "signal",
    "safety_notice": "safety_notice",
    "concern": "concern",
    "apply_prior": "prior",
    "retire_prior": "prior",
    "revoke_invitation": "invitation",
    "person": "member",
    "change_roles": "member",
    "request_supervision": "member",
    "end_work": "member",
    "agree_to_supervision": "supervision_asked",
    "leave_supervision": "supervision",
    "end_supervision": "supervision",
    "change_co_signing": "supervision",
    "pack": "pack",
    "pack_document": "pack",
    "preview_pack": "pack",
    "withdraw_pack": "pack",
    "withdraw_instrument": "clinic_instrument",
    "note_format": "note_format",
    "retire_note_format": "note_format",
    "restore_note_format": "note_format",
    "snippet": "snippet",
    "remove_snippet": "snippet",
    "check_in_link": "check_in_token",
    "space_note": "note",
    "space_note_pdf": "note",
    "space_concern": "concern",
    "space_take_back": "concern",
    "space_rupture": "rupture",
    "stop_messages": "stop_token",
    "space_goal": "goal",
    "space_exercise": "exercise",
    "space_take_back_strength": "own_strength",
    "space_take_away_passkey": "passkey",
    "library_text": "library_text",
    "take_out_library_text": "library_text",
    "put_back_library_text": "library_text",
    "calendar_feed": "calendar_token",
    "join": "join_token",
}
# What else stands in an address that points at a row: the name of another row, or a fixed word.
_BESIDES = {
    "client_measure": "gad-7",
    "administration_fhir": "administration",
    "library_text": "en",
    "take_out_library_text": "en",
    "put_back_library_text": "en",
}
_FIXED: dict[str, dict[str, Any]] = {
    "schedule_measure": {"instrument": "gad-7"},
    "check_in_step": {"step": "arriving"},
    "space_library_text": {"slug": "grounding"},
    "instrument": {"key": "wai-sr"},
    "new_pack": {"key": "wai-sr"},
    "export_instrument": {"key": "wai-sr"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
}


def names() -> list[str]:
    """The names of all addresses, in order."""
    return list(dict.fromkeys(name for name, _ in walk(get_resolver())))


def path(name: str, scene: Scene) -> str:
    """The address, pointing into the scene. An address with a blank that nobody fills fails."""
    if name in _POINTS_AT:
        besides = [getattr(scene, each, each) for each in [_BESIDES.get(name)] if each]
        return reverse(name, args=[getattr(scene, _POINTS_AT[name]), *besides])
    return reverse(name, kwargs=_FIXED.get(name, {}))


def pointing() -> list[str]:
    """Addresses that point at one row."""
    return [name for name in names() if name in _POINTS_AT]


def walk(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from walk(each)
        else:
            assert each.name, f"{each} has no name"
            yield each.name, each
