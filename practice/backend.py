"""Signing in by e-mail, with the person's work in the clinic loaded in the same query."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from practice.compiled import CompiledQuery
from practice.models import Membership, User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend; `get_user` also answers what the person may do."""

    def get_user(self, user_id: int) -> User | None:
        """Load the user of a session, with `user.membership` (None when not staff)."""
        found = self._works_as().rows(user=user_id)
        membership = found[0] if found else None
        user = membership.user if membership else User.objects.filter(pk=user_id).first()
        if user is None or not user.is_active:
            return None
        user.membership = membership  # type: ignore[attr-defined]
        return user

    @classmethod
    @cache
    def _works_as(cls) -> CompiledQuery[Membership]:
        # Asked on every page: working it out anew took longer than most pages do.
        def works_as(user: int) -> QuerySet[Membership]:
            return cls().memberships().filter(user_id=user).order_by("pk")[:1]

        return CompiledQuery(works_as)

    def memberships(self) -> QuerySet[Membership]:
        """Those that let somebody in, with what every page needs of them."""
        return Membership.objects.select_related("user", "clinic").filter(ended_at=None)
