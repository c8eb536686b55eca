"""Notes that are signed, and what a page about signing shows."""

import re

from django.test import Client as Browser

from practice.models import Membership
from sessions.actions import save_note, sign_note
from sessions.models import Note, Session


def signed(session: Session, by: Membership, words: str = "What was said.", **content: str) -> Note:
    """A note of a session, signed by its therapist."""
    note = save_note(
        session,
        by=by,
        content={"sections": {"data": words}} | content,
        format="dap",
        format_version=1,
        version=0,
    )
    return sign_note(note, by=by, version=1)


def read(browser: Browser, path: str) -> dict[str, str]:
    """Open a page to sign, as one has to: the hidden fields that say what it showed."""
    page = browser.get(path).content.decode()
    fields = dict(re.findall(r'name="(version|digest|shown)" value="([^"]+)"', page))
    assert fields, f"{path} shows nothing to sign"
    return fields
