"""Whether the process lives and can do its work, asked by anyone at any time."""

import socket
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from config import health
from tests.servers import redis


@pytest.fixture(autouse=True)
def _nothing_known_yet() -> Iterator[None]:
    health._known = None
    yield
    health._known = None


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where connections open and nobody ever answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.django_db
def test_live_asks_no_part(browser: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(reverse("health_live"))
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert len(queries) == 0


@pytest.mark.parametrize("name", ["health_live", "health_ready"])
def test_nothing_is_sent_to_it(browser: Client, name: str) -> None:
    assert browser.post(reverse(name)).status_code == 405


@pytest.mark.django_db
def test_ready_when_the_database_answers(browser: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    response = browser.get(reverse("health_ready"))
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_not_ready_without_the_database(browser: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    # This test may not use the database, which is as good as there being none.
    response = browser.get(reverse("health_ready"))
    assert (response.status_code, response.content) == (503, b"no database\n")


@pytest.mark.django_db
def test_a_broker_that_is_silent_is_named_within_its_second(
    browser: Client, settings: Settings, silent_port: int
) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    response = browser.get(reverse("health_ready"))
    assert (response.status_code, response.content) == (503, b"no broker\n")


@pytest.mark.django_db
def test_a_broker_that_comes_back_is_noticed(browser: Client, settings: Settings) -> None:
    with redis() as broker:
        if broker is None:
            pytest.skip("Redis is not installed")
        settings.CELERY_BROKER_URL = broker.url
        assert browser.get(reverse("health_ready")).status_code == 200
        broker.kill()
        health._known = None
        assert browser.get(reverse("health_ready")).content == b"no broker\n"
        broker.start()
        health._known = None
        assert browser.get(reverse("health_ready")).status_code == 200


def test_an_answer_is_good_for_a_second(browser: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    assert browser.get(reverse("health_ready")).status_code == 503
    known = health._known
    assert browser.get(reverse("health_ready")).status_code == 503
    assert health._known is known
