"""The doors to a check-in, by the link whose secret this browser exchanged, and to one's own."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from alliance.letters import STOP
from alliance.models import CheckInLink, Concern, Rupture
from clients.models import Client, Exercise, Goal, Strength
from portal.models import CalendarFeed, Passkey
from practice import audit, tokens
from practice.access import SignedInRequest
from practice.models import OutboxMessage
from practice.tokens import digest
from sessions.access import get_own_session
from sessions.models import Note, Participation

BEGUN = "check_in"  # in the session: the code of the link with which a check-in was begun here
PAGE = "page about safety"  # what the proof on such a page is good for: see `practice.tokens.bound`
SENT = "sent"  # a signed cookie: the code of the link with which one was sent from here


def link_in_session(request: HttpRequest) -> CheckInLink | None:
    """The link with which this browser began, in whatever state; None when it began none."""
    code = request.session.get(BEGUN)
    return None if code is None else _whole_link(code)


def proof_of_page(link: CheckInLink) -> str:
    """What a page that asks about safety carries, to show later that it was opened here."""
    return tokens.bound(PAGE, link.code)


def link_of_page(request: HttpRequest) -> CheckInLink | None:
    """The link with which the page was opened that is posted, whatever became of the session.

    Good for hearing what it says about safety, and for nothing else.
    """
    code = tokens.read_bound(PAGE, request.POST.get("proof", ""))
    return None if code is None else _whole_link(code)


def _whole_link(code: UUID | str) -> CheckInLink | None:
    return (
        CheckInLink.objects.select_related(
            "clinic",
            "check_in__clinic",
            "check_in__client",
            "check_in__about",
            "check_in__participation__session__therapist__user",
        )
        .filter(code=code)
        .first()
    )


def is_open(link: CheckInLink) -> bool:
    """Whether answers can still be given through it."""
    return link.state == "open" and not link.check_in.is_submitted


def closed_because(link: CheckInLink) -> str:
    """Why they cannot: `used` (also when sent through another link), `revoked` or `expired`."""
    return "used" if link.check_in.is_submitted else link.state


def is_handed_over(link: CheckInLink | None) -> bool:
    """Whether this is the therapist's device, given to the client for this check-in alone."""
    return link is not None and link.carrier == CheckInLink.Carrier.ROOM


def was_sent_here(request: HttpRequest, link: CheckInLink) -> bool:
    """Whether it was this browser that sent the check-in."""
    sent = request.get_signed_cookie(SENT, default="", salt=BEGUN)
    return sent == str(link.code)


def remember_begun(request: HttpRequest, link: CheckInLink) -> None:
    """Let this browser go on without the link's secret. The session gets a new key."""
    request.session.cycle_key()
    request.session[BEGUN] = str(link.code)


def remember_sent(response: HttpResponse, link: CheckInLink) -> None:
    """Let this browser show what was sent, until it is closed.

    In a cookie of its own, because sending is the busiest write and the session is one more.
    """
    response.set_signed_cookie(
        SENT,
        str(link.code),
        salt=BEGUN,
        path=reverse("check_in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End everything that is open in this browser, and leave nothing of it."""
    forget(request, response)
    logout(request)
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'  # no page behind the back button


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Leave nothing of a check-in in this browser."""
    request.session.pop(BEGUN, None)
    response.delete_cookie(SENT, path=reverse("check_in"), samesite="Lax")


def open_link_of(client: Client) -> CheckInLink | None:
    """The link to the check-in that waits for this client, the soonest to close; None for none."""
    return (
        CheckInLink.objects.filter(
            check_in__client=client,
            check_in__submitted_at=None,
            check_in__sent_at__isnull=False,
            used_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
        .exclude(carrier=CheckInLink.Carrier.ROOM)
        .select_related("clinic", "check_in__participation__session")
        .order_by("expires_at", "-pk")
        .first()
    )


def get_released_note(client: Client, code: UUID) -> Note:
    """Return a note that is released to this client today, or 404. Leaves a trace.

    The same answer for one that is withheld, was taken back, or never was.
    """
    released = Note.objects.released_to(client)
    people = released.select_related("session__therapist__user", "signed_by__user")
    note = get_object_or_404(people, code=code)
    audit.record(audit.Kind.RECORD_OPENED, note, by=None, client=client.code)
    return note


def leave_trace(client: Client, part: str) -> None:
    """Record that the client opened a part of their own record."""
    audit.record(audit.Kind.RECORD_OPENED, client, by=None, client=client.code, part=part)


def get_own_concern(client: Client, code: UUID) -> Concern:
    """Return what this client said felt off, taken back or not, or 404."""
    said = Concern.objects.select_related("client", "answered_by__user", "seen_by__user")
    return get_object_or_404(said.filter(client=client), code=code)


def get_opened_rupture(client: Client, code: UUID) -> Rupture:
    """Return a rupture that was opened to this client, or 404: the same for one that was not."""
    opened = Rupture.objects.opened().select_related("client", "session__therapist__user")
    return get_object_or_404(opened.filter(client=client), code=code)


def recipient_of(token: str) -> Client:
    """Whom the message was sent to whose address for stopping this is, or 404."""
    code = tokens.read_bound(STOP, token)
    if code is None:
        raise Http404
    sent = OutboxMessage.objects.filter(code=code, client__isnull=False).values("client")
    return get_object_or_404(Client.objects.select_related("clinic"), code__in=sent)


def get_own_exercise(client: Client, code: UUID) -> Exercise:
    """Return what this client was given to do or to read, put away or not, or 404."""
    given = Exercise.objects.select_related("client", "given_by__user")
    return get_object_or_404(given.filter(client=client), code=code)


def get_own_strength(client: Client, code: UUID) -> Strength:
    """Return a strength that this client named themselves, or 404."""
    named = Strength.objects.select_related("client")
    return get_object_or_404(named.filter(client=client, named_by=None), code=code)


def get_own_passkey(client: Client, code: UUID) -> Passkey:
    """Return a passkey of this client, taken away or not, or 404."""
    return get_object_or_404(Passkey.objects.select_related("client"), client=client, code=code)


def get_unanswered(request: SignedInRequest, code: UUID) -> Participation:
    """Return one client's part of an own session whose check-in may still be answered, or 404.

    `part` in the address or the form names it; where one client comes, it need not.
    """
    session, parts = get_own_session(request, code)
    wanted = request.POST.get("part") or request.GET.get("part")
    if wanted is None and len(parts) == 1:
        wanted = str(parts[0].code)
    part = next((each for each in parts if str(each.code) == wanted), None)
    check_in = getattr(part, "check_in", None)
    if part is None or part.was_missed or (check_in and check_in.is_submitted):
        raise Http404
    part.session = session
    return part


def get_own_goal(client: Client, code: UUID) -> Goal:
    """Return one of this client's goals, or 404."""
    return get_object_or_404(Goal.objects.select_related("client"), client=client, code=code)


def get_calendar(token: str) -> CalendarFeed:
    """Return the calendar that this secret opens, or 404: the same for a revoked one and none."""
    feeds = CalendarFeed.objects.select_related("client")
    return get_object_or_404(feeds, token_digest=digest(token), revoked_at=None)
