"""What only the installation itself can know or do, asked from outside by `Installation.ask`.

Runs as a process of its own in the installation's environment:
`python -m tests.e2e.inside stored_note '{"session": "…"}'` prints the answer as JSON.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django


def practice(clinic: str, zone: str) -> dict[str, str]:
    """Open a clinic with a therapist, an admin and a client, met last week and again in two hours.

    Made with the product's own actions; the check-in's invitation goes out as always.
    """
    from practice.actions import create_clinic
    from tests import cast

    house = create_clinic(
        clinic, crisis_resources="Samaritans 116 123", time_zone=zone, **cast.AT_ANY_HOUR
    )
    ines = cast.staff(house, "Ines Okafor", is_therapist=True)
    ada = cast.staff(house, "Ada Kowalski", is_admin=True)
    mara = cast.client("Mara Lindqvist", ines)
    mara.email = f"mara@{clinic.split()[0].lower()}.mail.example"
    mara.save()
    met = cast.session_at(ines, mara, at=cast.ago(days=7))
    ahead = cast.session_at(ines, mara, at=cast.later_today(house, hours=2))
    return {
        "therapist": ines.user.email,
        "admin": ada.user.email,
        "client": mara.email,
        "story": f"/clients/{mara.code}/",
        "met": f"/sessions/{met.code}/",
        "ahead": f"/sessions/{ahead.code}/",
    }


def full_brief(clinic: str, zone: str) -> dict[str, str]:
    """A clinic in which one client's brief holds all that it can, beside that of a couple.

    Addresses: `full` is in two hours, `now` has begun and its note can be written, `couple` is
    tomorrow.
    """
    from tests.e2e.briefed import make

    return make(clinic, zone)


def everything(clinic: str, zone: str) -> dict[str, str]:
    """A clinic in which one client's record holds a row of every kind, with both voices.

    Addresses of a client's own row, a therapist's page each: `goal`, `exercise`, `note`, `story`.
    """
    from clients.models import Client
    from practice.models import Membership
    from tests.trust import scene

    known = practice(clinic, zone)
    mara = Client.objects.get(code=known["story"].split("/")[2])
    staff = Membership.objects.filter(clinic=mara.clinic)
    made = scene.build(mara, staff.get(is_therapist=True), staff.get(is_admin=True))
    rows = {
        name: str(getattr(made, name)) for name in ("goal", "exercise", "note", "signed", "rupture")
    }
    return known | rows | {"library_text": made.library_text}


def unbroken(clinic: str, zone: str, word: str, addresses: str) -> dict[str, Any]:
    """As `everything`, with one long word for every text and for the client's name.

    `addresses` are names of pages with blanks between them; `pages` is where they are, in order.
    """
    from clients.models import Client
    from practice.models import Membership
    from tests.trust import scene
    from tests.trust.addresses import path

    known = practice(clinic, zone)
    supervisor = supervised(known["therapist"])
    mara = Client.objects.get(code=known["story"].split("/")[2])
    mara.name = f"{word} {word}"
    mara.save()
    staff = Membership.objects.filter(clinic=mara.clinic)
    scene.WORDS = word
    made = scene.build(mara, staff.get(is_therapist=True), staff.get(is_admin=True))
    pages = [path(each, made) for each in addresses.split()]
    return known | {"supervisor": supervisor, "name": word, "pages": pages}


def ask_about_safety(admin: str) -> None:
    """The admin's clinic asks the PHQ-9 with every check-in that is begun from now on."""
    from alliance.actions import schedule_measure
    from measures.schedule import Rhythm, Timing
    from practice.models import Membership

    ada = Membership.objects.get(user__email=admin)
    schedule_measure("phq-9", Timing(Rhythm.EVERY_SESSIONS, 1), by=ada, was=None)


def safety_notices(admin: str) -> list[dict[str, Any]]:
    """What stands in the safety lane of the admin's clinic, and what is in the draft beside it."""
    from alliance.models import SafetyNotice
    from practice.models import Membership

    notices = SafetyNotice.objects.filter(clinic=Membership.objects.get(user__email=admin).clinic)
    return [
        notice.answer | {"draft": notice.check_in.draft.get("measures")}
        for notice in notices.select_related("check_in").order_by("pk")
    ]


def take_back_links(admin: str) -> None:
    """Every link of the admin's clinic closes."""
    from django.utils import timezone

    from alliance.models import CheckInLink
    from practice.models import Membership

    links = CheckInLink.objects.filter(clinic=Membership.objects.get(user__email=admin).clinic)
    links.update(revoked_at=timezone.now())


def supervised(therapist: str) -> str:
    """Somebody who supervises the therapist from now on; their address."""
    from practice.models import Membership
    from tests import cast

    supervisee = Membership.objects.select_related("clinic").get(user__email=therapist)
    noor = cast.staff(supervisee.clinic, "Noor Haddad", is_supervisor=True)
    cast.supervises(noor, supervisee)
    return str(noor.user.email)


def browsers_sessions() -> list[dict[str, Any]]:
    """What Django keeps for each browser, opened: in the database it lies compressed."""
    from django.contrib.sessions.backends.db import SessionStore

    rows = SessionStore.get_model_class().objects.all()
    return [row.get_decoded() for row in rows]


def one_more_session(session: str, days: int, rated: float | None = None) -> str:
    """The same two met once more, so many days ago; the address of that session.

    `rated` is what the client answered about it: of a first answer alone no rule speaks.
    """
    from sessions.models import Session
    from tests import cast
    from tests.alliance.rated import rate

    known = Session.objects.get(code=_code(session))
    clients = [part.client for part in known.participations.select_related("client")]
    more = cast.session_at(known.therapist, *clients, at=cast.ago(days=days))
    if rated is not None:
        rate(more, clients[0], rated)
    return f"/sessions/{more.code}/"


def end_sign_ins() -> int:
    """Every sign-in ends, as after a quarter of an hour without a touch; how many that were."""
    from django.contrib.sessions.models import Session as SignIn  # noqa: TID251

    ended, _ = SignIn.objects.all().delete()
    return ended


def signed_and_asked(session: str) -> dict[str, str]:
    """A signed note with an addendum and a struck one, waiting for a supervisor who joins now."""
    from sessions.actions import add_addendum, ask_co_signature, strike_through
    from sessions.models import Session
    from tests import cast, signed

    known = Session.objects.select_related("therapist", "clinic").get(code=_code(session))
    ines = known.therapist
    noor = cast.staff(known.clinic, "Noor Haddad", is_supervisor=True)
    cast.supervises(noor, ines)
    note = signed.signed(known, ines)
    mistaken = add_addendum(note, by=ines, words="About somebody else.")
    strike_through(note, by=ines, reason="person", addendum=mistaken)
    add_addendum(note, by=ines, words="She rang later.")
    ask_co_signature(note, of=noor, by=ines)
    return {"supervisor": noor.user.email, "therapist_page": f"/people/{ines.code}/"}


def expire(link: str) -> int:
    """Let the time of a check-in link run out; how many links that was."""
    from django.utils import timezone

    from alliance.models import CheckInLink
    from practice import tokens

    found = CheckInLink.objects.filter(token_digest=tokens.digest(_code(link)))
    return found.update(expires_at=timezone.now() - timedelta(seconds=1))


def stored_note(session: str) -> dict[str, Any]:
    """A session's note as it lies in the database, its hash made anew, how often it was signed."""
    from practice.audit import Kind
    from practice.models import AuditEvent
    from sessions.models import Note

    note = Note.objects.get(session__code=_code(session))
    # Spelled out here, not asked of the product: this is what a stranger would hash.
    spelled = json.dumps(
        {
            "note": str(note.code),
            "format": note.format,
            "format_version": note.format_version,
            "content": note.content,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    signed = AuditEvent.objects.filter(kind=Kind.SIGNED, about_code=note.code)
    return {
        "sections": note.content["sections"],
        "version": note.version,
        "digest": note.signed_digest,
        "sha256": hashlib.sha256(spelled.encode()).hexdigest(),
        "signatures": signed.count(),
    }


def stored_check_in(link: str) -> dict[str, Any]:
    """What became of the check-in behind a link, and how much of everything it left."""
    from alliance.models import CheckIn, CheckInLink, Rating, Signal
    from practice import tokens
    from practice.models import OutboxMessage

    token = tokens.digest(_code(link))
    check_in = CheckIn.objects.get(links=CheckInLink.objects.get(token_digest=token))
    return {
        "sent": check_in.is_submitted,
        "wish": check_in.wish,
        "ratings": Rating.objects.filter(check_in=check_in).count(),
        "reports": Signal.objects.filter(check_in=check_in).count(),
        "messages": OutboxMessage.objects.filter(
            kind="check-in-answered", about=check_in.code
        ).count(),
    }


def _code(address: str) -> str:
    """The code or the secret at the end of an address."""
    return address.rstrip("/").rpartition("/")[2]


ANSWERS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        practice,
        ask_about_safety,
        safety_notices,
        take_back_links,
        everything,
        full_brief,
        unbroken,
        supervised,
        browsers_sessions,
        one_more_session,
        end_sign_ins,
        signed_and_asked,
        expire,
        stored_note,
        stored_check_in,
    )
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(ANSWERS[sys.argv[1]](**json.loads(sys.argv[2]))))
