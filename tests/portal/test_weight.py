"""A client's page is light: 60 kB at most, compressed, with typeface and everything it loads."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

LIMIT = 60_000
LOADED = re.compile(r'(?:src|href)="/static/([^"]+)"')


def compressed(raw: bytes) -> int:
    return min(len(raw), len(gzip.compress(raw, 6)))


def files_of(page: bytes) -> set[str]:
    return {str(finders.find(name)) for name in LOADED.findall(page.decode())}


def weight_of(page: bytes) -> int:
    """The page with everything it loads, in bytes."""
    return compressed(page) + sum(compressed(Path(f).read_bytes()) for f in files_of(page))


@pytest.mark.parametrize("page", ["arriving", "working-together", "between-us", "review"])
def test_weight(answered: Client, page: str) -> None:
    body = answered.get(f"/check-in/{page}/").content
    assert len(files_of(body)) in {7, 8}  # the review needs one script less
    assert weight_of(body) <= LIMIT
