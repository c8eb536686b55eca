"""Tests with real transactions are cleaned up by a flush, which the append-only triggers refuse:
they are taken down for the flush and put up again after it."""

from collections.abc import Iterator
from importlib import import_module
from typing import cast

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps
from pytest_django.plugin import DjangoDbBlocker

GUARDED = (
    "practice.migrations.0001_squashed_0010_outbox_of_client",
    "practice.migrations.0012_supervision_is_agreed",
    "clients.migrations.0001_squashed_0006_agreed_together",
    "sessions.migrations.0001_squashed_0006_after_the_signature",
    "measures.migrations.0001_squashed_0003_packs_are_frozen",
    "alliance.migrations.0001_squashed_0016_questions_settled",
)


def _guards() -> list[RunPython]:
    return [guard for name in GUARDED for guard in import_module(name).GUARDS]


@pytest.fixture
def guarded_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put the triggers up once the flush is over."""
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for guard in _guards():
            guard.code(cast("StateApps", apps), editor)


@pytest.fixture
def real_transactions(guarded_again: None, transactional_db: None) -> Iterator[None]:
    """Commits are real in this test, and so is what a failure leaves behind."""
    yield
    with connection.schema_editor() as editor:
        for guard in _guards():
            assert guard.reverse_code
            guard.reverse_code(cast("StateApps", apps), editor)
