"""What is heavy besides time: memory of a worker, a cold start, and bytes of a first visit."""

import gzip
import http.client
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

from tests.bench.pages import HOST, Request
from tests.bench.web import ROOT, Web

_LINKS = re.compile(
    r"""<link[^>]*rel="(?:stylesheet|preload|icon)"[^>]*>|<script[^>]*src="[^>]*>"""
)
_ADDRESS = re.compile(r"""(?:href|src)="([^"]+)\"""")
_FACE = re.compile(r"@font-face\s*{([^}]*)}")
_FONT = re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")

_START = {
    "product": "import django; django.setup()",
    "floor": "import tests.bench.floor",
}
_READY = {
    "product": "import config.wsgi; from django.urls import get_resolver;"
    "get_resolver().url_patterns",
    "floor": "import tests.bench.floor; from django.urls import get_resolver;"
    "get_resolver().url_patterns",
}


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes that a first visit of a page transfers, compressed, by file."""

    files: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.files.values())


def memory(web: Web) -> float:
    """Proportional set size of the largest worker, in MB (10⁶ bytes)."""
    return max(_pss(pid) for pid in web.workers)


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"no Pss of process {pid}")


def cold_start(environment: dict[str, str], *, rounds: int = 5) -> dict[str, tuple[float, float]]:
    """Seconds of a fresh interpreter, (product, floor), until set up and until ready to answer."""
    found = {}
    for name, statements in (("set up", _START), ("ready", _READY)):
        times: dict[str, list[float]] = {"product": [], "floor": []}
        for _ in range(rounds):
            for which, statement in statements.items():
                times[which].append(_start(statement, environment))
        found[name] = (median(times["product"]), median(times["floor"]))
    return found


def _start(statement: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], cwd=ROOT, env=environment, check=True)
    return time.perf_counter() - began


def first_visit(web: Web, request: Request) -> Download:
    """The page with its style sheets, scripts and the typeface of its alphabet.

    The page itself is counted as a compressing proxy would send it.
    """
    page = _get(web, request.path, request.cookies)
    files = {request.path: len(gzip.compress(page, 6))}
    for tag in _LINKS.findall(page.decode()):
        address = urljoin(request.path, _ADDRESS.findall(tag)[0])
        files[address] = _transferred(web, address)
        if address.endswith(".css"):
            files |= {font: _transferred(web, font) for font in _fonts(web, address)}
    return Download(files)


def _fonts(web: Web, sheet: str) -> list[str]:
    """Typefaces that a page in English or Spanish makes a browser load."""
    faces = _FACE.findall(_get(web, sheet).decode())
    return [
        urljoin(sheet, font)
        for face in faces
        if "U+0000-00FF" in face or "unicode-range" not in face
        for font in _FONT.findall(face)
    ]


def _get(web: Web, address: str, cookies: str = "") -> bytes:
    body, _ = _fetch(web, address, {"Cookie": cookies} if cookies else {})
    return body


def _transferred(web: Web, address: str) -> int:
    body, _ = _fetch(web, address, {"Accept-Encoding": "gzip, br"})
    return len(body)


def _fetch(web: Web, address: str, headers: dict[str, str]) -> tuple[bytes, str]:
    connection = http.client.HTTPConnection(HOST, web.port, timeout=30)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{address} answered {answer.status}")
    return body, answer.headers.get("Content-Encoding", "")


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
