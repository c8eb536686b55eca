"""Tables of the client's own door."""

from portal.models.sign_in import SignIn

__all__ = ["SignIn"]
