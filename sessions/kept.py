"""The key under which a browser may keep what could not be saved."""

from base64 import b64encode

from practice import encryption
from practice.models import Membership
from sessions.models import Session


def kept_key(session: Session, by: Membership) -> str:
    """32 bytes in base64, for one person and one session: the same whenever they sign in again.

    It is given out with the page of the note and nowhere else; the page holds it in memory alone
    (static/js/note/kept.js). Whoever uses the same browser after them is given another one.
    """
    purpose = f"kept note|{by.code}|{session.code}"
    return b64encode(encryption.derived_key(purpose, clinic_id=session.clinic_id)).decode()
