"""One signal: the rule and the values on which it fired, its errors, and what was made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance import figures, sentences
from alliance.actions.silence import silence_became
from alliance.models import Rating, Reading, Rupture, Signal
from alliance.models.rating import CHECKS
from alliance.pages.chapter import Revision, chapters, readings_of
from alliance.pages.days import day
from alliance.pages.rules import rule_of
from alliance.pages.story import draw
from clients.models import Client
from practice.models import AuditEvent, Membership
from sessions.models import Participation

LAST = 8
"""How many sessions the small chart shows, up to the one the signal is about."""

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that was given to a signal, once."""

    at: datetime
    words: str


def signal_page(signal: Signal, member: Membership) -> dict[str, Any]:
    """Everything on a signal's page. 7 queries at most, whatever the kind and however long ago."""
    shown = {
        "signal": signal,
        "client": signal.client,
        "may_answer": may_answer(signal, member),
        "other_reasons": [each for each in Signal.OtherReason if each not in Signal.CLOSING],
        "answered": answered_in_words(signal) if signal.answer else "",
        "was": signal.answered_at.isoformat() if signal.answered_at else "",
    }
    if not Signal.objects.filter(pk=signal.pk).revealed(member.clinic).exists():
        return shown | {"covered": True, "words": _("covered until you have rated")}
    values = signal.values
    versions = _versions(signal)
    over = silence_became(signal) if signal.kind == Signal.Kind.SILENCE else ""
    spoke = over == Signal.OtherReason.ANSWERED
    return shown | {
        "words": sentences.was_quiet() if spoke else sentences.signal(signal.kind, values),
        "rule": rule_of(signal.kind, values.get("flag", "")),
        "facts": _facts(signal),
        "chance": _chance(signal),
        "charts": _charts(signal, member),
        "revised": _silence_is_over(over) if over else _revised(signal, versions),
        "rupture": Rupture.objects.filter(signal=signal).first(),
        "history": _history(signal),
    }


def may_answer(signal: Signal, member: Membership) -> bool:
    """Whoever cares for the client answers; who supervises reads."""
    if not member.is_therapist:
        return False
    return Client.objects.on_caseload_of(member).filter(pk=signal.client_id).exists()


def _charts(signal: Signal, member: Membership) -> dict[str, Any] | None:
    """The answers up to the session the signal is about, as on the client's own page."""
    until = signal.session.starts_at if signal.session else signal.raised_at
    parts = signal.client.participations.filter(starts_at__lte=until)
    told = chapters(
        parts.select_related("session").order_by("starts_at"),
        readings_of(signal.client),
        [],
        member.clinic,
    )
    points = [chapter.point for chapter in told[-LAST:]]
    return draw(signal.client, points, [], prefix="signal") if points else None


def _facts(signal: Signal) -> Facts:
    """The values on which the rule fired, as they were then."""
    values, kind = signal.values, signal.kind
    if kind == Signal.Kind.UNEXPECTED_DROP:
        return _drop(values)
    if kind == Signal.Kind.MISSED:
        attendance = str(Participation.Attendance(values["attendance"]).label)
        when = day(signal.session.starts_at if signal.session else None)
        return [(_("missed"), f"{when}, {attendance}"), *_drop(values)]
    if kind == Signal.Kind.SLOW_DRIFT:
        return _slide(values)
    if kind == Signal.Kind.SILENCE:
        return [(_("unanswered in a row"), str(values["unanswered"]))]
    if kind == Signal.Kind.TWO_VIEWS:
        return _gap(values, signal.client)
    if kind == Signal.Kind.SPLIT and not signal.is_of_other_answer:
        return [(_("their answer"), sentences.number(values["value"]))]
    return []


def _drop(values: dict[str, Any]) -> Facts:
    low, high, m = values["low"], values["high"], values.get("expected")
    band = {"low": sentences.number(low), "high": sentences.number(high)}
    expected = _("between %(low)s and %(high)s") % band
    facts = [(_("their answer"), sentences.number(values["value"]))]
    if m is None:
        return [*facts, (_("expected"), expected)]
    sources = ngettext(
        "%(n)s earlier answer of theirs, and what is usual",
        "%(n)s earlier answers of theirs, and what is usual",
        values["n"],
    ) % {"n": values["n"]}
    about = _("about %(m)s, %(band)s") % {"m": sentences.number(m), "band": expected}
    below = _("%(points)s of 10 points") % {"points": sentences.number(m - values["value"])}
    return [
        *facts,
        (_("expected"), about),
        (_("below that"), below),
        (_("expected from"), sources),
    ]


def _slide(values: dict[str, Any]) -> Facts:
    total = {"sum": f"{values['drift']:.1f}", "limit": f"{values['limit']:g}"}
    facts = [
        (
            _("together below"),
            _("%(sum)s times what their answers usually differ by; %(limit)s is the limit") % total,
        )
    ]
    if not values.get("answers"):
        return facts
    said, expected = (
        ", ".join(sentences.number(each) for each in values[name])
        for name in ("answers", "expected")
    )
    return [
        (_("their answers, one after the other"), said),
        (_("expected then"), expected),
        *facts,
    ]


def _gap(values: dict[str, Any], client: Client) -> Facts:
    return [
        (_("their answer"), sentences.number(values["client"])),
        (_("yours"), sentences.number(values["therapist"])),
        (_("usual between you"), figures.gap(client.first_name, values["expected"])),
        (_("this time"), figures.gap(client.first_name, values["gap"])),
        (_("rated by both"), _("%(n)s sessions") % {"n": values["pairs"]}),
    ]


def _chance(signal: Signal) -> str:
    """The probability in words that somebody understands who never learnt statistics."""
    if signal.kind == Signal.Kind.SPLIT:
        return "" if signal.is_of_other_answer else figures.chance_of_split()
    p = signal.values.get("p")
    if p is None or signal.kind == Signal.Kind.DIRECT_REPORT:
        return ""
    if signal.kind == Signal.Kind.TWO_VIEWS:
        return figures.chance_of_gap(p)
    return figures.chance_of_drop(p)


def _versions(signal: Signal) -> list[Reading]:
    """What the rating behind it was read as, first to last."""
    if signal.rating is None:
        return []
    return list(Reading.objects.filter(rating=signal.rating).order_by("id"))


def _revised(signal: Signal, versions: Sequence[Reading]) -> list[str]:
    """What was shown at first, and whether the reason for the signal still holds."""
    if signal.kind == Signal.Kind.TWO_VIEWS:
        return _other_views(signal)
    if signal.kind == Signal.Kind.SPLIT:
        return [_answer_now(signal)] if signal.is_of_other_answer else []
    if not versions:
        return []
    latest = versions[-1]
    if latest.superseded_at is not None:
        return [_("That answer was taken back since: there is nothing left to read.")]
    if versions[0] is latest:
        return []
    revision = Revision.between(versions[0], latest)
    told = [*_corrected(signal, versions, revision), revision.words]
    if not latest.flag:
        shown = {
            "value": sentences.number(latest.value),
            "low": sentences.number(latest.low),
            "high": sentences.number(latest.high),
        }
        stands = _("Read again, %(value)s is as expected now (%(low)s–%(high)s).") % shown
        if signal.kind != Signal.Kind.SLOW_DRIFT:
            stands += " " + _("This signal would not be raised today.")
        return [*told, stands]
    return told


def _corrected(signal: Signal, versions: Sequence[Reading], revision: Revision) -> list[str]:
    """What the answer was, or is, where it is not the one that the page speaks of."""
    if "value" not in signal.values or not revision.corrected:
        return []
    if signal.is_of_other_answer:
        now = {"value": sentences.number(versions[-1].value)}
        return [_("This answer was corrected: it is %(value)s now.") % now]
    was = {"value": sentences.number(versions[0].value)}
    return [_("This answer was corrected: it was %(value)s before.") % was]


def _silence_is_over(became: str) -> list[str]:
    """Why two check-ins in a row are no longer unanswered."""
    if became == Signal.OtherReason.ANSWERED:
        return [_("One of these, or a later one, has been answered since.")]
    return [
        _(
            "These are no longer two in a row: one of the sessions was cancelled in time, or its "
            "check-in was withdrawn before."
        )
    ]


def _answer_now(signal: Signal) -> str:
    """What the one who rated lower says today, in place of what was corrected."""
    score = signal.rating.score if signal.rating else None
    if score is None:
        return _("That answer was taken back since: there is nothing left to read.")
    return _("This answer was corrected since: it is %(value)s now.") % {
        "value": sentences.number(score)
    }


def _other_views(signal: Signal) -> list[str]:
    """What the two say of that session today, where one of them corrected it."""
    assert signal.rating is not None, "a signal of two views has the client's rating behind it"
    now = {
        rating.perspective: rating.score
        for rating in Rating.objects.filter(
            session=signal.session_id, client=signal.client_id, instrument__in=CHECKS.values()
        )
    }
    shown = {seat: signal.values[seat] for seat in ("client", "therapist")}
    if now == shown:
        return []
    return [
        _("One of you corrected this since: their answer is %(client)s now, yours %(therapist)s.")
        % {
            seat: _("none") if now.get(seat) is None else sentences.number(now[seat] or 0)
            for seat in shown
        }
    ]


def _history(signal: Signal) -> list[Said]:
    """Every answer that was given, first to last, from the audit."""
    events = AuditEvent.objects.filter(
        client_code=signal.client.code,
        about=signal._meta.label_lower,
        about_code=signal.code,
        kind=AuditEvent.Kind.CHANGED,
    ).order_by("id")
    told = [Said(event.at, _said(event.detail)) for event in events if event.detail.get("answer")]
    return told if len(told) > 1 else []


def _said(detail: dict[str, str]) -> str:
    if closed := detail.get("closed"):
        return _("closed by itself: %(why)s") % {"why": Signal.OtherReason(closed).label}
    return str(Signal.Answer(detail["answer"]).label)


def answered_in_words(signal: Signal) -> str:
    """'another reason: a hard week, or bad news, 3 Nov'; of one that closed by itself, why."""
    words = str(signal.get_answer_display())
    if signal.closed_itself:
        words = str(signal.get_other_reason_display())
    elif signal.other_reason:
        words = f"{words}: {signal.get_other_reason_display()}"
    return f"{words}, {day(signal.answered_at)}" if signal.answered_at else words
