"""What every test can ask for: a browser, and a named cast."""

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
