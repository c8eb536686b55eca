"""The private servers the other tests stand on."""

import psycopg2
import pytest
from redis import Redis

from tests.servers import postgres, redis


@pytest.mark.slow
def test_postgres_keeps_what_was_committed_through_a_kill_and_is_gone_afterwards() -> None:
    with postgres(durable=True) as database:
        if database is None:
            pytest.skip("PostgreSQL is not installed")
        folder = database.folder
        _execute(database.url, "CREATE TABLE kept (word text)")
        _execute(database.url, "INSERT INTO kept VALUES ('still here')")
        database.kill()
        assert database.answers() is False
        database.start()
        assert _execute(database.url, "SELECT word FROM kept") == [("still here",)]
    assert folder.exists() is False
    assert database.answers() is False


def test_redis_answers_forgets_and_is_gone_afterwards() -> None:
    with redis() as broker:
        if broker is None:
            pytest.skip("Redis is not installed")
        folder = broker.folder
        with Redis.from_url(broker.url) as client:
            client.set("word", "here")
        broker.kill()
        broker.start()
        with Redis.from_url(broker.url) as client:
            assert client.get("word") is None
    assert folder.exists() is False
    assert broker.answers() is False


def _execute(url: str, statement: str) -> list[tuple[str]]:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[str]] = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows
