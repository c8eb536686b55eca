"""What is shown when something did not work."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config import errors
from config.urls import urlpatterns as real


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the reason stays in the log")


def _forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("the reason stays in the log")


def _open(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read")


for view in (_broken, _forbidden, _open):
    view.login_required = False  # type: ignore[attr-defined]

handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.page_not_found, errors.server_error
urlpatterns = [
    path("broken/", _broken),
    path("forbidden/", _forbidden),
    path("open/", _open),
    *real,
]


@pytest.fixture(autouse=True)
def _urls(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/broken/", 500, "Something went wrong here"),
        ("/forbidden/", 403, "This page is for others"),
        ("/nowhere/", 404, "There is nothing here"),
    ],
)
def test_each_error_has_its_page(address: str, status: int, heading: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.content.decode()
    assert "the reason stays in the log" not in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_a_request_for_another_host_is_a_bad_request() -> None:
    response = Client(raise_request_exception=False).get("/open/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "<h1>That could not be read</h1>" in response.content.decode()


@pytest.mark.django_db
def test_a_form_open_too_long_says_that_nothing_is_lost() -> None:
    response = Client(enforce_csrf_checks=True).post("/open/", {"note": "a long afternoon"})
    assert response.status_code == 403
    assert "What you typed is not lost" in response.content.decode()


def test_the_page_for_500_needs_neither_database_nor_context() -> None:
    # Without a mark pytest-django refuses every query, and this request carries nothing at all.
    response = errors.server_error(HttpRequest())
    assert "<h1>Something went wrong here</h1>" in response.content.decode()
