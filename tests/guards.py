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
    "practice.migrations.0002_append_only_audit",
    "clients.migrations.0005_what_was_said_stays",
    "measures.migrations.0003_packs_are_frozen",
    "alliance.migrations.0010_history_is_kept",
    "alliance.migrations.0014_supervision",
    "alliance.migrations.0013_patterns",
    "sessions.migrations.0002_signed_notes_are_immutable",
    "sessions.migrations.0004_formats_and_snippets",
    "sessions.migrations.0006_after_the_signature",
)


def _guards() -> list[RunPython]:
    operations = [op for name in GUARDED for op in import_module(name).Migration.operations]
    return [op for op in operations if isinstance(op, RunPython)]


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
