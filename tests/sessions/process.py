"""Process notes for tests: a passphrase, and a note that is written and shared."""

from uuid import UUID, uuid4

from django.test import Client as Browser

from practice.models import Membership, Supervision
from sessions.actions.process_key import set_up
from sessions.actions.process_note import grant_process_note, write_process_note
from sessions.models import ProcessKey, Session
from sessions.process.keyring import Keyring
from sessions.process.shares import Share

PASSPHRASE = "six quiet herons at noon"


def keys_of(member: Membership) -> tuple[Keyring, list[Share]]:
    """Somebody sets up process notes; their keys, opened, and their shares."""
    if key := ProcessKey.objects.of(member):
        return Keyring(key), []
    key, private, made = set_up(PASSPHRASE, 2, 3, by=member)
    return Keyring(key, private), made


def granted_process_note(session: Session, author: Membership, words: str) -> UUID:
    """The author writes about a session, and lets whoever supervises them read it."""
    ring, _ = keys_of(author)
    note = write_process_note(session, words, by=author, ring=ring, version=0)
    supervision = Supervision.objects.filter(supervisee=author, ended_on=None).first()
    if supervision is None:
        return uuid4()
    reader, _ = keys_of(supervision.supervisor)
    assert reader.key is not None
    return grant_process_note(note, reader.key, words, by=author, ring=ring).code


def unlocked(browser: Browser, passphrase: str = PASSPHRASE) -> Browser:
    """The same browser, after its person has typed the passphrase."""
    answer = browser.post("/process-notes/unlock/", {"passphrase": passphrase})
    assert answer.status_code == 302, answer.content.decode()
    return browser
