"""Who did what: written with the act, never changed, never removed."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from practice import actions, audit
from practice.models import AuditEvent, Membership
from tests.cast import Cast


def _last() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_a_row_names_people_and_records_by_code(cast: Cast) -> None:
    event = audit.record(
        audit.Kind.CHANGED, cast.ines, by=cast.ada, client=cast.mara.code, states=["draft"]
    )
    assert (event.clinic_id, event.kind) == (cast.riverside.pk, "changed")
    assert (event.actor, event.about_code) == (cast.ada.code, cast.ines.code)
    assert (event.about, event.client_code) == ("practice.membership", cast.mara.code)
    assert event.detail == {"states": ["draft"]}
    assert audit.record(audit.Kind.SUBMITTED, cast.ines, by=None).actor is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE practice_auditevent SET kind = 'created' WHERE id = %s",
        "UPDATE practice_auditevent SET actor = NULL WHERE id = %s",
        "DELETE FROM practice_auditevent WHERE id = %s",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_a_row(cast: Cast, statement: str) -> None:
    event = audit.record(audit.Kind.SIGNED_IN, cast.ines, by=cast.ines)
    before = AuditEvent.objects.values().get(pk=event.pk)
    with (
        pytest.raises(IntegrityError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [event.pk])
    assert AuditEvent.objects.values().get(pk=event.pk) == before


def test_nor_does_it_let_a_row_be_replaced_or_the_table_be_emptied(cast: Cast) -> None:
    event = audit.record(audit.Kind.SIGNED_IN, cast.ines, by=cast.ines)
    before = AuditEvent.objects.count()
    connection.check_constraints()  # else PostgreSQL refuses for another reason: pending checks
    trick = {
        "sqlite": "INSERT OR REPLACE INTO practice_auditevent "
        "SELECT * FROM practice_auditevent WHERE id = %s",
        "postgresql": "TRUNCATE practice_auditevent",
    }[connection.vendor]
    with (
        pytest.raises(IntegrityError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(trick, [event.pk] if "%s" in trick else None)
    assert AuditEvent.objects.count() == before


def test_through_the_models_it_is_refused_too(cast: Cast) -> None:
    event = audit.record(audit.Kind.SIGNED_IN, cast.ines, by=cast.ines)
    for act in (
        lambda: AuditEvent.objects.filter(pk=event.pk).update(kind="created"),
        lambda: AuditEvent.objects.filter(pk=event.pk).delete(),
        event.save,
        event.delete,
    ):
        with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
            act()
    assert AuditEvent.objects.filter(pk=event.pk).count() == 1


def test_no_act_without_its_row(cast: Cast) -> None:
    """An admin whose code no row can hold: the audit refuses, and with it the act."""
    unnamed = Membership.objects.get(pk=cast.ada.pk)
    unnamed.code = "x" * 40
    with pytest.raises(Exception, match=r"UUID|uuid"):
        actions.end_membership(cast.tomas, by=unnamed)
    cast.tomas.refresh_from_db()
    assert cast.tomas.ended_at is None


def test_together_is_one_statement_in_order_and_all_or_nothing(cast: Cast) -> None:
    before = AuditEvent.objects.count()
    with CaptureQueriesContext(connection) as captured, audit.together():
        audit.record(audit.Kind.CREATED, cast.mara, by=cast.ines, client=cast.mara.code)
        with audit.together():
            audit.record(audit.Kind.CHANGED, cast.mara, by=cast.ines, client=cast.mara.code)
        assert AuditEvent.objects.count() == before
    assert len([each for each in captured if "INSERT" in each["sql"]]) == 1
    written = AuditEvent.objects.order_by("pk")[before:]
    assert [each.kind for each in written] == ["created", "changed"]
    with pytest.raises(ZeroDivisionError), transaction.atomic(), audit.together():
        audit.record(audit.Kind.CREATED, cast.mara, by=cast.ines, half=1 // 0)
    audit.record(audit.Kind.CHANGED, cast.mara, by=cast.ines)
    assert AuditEvent.objects.count() == before + 3
