"""A standard check-in on a phone: taps, seconds, compressed bytes of each page, server time.

A thumb that does not think goes from the link to the thanks in Chromium at 360 pixels: it answers
every question once, writes one sentence, and sends. Taps are counted, one into the field of words
included. The seconds are those of the machine; a person reads and thinks besides.
"""

import gzip
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from tests.chaos.house import house

ROUNDS = 5
TAPS, BYTES, MILLISECONDS = 25, 60_000, 200.0
# Answers that leave follow-up questions closed, where there are such.
_CALM = {"tension": "none"}
_GROUPS = "all => [...new Set(all.filter(one => one.labels[0]?.offsetParent).map(one => one.name))]"


@dataclass
class Walked:
    """One check-in: how many taps and seconds, and what its requests weighed and took."""

    taps: int = 0
    seconds: float = 0.0
    weights: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)


def main() -> int:
    """Measure and print; 1 when a budget is not kept."""
    with house() as tried:
        from tests.chaos.people import people, practice

        waiting = people(practice("On a phone"), ROUNDS + 1)
        with tried.web(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            walked = []
            for each in waiting:
                context = browser.new_context(
                    base_url=f"http://127.0.0.1:{tried.port}",
                    viewport={"width": 360, "height": 740},
                    has_touch=True,
                    is_mobile=True,
                )
                walked.append(_walk(context.new_page(), f"/c/{each.token}/"))
                context.close()
            browser.close()
    return _report(walked[1:])  # the first one loads what is loaded once


def _walk(page: Page, link: str) -> Walked:
    walked = Walked()
    page.on("requestfinished", lambda request: walked.waits.append(_wait(request.timing)))
    began = time.perf_counter()
    page.goto(link)
    walked.weights["link"] = _weight(page)
    _tap(page, walked, "main form:not(:has([name=language])) button.button")
    while not page.url.endswith("/thanks/"):
        step = page.url.rstrip("/").rpartition("/")[2]
        walked.weights[step] = _weight(page)
        if step == "review":
            _tap(page, walked, "button[value=send]")
            continue
        _answer(page, walked)
        _tap(page, walked, "button[value=next]")
    walked.seconds = time.perf_counter() - began
    walked.weights["thanks"] = _weight(page)
    return walked


def _answer(page: Page, walked: Walked) -> None:
    """One answer to every question that is seen, and a sentence into the first field of words."""
    radios = page.locator("main input[type=radio]")
    for name in radios.evaluate_all(_GROUPS):
        choices = page.locator(f"main label:has(input[name='{name}']:not([value='']))")
        if name in _CALM:
            choices = page.locator(f"main label:has(input[value='{_CALM[name]}'])")
        if choices.first.is_visible():
            choices.nth(choices.count() * 2 // 3).tap()
            walked.taps += 1
    words = page.locator("main textarea").first
    if words.count() and words.is_visible() and not radios.count():
        words.tap()
        walked.taps += 1
        words.fill("To talk about the move.")


def _tap(page: Page, walked: Walked, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.tap()
    walked.taps += 1


def _weight(page: Page) -> int:
    """The page and what it loads, each compressed as a proxy would; the typeface is so already."""
    addresses = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    total = len(gzip.compress(page.content().encode(), 6))
    for address in dict.fromkeys(addresses):
        body = page.request.get(address).body()
        total += len(body) if address.endswith(".woff2") else len(gzip.compress(body, 6))
    return total


def _wait(timing: "dict[str, float] | object") -> float:
    """Milliseconds from the request's last byte to the answer's first."""
    assert isinstance(timing, dict)
    return float(timing["responseStart"] - timing["requestStart"])


def _report(walked: Sequence[Walked]) -> int:
    taps = median(each.taps for each in walked)
    seconds = median(each.seconds for each in walked)
    waits = [wait for each in walked for wait in each.waits if wait >= 0]
    p95 = quantiles(waits, n=20)[-1]
    print(f"\nThe standard check-in, {len(walked)} times at 360 px, in Chromium")
    kept = [
        _line("taps, median", f"{taps:g}", f"≤ {TAPS}", kept=taps <= TAPS),
        _line("seconds of a thumb that does not think, median", f"{seconds:.1f}", "", kept=True),
        _line("server ms, p95", f"{p95:.0f}", f"≤ {MILLISECONDS:g}", kept=p95 <= MILLISECONDS),
    ]
    for step in walked[0].weights:
        weight = max(each.weights.get(step, 0) for each in walked)
        name = f"kB compressed: {step}"
        kept.append(_line(name, f"{weight / 1000:.0f}", "≤ 60", kept=weight <= BYTES))
    return int(not all(kept))


def _line(what: str, found: str, budget: str, *, kept: bool) -> bool:
    print(f"  {' ' if kept else '✗'} {what:<50} {found:>7}  {budget}".rstrip(), flush=True)
    return kept
