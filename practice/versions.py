"""Two people, one form: the later save is told instead of overwriting."""

from django.http import QueryDict


class ChangedMeanwhile(Exception):
    """The row is no longer in the version that the form showed. Nothing was written."""


def at_version(data: QueryDict, version: int) -> QueryDict:
    """What was typed, against the version that is stored now: saved again, it replaces that one."""
    again = data.copy()
    again["version"] = str(version)
    return again
