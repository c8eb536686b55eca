"""The end of an hour, as a therapist works it: from Today to a signed note, in a real browser.

Brief read, the note typed, own rating, one rupture, signed: each trial is another client of the
filled clinic. Counted are clicks and keystrokes; timed is how long the software lets somebody
wait, from a click to the page that follows being loaded. Typing and reading are not waiting.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median, quantiles

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from alliance.actions import plan_session
from alliance.models import Rating, Rupture
from alliance.models.rating import Perspective
from practice.models import Membership
from sessions.models import Note, Session
from tests.bench import weight
from tests.bench.pages import HOST, Request, sign_in
from tests.bench.seed import Practice
from tests.bench.web import Web
from tests.e2e.conftest import ARGUMENTS

TRIALS = 12
CLICKS, WAIT, WEIGHT = 12, 0.3, 150_000
"""The budgets: clicks beyond the text, seconds of one wait at p95, bytes of the first load."""

KEY = 0.012
"""Seconds between keystrokes: faster than anybody types, so that saving has the less time."""

WORDS = {
    "data": "She came a few minutes late and began with the telephone call to her sister. She had "
    "rehearsed it and then said something else, and was surprised that it went well. We went "
    "through the call sentence by sentence and stayed with the moment at which her voice changed.",
    "assessment": "Less apologising than in the weeks before. When I summed up too early she went "
    "quiet and looked at the clock; I noticed it late.",
    "plan": "Go on with the same thread. Leave more room before summing up.",
}
PLAN = "Begin with what was too quick last time."
FEELING = "In a hurry to help."


@dataclass(slots=True)
class Trial:
    """One hour's end: what the hand did, and each wait by what was waited for, in seconds."""

    session: str
    clicks: int = 0
    keys: int = 0
    waits: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(slots=True)
class Hour:
    """All trials, and the bytes of the workspace's first load."""

    trials: list[Trial]
    download: weight.Download
    left_undone: int

    @property
    def clicks(self) -> int:
        """The most that a trial took beyond the text itself."""
        return max(trial.clicks for trial in self.trials)

    @property
    def p95(self) -> float:
        """Of every wait of every trial, in seconds."""
        waits = [wait for trial in self.trials for wait in trial.waits.values()]
        return quantiles(waits, n=20)[-1]

    @property
    def failings(self) -> list[str]:
        """What is over budget."""
        found = ["clicks to a signed note"] if self.clicks > CLICKS else []
        found += ["waiting at p95"] if self.p95 > WAIT else []
        found += ["bytes of the workspace"] if self.download.total > WEIGHT else []
        return found

    def lines(self) -> Iterator[str]:
        """The report's part."""
        first = self.trials[0]
        yield f"  {self.clicks} clicks (budget {CLICKS}), {first.keys} keystrokes of text"
        waited = median(sum(trial.waits.values()) for trial in self.trials)
        whole = median(trial.seconds for trial in self.trials)
        yield f"  {waited:.2f} s of waiting in {whole:.0f} s, typing {1 / KEY:.0f} keys a second"
        yield f"  one wait at p95: {self.p95 * 1000:.0f} ms (budget {WAIT * 1000:.0f})"
        for name in first.waits:
            waits = [trial.waits[name] for trial in self.trials]
            yield f"    {name:28}{median(waits) * 1000:6.0f} ms, at most {max(waits) * 1000:.0f}"
        yield f"  first load: {self.download.total / 1000:.1f} kB (budget {WEIGHT / 1000:.0f})"


def measure(web: Web, practice: Practice, trials: int = TRIALS) -> Hour:
    """Work through the end of so many hours of one therapist, one after the other."""
    therapist = practice.therapists[-1]
    met = _met(practice, therapist, trials)
    cookie = sign_in(therapist)
    done = [_trial(page, met) for page, met in _windows(web, cookie, met)]
    codes = [trial.session for trial in done]
    request = Request(f"/sessions/{codes[0]}/", cookie)
    return Hour(done, weight.first_visit(web, request), _undone(codes))


def _met(practice: Practice, therapist: Membership, trials: int) -> list[Session]:
    """Hours that have just ended, with as many of the therapist's clients, and no note yet."""
    own = practice.clients[-40:][:trials]
    now = timezone.now()
    return [
        plan_session([client], by=therapist, starts_at=now - timedelta(minutes=60 + number))
        for number, client in enumerate(own)
    ]


def _undone(codes: list[str]) -> int:
    """Trials that did not leave a signed note, a rating and a rupture: 0, or nothing counts."""
    notes = Note.objects.filter(session__code__in=codes, signed_at__isnull=False)
    whole = sum(
        note.content["sections"] == WORDS and note.content["plan"] == PLAN for note in notes
    )
    rated = Rating.objects.filter(
        session__code__in=codes, perspective=Perspective.THERAPIST, score=7.0
    )
    ruptures = Rupture.objects.filter(session__code__in=codes)
    return len(codes) - int(min(whole, rated.count(), ruptures.count()))


def _windows(web: Web, cookie: str, met: list[Session]) -> Iterator[tuple[Page, Session]]:
    """A signed-in window for each session: what the browser has cached, it keeps."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        context = browser.new_context(
            base_url=f"http://{HOST}:{web.port}",
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
        )
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": HOST, "path": "/"}]
        )
        page = context.new_page()
        for session in met:
            yield page, session
        browser.close()


def _trial(page: Page, session: Session) -> Trial:
    began = time.perf_counter()
    day = timezone.localtime(session.starts_at).date()
    trial, path = Trial(str(session.code)), f"/sessions/{session.code}/"
    page.goto(f"/?day={day:%Y-%m-%d}")
    with _waiting(trial, "to the brief and the note"):
        page.locator(f'.lines a.btn[href="{path}"]').first.click()
        page.wait_for_url(f"**{path}", wait_until="load")
    for key, words in WORDS.items():
        _type(trial, page, f"section-{key}", words)
    _type(trial, page, "plan", PLAN)
    for item in ("understood", "safe", "goals", "fit", "say"):
        _click(trial, page.locator(f'[name$="-{item}"][value="7"]').click)
    _type(trial, page, next_name(page, "own_feeling"), FEELING)
    with _waiting(trial, "to the rupture"):
        _click(trial, page.get_by_role("button", name="Something happened between us").click)
        page.wait_for_url("**/rupture/**", wait_until="load")
    _click(trial, page.locator('[name="direction"][value="withdrawal"]').click)
    with _waiting(trial, "until it is recorded"):
        _click(trial, page.get_by_role("button", name="Record, and back to the note").click)
        page.wait_for_url(f"**{path}**", wait_until="load")
    with _waiting(trial, "to what will be signed"):
        _click(trial, page.get_by_role("button", name="Save and sign").click)
        page.wait_for_url("**/sign/", wait_until="load")
    with _waiting(trial, "until it is signed"):
        _click(trial, page.get_by_role("button", name="Sign", exact=True).click)
        page.wait_for_url(f"**{path}", wait_until="load")
    trial.clicks += 1  # the first one, on Today
    trial.seconds = time.perf_counter() - began
    return trial


def next_name(page: Page, ending: str) -> str:
    """The name of the field that ends so: it holds the client's code."""
    return page.locator(f'[name$="-{ending}"]').get_attribute("name") or ""


def _type(trial: Trial, page: Page, name: str, words: str) -> None:
    """Reached by Tab, as from the field before: no click."""
    page.locator(f'[name="{name}"]').focus()
    page.keyboard.type(words, delay=KEY * 1000)
    trial.keys += len(words) + 1


def _click(trial: Trial, act: Callable[[], object]) -> None:
    act()
    trial.clicks += 1


@contextmanager
def _waiting(trial: Trial, name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    trial.waits[name] = time.perf_counter() - began
