"""What is measured, with its budgets: six pages as they are read, three acts as they are done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client as Browser
from django.utils import timezone

from alliance.models import CheckInLink
from portal.access import BEGUN
from practice.models import Membership
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.models import Note
from sessions.vocabulary import Act as Doing
from tests.bench.seed import Practice
from tests.bench.story import MET

HOST = "127.0.0.1"
# Any 32 letters and digits are a secret to Django, and the secret itself is a valid token.
CSRF = "b" * 32


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a browser would send it; a POST where there are fields."""

    path: str
    cookie: str
    fields: dict[str, str | list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The fields of the form."""
        return urlencode(self.fields | {"csrfmiddlewaretoken": CSRF}, doseq=True)

    @property
    def cookies(self) -> str:
        """The header's value, with the cookie that goes with a form."""
        csrf = f"; {settings.CSRF_COOKIE_NAME}={CSRF}" if self.fields else ""
        return f"{settings.SESSION_COOKIE_NAME}={self.cookie}{csrf}"


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many times R, and so many queries; see docs/speed.md."""

    ratio: float
    queries: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is read: its name on the report and who asks for what."""

    name: str
    budget: Budget | None
    request: Request
    status: int = 200


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is written: each request changes another row, and can be sent once."""

    name: str
    budget: Budget
    status: int
    requests: list[Request]


def pages(practice: Practice) -> list[Page]:
    """The six pages, and two more that are read as often."""
    therapist = practice.therapists[0]
    reader, admin = sign_in(therapist), sign_in(practice.admin)
    assert practice.first_day is not None
    draft = practice.session(16 if len(practice.clients) > 16 else 0, MET)
    brief = practice.session(8 if len(practice.clients) > 8 else 0, MET + 1)
    client = practice.clients[0]
    return [
        Page("Today", Budget(1.8, 8), Request(f"/?day={practice.first_day:%Y-%m-%d}", reader)),
        Page("Caseload of 40", Budget(2.0, 8), Request("/caseload/", reader)),
        Page("Clinic's clients, one page", Budget(2.0, 8), Request("/clinic/clients/", admin)),
        Page(
            "Client, chart and timeline",
            Budget(2.6, 10),
            Request(f"/clients/{client.code}/", reader),
        ),
        Page(
            "Session, note to write", Budget(2.8, 12), Request(f"/sessions/{draft.code}/", reader)
        ),
        Page("Session, brief before it", None, Request(f"/sessions/{brief.code}/", reader)),
        Page("Clinic overview", Budget(2.5, 10), Request("/clinic/", admin)),
    ]


def acts(practice: Practice, most: int) -> list[Act]:
    """The three acts, each with up to `most` rows that wait for it."""
    cookies = {member.pk: sign_in(member) for member in practice.therapists}
    old = timezone.now() - timedelta(days=100)
    drafts = (
        Note.objects.filter(clinic=practice.clinic, signed_at=None, session__starts_at__lt=old)
        .select_related("session")
        .order_by("id")
    )
    waiting = list(drafts[: 2 * most])
    return [
        Act("Autosave a note", Budget(0.9, 8), 200, list(_saving(waiting[::2], cookies))),
        Act("Sign a note", Budget(1.2, 12), 302, list(_signing(waiting[1::2], cookies))),
        Act("Submit a check-in", Budget(1.0, 14), 302, list(_submitting(practice, most))),
    ]


def sign_in(member: Membership) -> str:
    """The key of a session in which this member of staff has signed in."""
    browser = Browser(SERVER_NAME=HOST)
    browser.force_login(member.user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def done(act: Act) -> int:
    """How many of the act's rows are now as the act leaves them."""
    codes = [request.path.split("/")[2] for request in act.requests]
    if act.name == "Autosave a note":
        return Note.objects.filter(session__code__in=codes, version=2).count()
    if act.name == "Sign a note":
        return Note.objects.filter(session__code__in=codes, signed_at__isnull=False).count()
    links = [str(request.fields["for"]) for request in act.requests]
    return CheckInLink.objects.filter(
        code__in=links, used_at__isnull=False, check_in__submitted_at__isnull=False
    ).count()


def _saving(drafts: list[Note], cookies: dict[int, str]) -> Iterator[Request]:
    for note in drafts:
        yield Request(
            f"/sessions/{note.session.code}/note/",
            cookies[note.author_id],
            _note_fields(note),
            {"HX-Request": "true"},
        )


def _note_fields(note: Note) -> dict[str, str | list[str]]:
    """The whole form, as the browser posts it with every autosave."""
    content = note.content
    fields: dict[str, str | list[str]] = {"version": "1", "format": "dap"}
    fields |= {f"section-{key}": f"{text} And more." for key, text in content["sections"].items()}
    for act in Doing:
        fields[f"reception-{act.value}"] = content["alliance"].get(act.value, "")
        if act.value in content["alliance"]:
            fields[f"act-{act.value}"] = "on"
    fields["interventions"] = content["interventions"]
    fields |= {"plan": content["plan"], "promise": content["promise"]}
    for part in note.session.participations.select_related("client"):
        fields |= _rating_fields(note, str(part.client.code))
    return fields


def _rating_fields(note: Note, client: str) -> dict[str, str]:
    prefix = f"rating-{client}"
    rating = note.session.ratings.filter(perspective="therapist").first()
    fields = {f"{prefix}-version": str(rating.version if rating else 0)}
    if rating:
        fields |= {f"{prefix}-{key}": str(value) for key, value in rating.answers.items()}
        fields[f"{prefix}-own_feeling"] = rating.feeling.get("words", "")
    return fields


def _signing(drafts: list[Note], cookies: dict[int, str]) -> Iterator[Request]:
    for note in drafts:
        fields: dict[str, str | list[str]] = {"version": "1"}
        fields["digest"] = digest(signed_bytes(note))
        expected = note.session.participations.filter(attendance="expected")
        fields |= {f"attendance-{part.code}": "attended" for part in expected}
        yield Request(f"/sessions/{note.session.code}/sign/", cookies[note.author_id], fields)


def _submitting(practice: Practice, most: int) -> Iterator[Request]:
    """Browsers in which a check-in was begun and answered, standing on its last page."""
    links = CheckInLink.objects.filter(
        clinic=practice.clinic,
        used_at=None,
        expires_at__gt=timezone.now(),
        check_in__begun_at__isnull=False,
    ).exclude(check_in__participation__session__therapist=practice.therapists[0])
    for link in links.order_by("id")[:most]:
        browser = SessionStore()
        browser[BEGUN] = str(link.code)
        browser.create()
        assert browser.session_key is not None
        yield Request(
            "/check-in/review/", browser.session_key, {"for": str(link.code), "to": "send"}
        )
