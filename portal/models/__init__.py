"""Tables of the client's own door."""

from portal.models.calendar import CalendarFeed
from portal.models.passkey import Passkey
from portal.models.sign_in import SignIn

__all__ = ["CalendarFeed", "Passkey", "SignIn"]
