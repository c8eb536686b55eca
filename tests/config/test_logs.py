"""A line of the log never holds the secret of a link."""

import logging

import pytest

from config.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("message", "arguments", "written"),
    [
        ("GET /c/s3cret-_x/ failed", (), "GET /c/…/ failed"),
        ("%s: %s", ("Not Found", "/c/s3cret/step/2"), "Not Found: /c/…/step/2"),
        ('"GET /join/s3cret HTTP/1.1"', (), '"GET /join/… HTTP/1.1"'),
        ("GET /clients/ took %d ms", (12,), "GET /clients/ took 12 ms"),
    ],
)
def test_the_token_is_left_out(message: str, arguments: tuple[object, ...], written: str) -> None:
    record = logging.LogRecord("django", logging.WARNING, __file__, 1, message, arguments, None)
    assert WithoutSecrets().filter(record) is True
    assert record.getMessage() == written
