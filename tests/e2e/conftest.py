"""A running installation and windows of a real browser to look at it."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.eyes import Complaints
from tests.e2e.installation import Installation, installation

# Seconds; every step is answered within this or the test fails.
PATIENCE = 10.0
LAPTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def house() -> Iterator[Installation]:
    """One installation for all tests of this process."""
    with installation(os.environ.get("PYTEST_XDIST_WORKER", "gw0")) as running:
        yield running


# For a module and no longer: while Playwright runs, Django believes that this thread is
# asynchronous and keeps other tests from the database.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium: the machine's own, or else Playwright's."""
    with sync_playwright() as playwright:
        own = shutil.which("chromium")
        expect.set_options(timeout=PATIENCE * 1000)
        browser = playwright.chromium.launch(executable_path=own, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser complained of; at the end of a test, nothing."""
    heard = Complaints()
    yield heard
    assert heard.heard == []


@pytest.fixture
def open_window(chromium: Browser, house: Installation, complaints: Complaints) -> Iterator[Open]:
    """Open a window of its own, with its own cookies: on a laptop, or on a phone."""
    opened: list[BrowserContext] = []

    def open_window(*, phone: bool = False, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=house.url,
            viewport=PHONE if phone else LAPTOP,  # type: ignore[arg-type]
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=javascript,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE * 1000)
        complaints.listen(context)
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
