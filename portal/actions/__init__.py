"""What a client does at their own door."""

from portal.actions.calendar import make_calendar, take_calendar_away
from portal.actions.consent import give_consent_again, take_consent_back
from portal.actions.export import take_answers, take_record
from portal.actions.passkey import add_passkey, take_passkey_away, use_passkey
from portal.actions.sign_in import ask_for_code, enter_code, record_entry

__all__ = [
    "add_passkey",
    "ask_for_code",
    "enter_code",
    "give_consent_again",
    "make_calendar",
    "record_entry",
    "take_answers",
    "take_calendar_away",
    "take_consent_back",
    "take_passkey_away",
    "take_record",
    "use_passkey",
]
