"""Sealed columns: what opens where, and when."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from clients.models import Client
from practice import encryption
from practice.encryption import SealBroken
from practice.models import ClinicKey, OutboxMessage
from practice.sealed import Sealed, seal_for
from tests.cast import Cast


def _column(client: Client, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM clients_client WHERE id = %s", [client.pk])
        return bytes(cursor.fetchone()[0])


def _put(client: Client, column: str, sealed: bytes) -> Client:
    """Write bytes past the models, as somebody with the database could."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE clients_client SET {column} = %s WHERE id = %s", [sealed, client.pk]
        )
    return Client.objects.get(pk=client.pk)


def test_the_database_holds_no_names(cast: Cast) -> None:
    stored = _column(cast.mara, "name")
    assert b"Mara" not in stored
    assert len(stored) == 1 + 4 + 12 + len("Mara Lindqvist") + 16
    assert Client.objects.get(pk=cast.mara.pk).name == "Mara Lindqvist"


def test_the_same_text_never_looks_the_same(cast: Cast) -> None:
    before = _column(cast.mara, "name")
    Client.objects.get(pk=cast.mara.pk).save()
    Client.objects.filter(pk=cast.mara.pk).update(name=seal_for(cast.mara, "name", cast.mara.name))
    assert _column(cast.mara, "name") != before
    assert Client.objects.get(pk=cast.mara.pk).name == "Mara Lindqvist"


def test_a_value_moved_to_another_row_does_not_open(cast: Cast) -> None:
    moved = _put(cast.theo, "name", _column(cast.mara, "name"))
    with pytest.raises(SealBroken):
        _ = moved.name
    assert moved.email == "theo@mail.example"


def test_a_value_moved_to_another_column_does_not_open(cast: Cast) -> None:
    moved = _put(cast.mara, "email", _column(cast.mara, "name"))
    with pytest.raises(SealBroken):
        _ = moved.email


def test_a_value_of_another_clinic_does_not_open(cast: Cast) -> None:
    moved = _put(cast.mara, "name", _column(cast.otto, "name"))
    with pytest.raises(SealBroken):
        _ = moved.name
    claimed = Client.objects.get(pk=cast.otto.pk)
    claimed.clinic_id = cast.riverside.pk
    with pytest.raises(SealBroken):
        _ = claimed.name


@pytest.mark.parametrize("position", [0, 4, 10, 20, -1])
def test_one_changed_bit_is_noticed(cast: Cast, position: int) -> None:
    stored = bytearray(_column(cast.mara, "name"))
    stored[position] ^= 1
    changed = _put(cast.mara, "name", bytes(stored))
    with pytest.raises(SealBroken):
        _ = changed.name


def test_what_is_not_read_is_not_opened(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    broken = _put(cast.mara, "email", b"\x01 this would not open")
    assert isinstance(broken.__dict__["email"], Sealed)
    assert broken.name == "Mara Lindqvist"
    assert broken.__dict__["name"] == "Mara Lindqvist"  # opened once, then kept
    encryption.forget_keys()
    everyone = list(Client.objects.filter(clinic=cast.riverside))
    with django_assert_num_queries(1):  # the keys, once for all of them
        assert {client.name for client in everyone} == {"Mara Lindqvist", "Theo Baptiste"}


def test_that_nothing_was_written_needs_no_key(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert _column(cast.mara, "phone") == b""
    encryption.forget_keys()
    message = OutboxMessage.objects.create(
        clinic=cast.riverside, kind="nothing", about=cast.mara.code
    )
    client = Client.objects.get(pk=cast.mara.pk)
    loaded = OutboxMessage.objects.get(pk=message.pk)
    with django_assert_num_queries(0):
        assert (client.phone, loaded.secret) == ("", {})


def test_a_sealed_value_is_written_for_its_row_only(cast: Cast) -> None:
    with pytest.raises(TypeError, match="must be sealed"):
        Client.objects.filter(pk=cast.mara.pk).update(name="Mara")


def test_after_a_rotation_old_values_open_and_new_ones_take_the_new_key(cast: Cast) -> None:
    wrapped = encryption.new_wrapped_key(str(cast.riverside.code))
    ClinicKey.objects.create(clinic=cast.riverside, number=2, wrapped=wrapped)
    encryption.forget_keys()
    mara = Client.objects.get(pk=cast.mara.pk)
    assert mara.name == "Mara Lindqvist"
    Client.objects.filter(pk=mara.pk).update(name=seal_for(mara, "name", "Mara L."))
    assert _column(mara, "name")[1:5] == (2).to_bytes(4)
    assert Client.objects.get(pk=mara.pk).name == "Mara L."


def test_equal_words_are_found_in_one_clinic_only(cast: Cast) -> None:
    here = encryption.blind_index("mara", clinic_id=cast.riverside.pk)
    assert here == encryption.blind_index("mara", clinic_id=cast.riverside.pk)
    assert here != encryption.blind_index("mara", clinic_id=cast.hillside.pk)
    assert len(here) == 16
