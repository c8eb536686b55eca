"""A reading is of its rating's client and clinic: the database itself holds that, on both engines.

The three columns have no foreign key each; one of all three stands for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from alliance.actions import rate_session
from alliance.models import Rating, Reading
from alliance.models.rating import Perspective
from clients.models import Client
from practice.constraints import AgreesWith
from tests.cast import Cast, ago, session_at

ITEMS = ("understood", "safe", "goals", "fit", "say")


@pytest.fixture
def rating(cast: Cast) -> Rating:
    """Mara's rating of a session with Ines; it has been read."""
    session = session_at(cast.ines, cast.mara, at=ago(days=1))
    return rate_session(session, cast.mara, Perspective.CLIENT, dict.fromkeys(ITEMS, 8))


@contextmanager
def committed() -> Iterator[None]:
    """What is written stands the checks of a commit, or is taken back."""
    with transaction.atomic():
        yield
        connection.check_constraints()


def elsewhere(cast: Cast) -> dict[str, dict[str, int]]:
    """What a reading of Mara's rating must not say."""
    nobody = Client.objects.order_by("-id").values_list("id", flat=True)[0] + 1
    return {
        "another client of the clinic": {"client_id": cast.theo.pk},
        "another clinic": {"clinic_id": cast.hillside.pk},
        "another clinic and its client": {
            "client_id": cast.otto.pk,
            "clinic_id": cast.hillside.pk,
        },
        "no client there is": {"client_id": nobody},
        "no rating there is": {"rating_id": Rating.objects.order_by("-id")[0].pk + 1},
    }


CASES = (
    "another client of the clinic",
    "another clinic",
    "another clinic and its client",
    "no client there is",
    "no rating there is",
)


@pytest.mark.parametrize("case", CASES)
def test_a_reading_of_somebody_else_is_refused(cast: Cast, rating: Rating, case: str) -> None:
    wrong = elsewhere(cast)[case]
    shown = Reading.objects.values().get(rating=rating)
    Reading.objects.filter(rating=rating).update(superseded_at=ago(hours=1))
    copied: dict[str, Any] = shown | {"id": None}
    with pytest.raises(IntegrityError), committed():
        Reading.objects.create(**(copied | wrong))
    with pytest.raises(IntegrityError), committed():
        Reading.objects.filter(pk=shown["id"]).update(**wrong)
    with committed():
        Reading.objects.create(**copied)
    assert Reading.objects.filter(rating=rating).count() == 2


@pytest.mark.parametrize("case", CASES)
def test_asked_before_it_is_written_it_is_refused_too(
    cast: Cast, rating: Rating, case: str
) -> None:
    shown = Reading.objects.values().get(rating=rating)
    rule = next(each for each in Reading._meta.constraints if isinstance(each, AgreesWith))
    rule.validate(Reading, Reading(**shown))
    wrong = Reading(**(shown | elsewhere(cast)[case]))
    with pytest.raises(ValidationError, match="reading_agrees_with_rating"):
        rule.validate(Reading, wrong)
    rule.validate(Reading, wrong, exclude={"client", "rating"})


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM alliance_rating WHERE id = %(rating)s",
        "UPDATE alliance_rating SET client_id = %(theo)s WHERE id = %(rating)s",
        "UPDATE alliance_rating SET clinic_id = %(hillside)s WHERE id = %(rating)s",
    ],
)
def test_a_rating_that_was_read_stays_and_stays_whose_it_is(
    cast: Cast, rating: Rating, statement: str
) -> None:
    names = {"rating": rating.pk, "theo": cast.theo.pk, "hillside": cast.hillside.pk}
    with (
        pytest.raises(IntegrityError),
        committed(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, names)
    rating.refresh_from_db()
    assert (rating.client_id, rating.clinic_id) == (cast.mara.pk, cast.riverside.pk)


def test_within_a_transaction_the_order_is_free(rating: Rating) -> None:
    """What empties a database goes table by table, in any order."""
    with committed(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM alliance_rating")
        cursor.execute("DELETE FROM alliance_standing")
        cursor.execute("DELETE FROM alliance_reading")
    assert not Rating.objects.exists()


def test_the_table_has_this_one_key_of_three_columns(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = 'alliance_reading'::regclass AND contype = 'f'"
            )
            key = "FOREIGN KEY (rating_id, client_id, clinic_id)"
            there = (
                "REFERENCES alliance_rating(id, client_id, clinic_id) DEFERRABLE INITIALLY DEFERRED"
            )
            assert cursor.fetchall() == [(f"{key} {there}",)]
        else:
            cursor.execute(
                'SELECT "from", "table", "to" FROM pragma_foreign_key_list(%s)',
                ["alliance_reading"],
            )
            assert cursor.fetchall() == [
                ("rating_id", "alliance_rating", "id"),
                ("client_id", "alliance_rating", "client_id"),
                ("clinic_id", "alliance_rating", "clinic_id"),
            ]
