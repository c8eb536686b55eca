"""Said twice: a button pressed again, or a request tried anew on a line that broke, is one act."""

from datetime import timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

AGAIN = timedelta(minutes=1)
"""Within which the same words from the same person are one act. Later they are said once more."""

Row = TypeVar("Row", bound=models.Model)


def said_already(
    held: models.Model, rows: "models.QuerySet[Row]", *, at: str = "at", **said: Any
) -> Row | None:
    """The one of `rows` that says just this and, by its column `at`, is not older than AGAIN.

    Call it in the transaction that would write it. The row `held` is locked, so that of two
    requests at the same moment the second sees what the first wrote. 2 queries.
    """
    type(held)._default_manager.select_for_update().values_list("pk").get(pk=held.pk)
    latest = rows.filter(**{f"{at}__gt": timezone.now() - AGAIN}).order_by("-pk")
    same = (row for row in latest if all(getattr(row, name) == said[name] for name in said))
    return next(same, None)
