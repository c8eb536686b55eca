"""What a test sees of a page besides its words: complaints, accessibility, width, pictures."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, WebError

Scheme = Literal["light", "dark"]

# A browser says this of a page that was answered with 404, 409, 410 or 422, as some should be.
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
# Every rule that is on by default, and the one of WCAG 2.2 that is not.
_ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# Dark changes colours and nothing else.
_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
WIDTHS = (1280, 390)
# 1280 at a zoom of 200 %; the narrowest telephones; and 1280 at 400 %.
NARROW = (640, 360, 320)
_axe = Axe()


@dataclass
class Complaints:
    """Errors and warnings in the console, broken scripts, CSP violations, answers of 500."""

    heard: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Hear every page of this context."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("response", self._response)

    def forget(self, words: str) -> None:
        """Leave out those that hold these words: the test has caused them."""
        self.heard = [each for each in self.heard if words not in each]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _REFUSED.match(message.text):
            self.heard.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self.heard.append(f"script: {error.error}")

    def _response(self, response: Response) -> None:
        static = "/static/" in response.url and response.status >= 400
        if static or response.status >= 500:
            self.heard.append(f"{response.status}: {response.url}")


def examine(page: Page, *, thumbs: bool = False) -> list[str]:
    """All that is wrong with the page as it stands, one line each, its address in front.

    axe in both widths, light and dark; nothing reaches past the edge of a narrow window; with
    `thumbs`, whatever can be tapped is 44 pixels high.
    """
    before = page.viewport_size
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} {each}" for each in _violations(page, _ALL_RULES)]
        page.emulate_media(color_scheme="dark")
        found += [f"{width} dark {each}" for each in _violations(page, _COLOURS)]
        page.emulate_media(color_scheme="light")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} {each}" for each in too_wide(page)]
    if thumbs:
        page.set_viewport_size({"width": 390, "height": 844})
        found += page.evaluate(_SMALL)
    if before:
        page.set_viewport_size(before)
    address = re.sub(r"^https?://[^/]+", "", page.url)
    return [f"{address} {page.title()}: {each}" for each in found]


def too_wide(page: Page) -> list[str]:
    """How wide the page is, and what reaches past the edge, where it is wider than its window."""
    found: list[str] = page.evaluate(_OVERFLOW)
    return found


def _violations(page: Page, options: Mapping[str, object]) -> list[str]:
    found = _axe.run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


_OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const scrolls = (each) => each !== document.body && (
    ["auto", "scroll"].includes(getComputedStyle(each).overflowX) || scrolls(each.parentElement));
  const over = [...document.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > wide + 1 && !scrolls(each));
  return [`${document.documentElement.scrollWidth} wide`,
    ...over.slice(0, 5).map((each) => each.outerHTML.slice(0, 120))];
}"""


# A link inside a sentence is as high as its line; WCAG leaves those out, and so does this.
_SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && each.type !== "hidden")
  .filter((each) => !(each.matches("p > a") && each.parentElement.textContent.trim()
    !== each.textContent.trim()))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 24)
  .map(([each, box]) => `${Math.round(box.width)}x${Math.round(box.height)} `
    + each.outerHTML.slice(0, 100))"""


def covered(page: Page) -> list[str]:
    """What has the focus, on the way through the page by Tab, and lies wholly under something."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    found = []
    for _ in range(200):
        page.keyboard.press("Tab")
        state: str | None = page.evaluate(_COVERED)
        if state is None:
            break
        found += [state] if state else []
    return found


# null: past the last one; "": seen; else what is covered. A tile's own label may lie over it.
_COVERED = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const box = each.getBoundingClientRect();
  const at = (x, y) => document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
  const spots = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
  const mine = each.labels?.[0] ?? each;
  const seen = spots.map(([x, y]) => at(x, y)).some((hit) => hit && (each.contains(hit) ||
    mine.contains(hit) || hit.contains(each) && hit.matches("label, li, p, div, td, th")));
  return seen ? "" : each.outerHTML.slice(0, 120);
}"""


def take_picture(page: Page, name: str, *, dark: bool = False) -> None:
    """Two pictures of the page, 1280 and 390 wide, into the folder that SCREENSHOTS names."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    schemes: list[Scheme] = ["light", "dark"] if dark else ["light"]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width, height in ((1280, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            path = Path(folder) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
