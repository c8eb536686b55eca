"""The bare page that everything is measured against: R is its median in the same round.

A Django project in one module: sessions, sign-in, three queries (session, person, forty rows) and
a table of them. Nothing that a careful product could leave out is in it, and like the product it
keeps its database connections and compiled templates.

`python -m tests.bench.floor` fills its database and prints the key of a signed-in session;
`gunicorn tests.bench.floor:application` serves it. FLOOR_DATABASE_URL says where the database is.
"""

# Nothing of Django's may be imported before its settings are there.
# ruff: noqa: E402

from typing import ClassVar

import environ
from django.conf import settings

ROWS = 40

_TABLE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bare</title></head><body>
<p>{{ request.user.username }}</p>
<table><tbody>
{% for row in rows %}<tr><th>{{ row.name }}</th><td>{{ row.state }}</td><td>{{ row.number }}</td>
<td>{{ row.value|floatformat:1 }}</td><td>{{ row.at|date:"j M Y" }}</td></tr>
{% endfor %}</tbody></table>
</body></html>
"""

settings.configure(
    SECRET_KEY="the bare page keeps no secret",
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": environ.Env().db_url("FLOOR_DATABASE_URL") | {"CONN_MAX_AGE": 600},
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"table.html": _TABLE})],
                    )
                ],
            },
        }
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()  # loads the apps, which the models below need

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


class Row(models.Model):
    """One line of the table."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    number = models.IntegerField()
    value = models.FloatField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


@login_required
def table(request: HttpRequest) -> HttpResponse:
    rows = Row.objects.filter(owner=request.user.pk).order_by("id")[:ROWS]
    return render(request, "table.html", {"rows": rows})


urlpatterns = [path("", table)]


def prepare() -> str:
    """Make tables and rows; returns the key of a signed-in session."""
    from django.core.management import call_command
    from django.test import Client as Browser
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    people = [User.objects.create(username=f"person {number}") for number in range(50)]
    Row.objects.bulk_create(
        Row(
            owner=person,
            name=f"Somebody {number}",
            state="as expected",
            number=number,
            value=number / 7,
            at=timezone.now(),
        )
        for number in range(ROWS)
        for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Browser()
    browser.force_login(people[0])  # type: ignore[arg-type]  # mypy knows the product's user
    key: str = browser.cookies["sessionid"].value
    return key


if __name__ == "__main__":
    print(prepare())
