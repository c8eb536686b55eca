"""Links opened by what reads mail before people do: nothing may come of it."""

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urljoin

from alliance.models import CheckIn
from practice.models import AuditEvent
from tests.chaos.people import Waiting, people, practice
from tests.chaos.phone import OURS, THREADS, Answer, Fields, Phone
from tests.chaos.proof import Figure, Run, exactly, say

# Chromium takes a second for each; so many of the thousand, or of the few in the quick form.
IN_CHROMIUM, IN_CHROMIUM_QUICKLY = 100, 2

# How scanners of mail and previews in messengers introduce themselves, and how browsers prefetch.
AS: list[Fields] = [
    [("User-Agent", "Mozilla/5.0 (compatible; LinkScanner/1.0)"), ("Accept", "*/*")],
    [("User-Agent", "facebookexternalhit/1.1"), ("Accept", "text/html")],
    [("User-Agent", "Mozilla/5.0"), ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch")],
    [("User-Agent", "curl/8.0"), ("Accept-Encoding", "gzip, br")],
    [("User-Agent", "Mozilla/5.0"), ("Range", "bytes=0-1023"), ("X-Moz", "prefetch")],
]


def scanners(run: Run) -> None:
    """Every link by HEAD, GET and OPTIONS, a part in Chromium; afterwards every one is answered."""
    therapist = practice("Scanners")
    waiting = people(therapist, run.number)
    before = _state(waiting)
    traces = AuditEvent.objects.filter(clinic=therapist.clinic).count()
    with run.house.web(run.fault) as web:
        say(f"{run.number:,} links opened by scanners")
        with ThreadPoolExecutor(THREADS) as pool:
            shares = pool.map(
                lambda start: _scan(run, waiting[start::THREADS], start), range(THREADS)
            )
            answers = sum(shares, Counter[int]())
        number = IN_CHROMIUM_QUICKLY if run.quick else IN_CHROMIUM
        rendered = _in_chromium(run, waiting[:number])
        consumed = sum(was != is_ for was, is_ in zip(before, _state(waiting), strict=True))
        left = AuditEvent.objects.filter(clinic=therapist.clinic).count() - traces
        say("Now the people come")
        with ThreadPoolExecutor(THREADS) as pool:
            worked = sum(pool.map(lambda each: _answer(run, each), waiting))
        complaints = web.complaints()
    taken = CheckIn.objects.filter(clinic=therapist.clinic, submitted_at__isnull=False).count()
    run.examples += complaints[:5]
    run.found(
        Figure("links opened", len(waiting), least=run.number),
        Figure("requests of scanners", sum(answers.values()), least=3 * run.number),
        Figure("of the links, opened in Chromium too", rendered, least=number),
        exactly("consumed, begun or changed", consumed, 0),
        exactly("traces left in the audit", left, 0),
        exactly(
            "server errors", len(complaints) + sum(n for s, n in answers.items() if s >= OURS), 0
        ),
        exactly("links that worked afterwards", worked, run.number),
        exactly("check-ins stored afterwards", taken, run.number),
    )


def _state(waiting: Sequence[Waiting]) -> list[tuple[Any, ...]]:
    """Everything about a check-in and its link that could change."""
    rows = CheckIn.objects.filter(pk__in=[each.check_in.pk for each in waiting])
    names = ("pk", "begun_at", "sent_at", "submitted_at", "about", "draft", "asked")
    links = ("links__used_at", "links__revoked_at", "links__expires_at")
    return list(rows.order_by("pk").values_list(*names, *links))


def _scan(run: Run, waiting: Sequence[Waiting], start: int) -> Counter[int]:
    """Statuses of what one scanner was answered."""
    chance = random.Random(run.seed * 1000 + start)
    found: Counter[int] = Counter()
    for each in waiting:
        phone = Phone(run.house.port, {})
        for method in ("HEAD", "GET", "OPTIONS", "GET"):
            path = f"/c/{each.token}/"
            answer = phone.get(path, method=method, headers=chance.choice(AS))
            found[answer.status] += 1
        # Some go on with the cookies they were given, to see what lies behind.
        for path in ("/check-in/", "/check-in/arriving/", "/check-in/review/"):
            if chance.random() < 0.2:
                found[phone.get(path).status] += 1
    return found


def _in_chromium(run: Run, waiting: Sequence[Waiting]) -> int:
    """Render each as a sandbox does: scripts run, every address on the page is followed."""
    from playwright.sync_api import sync_playwright

    rendered = 0
    with sync_playwright() as playwright:
        own = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        for each in waiting:
            context = browser.new_context(base_url=f"http://127.0.0.1:{run.house.port}")
            page = context.new_page()
            answer = page.goto(f"/c/{each.token}/")
            rendered += bool(answer and answer.ok)
            addresses = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            page.mouse.move(100, 300)
            for address in [*dict.fromkeys(addresses), urljoin(page.url, "/check-in/")][:6]:
                if address.startswith("http://127.0.0.1"):
                    page.goto(address)
            context.close()
        browser.close()
    return rendered


def _answer(run: Run, each: Waiting) -> bool:
    """Begin, say a word, send: whether thanks follow."""
    phone = Phone(run.house.port)
    phone.post(f"/c/{each.token}/", {})
    code = str(each.link.code)
    phone.post("/check-in/wish/", {"for": code, "to": "next", "wish": "To be asked."})
    sent: Answer = phone.post("/check-in/review/", {"for": code, "to": "send"})
    return sent.status == 302 and sent.location.endswith("/thanks/")
