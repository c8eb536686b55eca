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


@pytest.mark.parametrize("page", ["arriving", "working-together", "between-us", "review"])
def test_weight(answered: Client, page: str) -> None:
    body = answered.get(f"/check-in/{page}/").content
    files = {str(finders.find(name)) for name in LOADED.findall(body.decode())}
    assert len(files) in {5, 6}  # the review needs no script
    weight = compressed(body) + sum(compressed(Path(file).read_bytes()) for file in files)
    assert weight <= LIMIT
