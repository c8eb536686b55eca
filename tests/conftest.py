"""What every test can ask for: a browser, and a named cast."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from hypothesis import settings

from practice import encryption
from practice.models import Membership
from tests.cast import Cast, assemble
from tests.guards import guarded_again, real_transactions

__all__ = ["guarded_again", "real_transactions"]


# The first example loads SciPy; how long one takes says nothing about the property.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


# Run on both engines although no fixture of theirs is the test's database: they have their own.
OWN_SERVERS = ("tests/config/", "tests/e2e/")
# One worker takes the browser tests and what starts whole installations, one after the other; the
# other one takes the rest, and then what is left of these.
LONGEST = ("tests/e2e/", "tests/config/test_run.py", "tests/chaos/", "tests/trust/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest begins first, or one worker ends alone with it.

    On the second engine what is not about the database is left out: it has run on the first.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        return
    once = [item for item in items if not _is_of_the_engine(item)]
    config.hook.pytest_deselected(items=once)
    items[:] = [item for item in items if _is_of_the_engine(item)]


def _is_of_the_engine(item: pytest.Item) -> bool:
    """Whether what it tests could turn out otherwise on another database."""
    if item.get_closest_marker("one_engine"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return (
        item.nodeid.startswith(OWN_SERVERS)
        or item.get_closest_marker("django_db") is not None
        or not fixtures.isdisjoint({"db", "transactional_db", "django_db_setup"})
    )


@pytest.fixture
def browser() -> Client:
    """Django's test client. A client is a person here."""
    return Client()


@pytest.fixture(autouse=True)
def no_keys_left_over() -> Iterator[None]:
    """Clinic keys are kept by id, and ids come again after a test's rollback."""
    encryption.forget_keys()
    yield
    encryption.forget_keys()


@pytest.fixture
def cast(db: None) -> Cast:
    """Two clinics and their people: see `tests.cast`."""
    return assemble()


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    """A browser in which this member of staff has signed in."""

    def sign_in(member: Membership) -> Client:
        browser = Client()
        browser.force_login(member.user)
        return browser

    return sign_in
