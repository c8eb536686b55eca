"""Several counts at once."""

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from practice.models import Clinic


def how_many(clinic: Clinic, **rows: "QuerySet[Any]") -> dict[str, int]:
    """How many rows each of these has, by its name. One query, however many they are."""
    counts = [Subquery(_counted(each)) for each in rows.values()]
    found = Clinic.objects.filter(pk=clinic.pk).values_list(*counts).get()
    return dict(zip(rows, found, strict=True))


def _counted(rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    # Not as an aggregate, which would group, and answer no row where there is none to count.
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    counted: QuerySet[Any, Any] = rows.order_by().annotate(how_many=number).values("how_many")
    return counted
