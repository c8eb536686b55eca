"""A query that is worked out once answers as the queryset does, each time anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.backend import Backend
from practice.compiled import CompiledQuery
from practice.models import AuditEvent, Membership
from tests.cast import Cast

BY_USER = CompiledQuery(
    lambda user: Membership.objects.select_related("user", "clinic").filter(user_id=user), user=int
)
SINCE = CompiledQuery(
    lambda clinic, since: AuditEvent.objects.filter(clinic_id=clinic, at__gte=since).order_by("pk"),
    clinic=int,
    since=type(timezone.now()),
)


def test_each_gets_their_own_row_with_what_was_joined(cast: Cast) -> None:
    for member in (cast.ines, cast.noor, cast.wren):
        with CaptureQueriesContext(connection) as asked:
            (found,) = BY_USER.rows(user=member.user_id)
            assert (found, found.user.name, found.clinic) == (
                member,
                member.user.name,
                member.clinic,
            )
        assert len(asked) == 1
    assert BY_USER.rows(user=0) == []


def test_what_changed_since_is_seen(cast: Cast) -> None:
    backend = Backend()
    assert backend.get_user(cast.ines.user_id) == cast.ines.user
    Membership.objects.filter(pk=cast.ines.pk).update(is_admin=True)
    assert backend.get_user(cast.ines.user_id).membership.is_admin is True  # type: ignore[union-attr]
    Membership.objects.filter(pk=cast.ines.pk).update(ended_at=timezone.now())
    assert backend.get_user(cast.ines.user_id).membership is None  # type: ignore[union-attr]


def test_it_signs_in_as_the_queryset_says(cast: Cast) -> None:
    """Every annotation, for everybody: the compiled answer beside the plain one."""
    backend = Backend()
    for user in get_user_model().objects.all():
        (plain,) = backend.memberships().filter(user_id=user.pk)
        found = backend.get_user(user.pk)
        assert found is not None
        kept = {name: value for name, value in vars(plain).items() if name != "_state"}
        compiled = {name: vars(found.membership)[name] for name in kept}  # type: ignore[attr-defined]
        assert compiled == kept


def test_moments_are_values_too(cast: Cast) -> None:
    now = timezone.now()
    everything = SINCE.rows(clinic=cast.riverside.pk, since=now - timedelta(hours=1))
    assert everything == list(AuditEvent.objects.filter(clinic=cast.riverside).order_by("pk"))
    assert everything
    assert SINCE.rows(clinic=cast.riverside.pk, since=now + timedelta(hours=1)) == []


def test_a_value_that_is_not_declared_is_refused() -> None:
    with pytest.raises(TypeError, match=r"the values are \['user'\], not \['person'\]"):
        BY_USER.rows(person=1)


def test_a_value_that_the_query_does_not_hold_is_refused(db: None) -> None:
    deaf = CompiledQuery(lambda user: Membership.objects.filter(ended_at=None), user=int)
    with pytest.raises(ValueError, match="user is not in the query"):
        deaf.rows(user=1)


def test_many_at_once_do_not_mix(real_transactions: None, cast: Cast) -> None:
    people = [cast.ines, cast.noor, cast.tomas, cast.ada, cast.wren, cast.olga]

    def ask(member: Membership) -> list[Membership]:
        try:
            return BY_USER.rows(user=member.user_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, people * 10)) == [[member] for member in people * 10]
