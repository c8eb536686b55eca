"""Signing in by e-mail, with the person's work in the clinic loaded in the same query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from practice.models import Membership, User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend; `get_user` also answers what the person may do."""

    def get_user(self, user_id: int) -> User | None:
        """Load the user of a session, with `user.membership` (None when not staff)."""
        membership = self.memberships().filter(user_id=user_id).first()
        user = membership.user if membership else User.objects.filter(pk=user_id).first()
        if user is None or not user.is_active:
            return None
        user.membership = membership  # type: ignore[attr-defined]
        return user

    def memberships(self) -> QuerySet[Membership]:
        """Those that let somebody in, with what every page needs of them."""
        return Membership.objects.select_related("user", "clinic").filter(ended_at=None)
