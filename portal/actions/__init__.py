"""What a client does at their own door."""

from portal.actions.sign_in import ask_for_code, enter_code, record_entry

__all__ = ["ask_for_code", "enter_code", "record_entry"]
