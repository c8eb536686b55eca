"""Who opened a client's record: which person, what they did, when. Month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from practice.models import AuditEvent, Membership

Kind = AuditEvent.Kind

# What only its author reads is no part of the record, and nothing here speaks of it.
_NOT_OF_THE_RECORD = ("therapy_sessions.processnote", "therapy_sessions.processgrant")
_COLUMNS = ("at", "actor", "kind", "about", "detail__research")
_FOR_RESEARCH = gettext_lazy("handed out numbers for research, without your name or words")


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did on a day, and when: once, however often a page was loaded or kept."""

    says: str | Promise
    times: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on a day, with all they did. `name` is empty for the client themselves."""

    name: str
    roles: str
    acts: list[Act]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: those who work here in the order in which they came, the client last."""

    on: date
    visitors: list[Visitor]


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    actor: UUID | None
    says: str | Promise


def opened(client: Client, month: str) -> dict[str, Any]:
    """One month of it, the latest day first; `month` is '2026-11', else the present one. 5 queries.

    Of a list in which the client stood among others the audit holds the codes of all of them. Such
    rows are sought between the client's own before the month and after it, by id: the audit of a
    clinic is long, and its rows are written in the order of time.
    """
    first = _first_day(month)
    since, until = _start_of(first), _start_of(_next(first))
    own = AuditEvent.objects.filter(client_code=client.code)
    before = own.filter(at__lt=since).order_by("-pk").values_list("pk", flat=True).first()
    after = own.filter(at__gte=until).order_by("pk").values_list("pk", flat=True).first()
    within = own.filter(at__gte=since, at__lt=until).exclude(about__in=_NOT_OF_THE_RECORD)
    events = [
        _Event(at, actor, said)
        for at, actor, kind, about, research in within.values_list(*_COLUMNS)
        if (said := _FOR_RESEARCH if research else _said(kind, about, own=actor is None))
    ]
    events += _lists(client, since, until, before, after)
    began = timezone.localtime(client.created_at).date().replace(day=1)
    return {
        "month": first,
        "days": _days(sorted(events, key=lambda each: each.at)),
        "earlier": _earlier(first) if first > began else None,
        "later": _next(first) if until <= timezone.now() else None,
    }


def _lists(
    client: Client, since: datetime, until: datetime, before: int | None, after: int | None
) -> list[_Event]:
    """The lists in which the client stood: a day's agenda, a caseload, what waits."""
    rows = AuditEvent.objects.filter(
        clinic_id=client.clinic_id,
        kind=Kind.CASELOAD_OPENED,
        pk__gt=before or 0,
        at__gte=since,
        at__lt=until,
        actor__isnull=False,
        detail__clients__icontains=str(client.code),
    )
    if after:
        rows = rows.filter(pk__lt=after)
    says = _("saw you in a list of people")
    return [_Event(at, actor, says) for at, actor in rows.values_list("at", "actor")]


def _said(kind: str, about: str, *, own: bool) -> str:
    """What was done, in words; empty for what is no opening and for what the system did."""
    if own:
        mine = {
            Kind.SIGNED_IN: _("came into your space"),
            Kind.RECORD_OPENED: _("read in your space"),
            Kind.EXPORTED: _("took a copy with you"),
            Kind.SUBMITTED: _("sent a check-in"),
        }
        return mine.get(Kind(kind), "")
    if kind == Kind.RECORD_OPENED:
        return {
            "therapy_sessions.session": _("read a session and its note"),
            "therapy_sessions.note": _("read a session and its note"),
            "alliance.concern": _("read what you said felt off"),
        }.get(about, _("read your record"))
    if kind == Kind.EXPORTED:
        return _("took a copy of something from your record")
    if kind == Kind.SENT:
        return _("sent you something")
    return _("wrote in your record")


def _days(events: Iterable[_Event]) -> list[Day]:
    by_day: dict[date, dict[UUID | None, dict[str | Promise, list[datetime]]]] = {}
    for each in events:
        on = timezone.localtime(each.at).date()
        acts = by_day.setdefault(on, {}).setdefault(each.actor, {})
        acts.setdefault(each.says, []).append(each.at)
    codes = {code for people in by_day.values() for code in people if code}
    found = Membership.objects.filter(code__in=codes).select_related("user")
    staff = {member.code: member for member in found}
    return [
        Day(on, [_visitor(code, people[code], staff) for code in sorted(people, key=_mine_last)])
        for on, people in sorted(by_day.items(), reverse=True)
    ]


def _mine_last(code: UUID | None) -> bool:
    return code is None


def _visitor(
    code: UUID | None, acts: dict[str | Promise, list[datetime]], staff: dict[UUID, Membership]
) -> Visitor:
    done = [Act(says, _times(at)) for says, at in acts.items()]
    if code is None:
        return Visitor("", "", done)
    member = staff.get(code)
    name = member.name if member else _("Somebody who worked here")
    return Visitor(name, _roles(member) if member else "", done)


def _roles(member: Membership) -> str:
    """What they are here, in the client's language."""
    words = (
        (member.is_therapist, _("therapist")),
        (member.is_supervisor, _("supervisor")),
        (member.is_admin, _("clinic admin")),
    )
    return ", ".join(word for held, word in words if held)


def _times(at: list[datetime]) -> str:
    """'9:02', or 'first at 9:02, last at 16:40'.

    Not how often: a note that is written keeps itself every few seconds, and each time is a row of
    the audit, where all of them stay.
    """
    first, last = (time_format(timezone.localtime(each), "TIME_FORMAT") for each in (at[0], at[-1]))
    if first == last:
        return first
    return _("first at %(first)s, last at %(last)s") % {"first": first, "last": last}


def _first_day(month: str) -> date:
    """The first of the month asked for; of the present one where that says nothing."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(f"{month}-01")
    except ValueError:
        return today.replace(day=1)
    return min(asked, today.replace(day=1)) if asked.year > 1 else today.replace(day=1)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _earlier(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _start_of(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=timezone.get_current_timezone())
