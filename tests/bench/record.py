"""A long therapy's whole record as a PDF: how long it takes, and what it weighs.

One client with so many signed sessions, each with a note, both ratings and now and then an
addendum, is printed by a web worker as the therapist would ask for it. It is made while they wait,
so it has to be there well before a worker is given up (`config/gunicorn.py`).
"""

import http.client
import time
from datetime import timedelta
from io import BytesIO

from pikepdf import Pdf

from tests.chaos.house import house

SESSIONS = 500
ROUNDS = 3
SECONDS = 10.0
"""The budget: a third of what a worker is given."""

WORDS = (
    "She began with the telephone call to her sister, which she had rehearsed and then led in "
    "another way. We went through it sentence by sentence and stayed with the moment at which "
    "her voice changed. She thought that she had been too short; then, that she had been clear. "
)


def main() -> int:
    """Measure and print; 1 when the budget is not kept."""
    with house() as tried:
        path, fields, headers = _long_therapy(SESSIONS)
        with tried.web():
            taken, pdf = [], b""
            for _ in range(ROUNDS):
                began = time.perf_counter()
                pdf = _printed(tried.port, path, fields, headers)
                taken.append(time.perf_counter() - began)
    with Pdf.open(BytesIO(pdf)) as document:
        pages = len(document.pages)
    slowest = max(taken)
    print(f"\nThe whole record of {SESSIONS} signed sessions, {ROUNDS} times")
    print(f"  {pages} pages, {len(pdf) / 1e6:.1f} MB")
    shown = ", ".join(f"{each:.1f}" for each in taken)
    print(f"  {'✗' if slowest > SECONDS else ' '} seconds each: {shown}  ≤ {SECONDS:g}")
    return int(slowest > SECONDS)


def _long_therapy(sessions: int) -> tuple[str, str, dict[str, str]]:
    """What is posted to print it, once all of it is written by the product's own actions."""
    from django.utils import timezone

    from alliance.actions import plan_session, rate_session
    from alliance.models.rating import Perspective
    from sessions.actions import add_addendum, save_note, sign_note
    from tests.bench.pages import Request, sign_in
    from tests.chaos.people import clients, practice

    therapist = practice("Ten years")
    (client,) = clients(therapist, 1)
    items = dict.fromkeys(("understood", "safe", "goals", "fit", "say"), 8)
    for number in range(sessions):
        at = timezone.now() - timedelta(weeks=sessions - number)
        met = plan_session([client], by=therapist, starts_at=at)
        sections = dict.fromkeys(("data", "assessment", "plan"), f"{WORDS * 2}{number}")
        note = save_note(
            met,
            by=therapist,
            content={"sections": sections, "plan": "Go on with the same thread."},
            format="dap",
            format_version=1,
            version=0,
        )
        for seat, by in ((Perspective.CLIENT, None), (Perspective.THERAPIST, therapist)):
            rate_session(met, client, seat, items, by=by)
        note = sign_note(note, by=therapist, version=1)
        if number % 50 == 0:
            add_addendum(note, by=therapist, words="The call was on the Tuesday.")
    cookie = sign_in(therapist)
    request = Request(f"/clients/{client.code}/record.pdf", cookie, {"answers": "on"})
    return request.path, request.body, {"Cookie": request.cookies}


def _printed(port: int, path: str, fields: str, headers: dict[str, str]) -> bytes:
    """The PDF. RuntimeError when something else comes back."""
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    server.request("POST", path, fields, headers | kind)
    answer = server.getresponse()
    body = answer.read()
    server.close()
    if answer.status != http.client.OK or not body.startswith(b"%PDF"):
        raise RuntimeError(f"{path} answered {answer.status}: {body[:200]!r}")
    return body
