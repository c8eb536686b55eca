"""A query that is worked out once answers as the queryset does, each time anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.backend import Backend
from clients.models import CareTeamMember
from practice.compiled import LENGTHS, CompiledQuery
from practice.models import AuditEvent, Membership
from practice.prepared import is_possible
from tests.cast import Cast


@CompiledQuery[Membership]
def by_user(user: int) -> QuerySet[Membership]:
    return Membership.objects.select_related("user", "clinic").filter(user_id=user)


@CompiledQuery[AuditEvent]
def since(clinic: int, moment: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(clinic_id=clinic, at__gte=moment).order_by("pk")


@CompiledQuery[Membership]
def among(members: list[int], codes: list[UUID], backwards: bool) -> QuerySet[Membership]:
    found = Membership.objects.filter(Q(pk__in=members) | Q(code__in=codes))
    return found.prefetch_related("clinic").order_by("-pk" if backwards else "pk")


@CompiledQuery[CareTeamMember]
def begun(on: date) -> QuerySet[CareTeamMember]:
    return CareTeamMember.objects.filter(began_on=on).order_by("pk")


def test_each_gets_their_own_row_with_what_was_joined(cast: Cast) -> None:
    for member in (cast.ines, cast.noor, cast.wren):
        with CaptureQueriesContext(connection) as asked:
            (found,) = by_user.rows(user=member.user_id)
            assert (found, found.user.name, found.clinic) == (
                member,
                member.user.name,
                member.clinic,
            )
        assert len(asked) == 1
    assert by_user.rows(user=0) == []


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
    everything = since.rows(clinic=cast.riverside.pk, moment=now - timedelta(hours=1))
    assert everything == list(AuditEvent.objects.filter(clinic=cast.riverside).order_by("pk"))
    assert everything
    assert since.rows(clinic=cast.riverside.pk, moment=now + timedelta(hours=1)) == []


def test_a_value_that_is_not_declared_is_refused() -> None:
    with pytest.raises(TypeError, match=r"the values are \['user'\], not \['person'\]"):
        by_user.rows(person=1)


def test_a_value_that_the_query_does_not_hold_is_refused(db: None) -> None:
    @CompiledQuery
    def deaf(user: int) -> QuerySet[Membership]:
        return Membership.objects.filter(ended_at=None)

    with pytest.raises(ValueError, match="user is not in the query"):
        deaf.rows(user=1)


def test_lists_have_a_shape_for_each_length(cast: Cast) -> None:
    everybody = list(Membership.objects.order_by("pk"))
    for first in range(len(everybody)):
        for last in range(first, len(everybody)):
            some, other = everybody[first:last], everybody[last:]
            asked = {"members": [each.pk for each in some], "codes": [each.code for each in other]}
            assert among.rows(**asked, backwards=False) == some + other
            assert among.rows(**asked, backwards=True) == (some + other)[::-1]


def test_what_goes_with_the_rows_is_read_along(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        rows = among.rows(members=[cast.ines.pk, cast.wren.pk], codes=[], backwards=False)
        assert [row.clinic for row in rows] == [cast.ines.clinic, cast.wren.clinic]
    assert len(asked) == 2


def test_an_empty_list_finds_nobody_and_asks_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert among.rows(members=[], codes=[], backwards=False) == []
    assert not len(asked)


def test_a_list_of_any_length_is_answered(cast: Cast) -> None:
    for length in (*LENGTHS[1:], LENGTHS[-1] + 1):
        members = [cast.ines.pk, *range(10_000, 10_000 + length - 1)]
        assert among.rows(members=members, codes=[], backwards=False) == [cast.ines]


def test_a_day_is_a_value(cast: Cast) -> None:
    today = timezone.localdate()
    team = CareTeamMember.objects.order_by("pk")
    assert begun.rows(on=today) == list(team.filter(began_on=today))
    assert begun.rows(on=today - timedelta(days=400)) == []


def test_a_kind_that_cannot_be_a_value_is_refused() -> None:
    def of(clinic: str) -> QuerySet[Membership]:
        return Membership.objects.filter(clinic__name=clinic)

    with pytest.raises(TypeError, match=r"of: of no kind that can be a value: \['clinic'\]"):
        CompiledQuery(of)


def test_many_at_once_do_not_mix(real_transactions: None, cast: Cast) -> None:
    people = [cast.ines, cast.noor, cast.tomas, cast.ada, cast.wren, cast.olga]

    def ask(member: Membership) -> list[Membership]:
        try:
            return by_user.rows(user=member.user_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, people * 10)) == [[member] for member in people * 10]


def test_a_statement_is_planned_once_for_a_connection(cast: Cast) -> None:
    """On PostgreSQL; on SQLite, and behind a pooler of transactions, the SQL itself is sent."""
    with CaptureQueriesContext(connection) as asked:
        for user in (cast.ines.user, cast.noor.user, cast.ines.user):
            assert [row.user for row in by_user.rows(user=user.pk)] == [user]
    sent = [query["sql"].split()[0] for query in asked]
    assert sent == (["EXECUTE"] * 3 if is_possible() else ["SELECT"] * 3)
    assert is_possible() == (connection.vendor == "postgresql")


def test_a_pooler_gets_no_prepared_statement(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with CaptureQueriesContext(connection) as asked:
        assert by_user.rows(user=cast.ines.user_id) == [cast.ines]
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]


def test_a_new_connection_is_told_anew(real_transactions: None, cast: Cast) -> None:
    assert by_user.rows(user=cast.ines.user_id) == [cast.ines]
    connection.close()
    assert by_user.rows(user=cast.ines.user_id) == [cast.ines]
    with transaction.atomic():
        assert since.rows(clinic=cast.riverside.pk, moment=timezone.now()) == []
        transaction.set_rollback(True)
    assert since.rows(clinic=cast.riverside.pk, moment=timezone.now()) == []
