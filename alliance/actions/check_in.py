"""The life of a check-in: prepared, sent, begun, submitted, read."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.actions.administration import keep_answered
from alliance.actions.concern import say_concern, see_concerns
from alliance.actions.rating import rate_from_check_in
from alliance.actions.resolution import take_client_word
from alliance.actions.safety import notice_safety
from alliance.actions.schedule import instruments_due
from alliance.asked import WELLBEING
from alliance.models import CheckIn, CheckInLink, Concern, Rating, Rupture, SafetyNotice
from alliance.models.rating import CLIENT_CHECK, Perspective
from alliance.vocabulary import ToldBy
from measures.catalogue import instrument
from measures.instrument import Instrument
from measures.scoring import score
from practice import audit, outbox, tokens
from practice.models import Membership
from practice.sealed import seal_for
from sessions.models import Participation, Session

INVITATION = "check-in-invitation"
ANSWERED = "check-in-answered"


class LinkClosed(Exception):
    """The link was used, revoked or has expired; nothing was written."""


@transaction.atomic
def prepare_check_in(part: Participation, *, by: Membership, due_at: datetime) -> CheckIn:
    """Make the check-in of a planned session and queue its invitation."""
    check_in = CheckIn.objects.create(
        clinic_id=part.clinic_id, participation=part, client=part.client
    )
    audit.record(audit.Kind.CREATED, check_in, by=by, client=part.client.code)
    _queue_invitation(check_in, expires_at=part.starts_at, due_at=due_at)
    return check_in


def _queue_invitation(check_in: CheckIn, *, expires_at: datetime, due_at: datetime) -> None:
    token = new_link(check_in, expires_at=expires_at)
    outbox.put(
        INVITATION,
        check_in,
        due_at=due_at,
        secret={"token": token},
        round=check_in.links.count(),
    )


def new_link(check_in: CheckIn, *, expires_at: datetime) -> str:
    """Make a link; returns its secret, which is stored nowhere but in the message that bears it."""
    token = tokens.new_token()
    CheckInLink.objects.create(
        clinic_id=check_in.clinic_id,
        check_in=check_in,
        token_digest=tokens.digest(token),
        expires_at=expires_at,
    )
    return token


@transaction.atomic
def send_check_in_now(check_in: CheckIn, *, by: Membership) -> None:
    """Send the waiting invitation now instead of at the clinic's lead time."""
    outbox.hasten(INVITATION, check_in.code)
    audit.record(audit.Kind.SENT, check_in, by=by, client=check_in.client.code)


@transaction.atomic
def renew_link(check_in: CheckIn, *, by: Membership) -> None:
    """Revoke every link of the check-in and send a new one now."""
    reopen_check_in(
        check_in,
        by=by,
        due_at=timezone.now(),
        expires_at=check_in.participation.starts_at,
    )


def reopen_check_in(
    check_in: CheckIn, *, by: Membership, due_at: datetime, expires_at: datetime
) -> None:
    """Replace the links of an unanswered check-in and queue the invitation again."""
    stop_check_in(check_in, by=by)
    _queue_invitation(check_in, expires_at=expires_at, due_at=due_at)


def stop_check_in(check_in: CheckIn, *, by: Membership) -> None:
    """Revoke the links and withdraw what has not been sent."""
    outbox.withdraw(INVITATION, check_in.code)
    check_in.links.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(audit.Kind.REVOKED, check_in, by=by, client=check_in.client.code)


@transaction.atomic
def begin_check_in(link: CheckInLink) -> CheckIn:
    """The client begins (or goes on): settle which session it is about and what is asked besides.

    Raises LinkClosed when the link is no longer open.
    """
    if link.state != "open":
        raise LinkClosed
    check_in = link.check_in
    if check_in.begun_at is None:
        check_in.about = previous_session(check_in.participation)
        check_in.begun_at = timezone.now()
        check_in.asked = instruments_due(check_in)
        check_in.save(update_fields=["about", "begun_at", "asked"])
        audit.record(audit.Kind.OPENED_BY_CLIENT, check_in, by=None, client=check_in.client.code)
    return check_in


def previous_session(part: Participation) -> Session | None:
    """The client's last meeting before this one that was not missed and is over.

    None when there was none, and when they have rated it already: nobody is asked twice.
    """
    before = min(part.starts_at, timezone.now())
    rated = Rating.objects.filter(
        client=part.client,
        perspective=Perspective.CLIENT,
        instrument=CLIENT_CHECK,
    )
    last = (
        part.client.participations.not_missed()
        .filter(starts_at__lt=before)
        .exclude(pk=part.pk)
        .select_related("session")
        .order_by("-starts_at")
        .first()
    )
    if last is None or rated.filter(session=last.session_id).exists():
        return None
    return last.session


def save_draft(check_in: CheckIn, answers: dict[str, Any]) -> bool:
    """Keep what was answered so far, for nobody but the client. False once it was submitted."""
    kept = CheckIn.objects.filter(pk=check_in.pk, submitted_at=None).update(
        draft=seal_for(check_in, "draft", answers)
    )
    return bool(kept)


@transaction.atomic
def save_asked(
    check_in: CheckIn, answers: dict[str, Any], measure: Instrument
) -> list[SafetyNotice]:
    """Keep a draft in which a scheduled instrument was just answered.

    Its safety items do not wait for the check-in to be sent. Returns the notices they stand for.
    """
    if not save_draft(check_in, answers):
        return []
    given = answers["measures"][measure.key]["answers"]
    return notice_safety(check_in, measure, given, session=check_in.participation.session)


@transaction.atomic
def submit_check_in(link: CheckInLink, answers: dict[str, Any]) -> CheckIn:
    """Take the check-in: score it, read the rating, raise signals, tell the therapist.

    `answers`: {"wellbeing": {item: 0-10 or None}, "wish": text, "alliance": {item: 0-10 or None},
    "tension": "none"…, "tension_words": text, "request": "raise"…, "measures": {instrument:
    {"language": …, "answers": {item: number or None}}}, "ruptures": {code: {"resolution": 1-5 or
    None, "words": text}}}. The link is used up by one conditional UPDATE, so that of two
    submissions one counts; the other raises LinkClosed.

    What is for somebody other than the therapist stays out of the check-in altogether: only the
    concern holds it, and no signal tells of it.
    """
    now = timezone.now()
    used = CheckInLink.objects.filter(
        pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not used:
        raise LinkClosed
    elsewhere = is_for_somebody_else(answers)
    check_in = _take_answers(
        link.check_in, _without_tension(answers) if elsewhere else answers, now
    )
    if check_in.about:
        rate_from_check_in(check_in, check_in.about, answers.get("alliance") or {})
    keep_answered(check_in, answers.get("measures") or {}, at=now)
    take_words_on_ruptures(check_in, answers.get("ruptures") or {})
    if elsewhere:
        _say(check_in, answers.get("tension") or "", answers.get("tension_words", ""), "other")
    elif check_in.reports_tension or check_in.tension_words:
        # Words without a grade were written to be read, too.
        grade = check_in.tension if check_in.reports_tension else ""
        _say(check_in, grade, check_in.tension_words, check_in.tension_request)
    audit.record(audit.Kind.SUBMITTED, check_in, by=None, client=check_in.client.code)
    outbox.put(ANSWERED, check_in)
    return check_in


def _take_answers(check_in: CheckIn, answers: dict[str, Any], now: datetime) -> CheckIn:
    """Write what was answered into a check-in that was not submitted yet, or raise LinkClosed."""
    wellbeing = answers.get("wellbeing") or {}
    taken: dict[str, Any] = {
        "submitted_at": now,
        "draft": {},
        "wish": answers.get("wish", ""),
        "wellbeing": wellbeing,
        "wellbeing_score": score(instrument(WELLBEING), wellbeing).value,
        "tension": answers.get("tension") or "",
        "tension_words": answers.get("tension_words", ""),
        "tension_request": _request(answers),
    }
    sealed = {
        name: seal_for(check_in, name, taken[name])
        for name in ("draft", "wish", "wellbeing", "tension_words")
    }
    if not CheckIn.objects.filter(pk=check_in.pk, submitted_at=None).update(**taken | sealed):
        raise LinkClosed
    for name, value in taken.items():
        setattr(check_in, name, value)
    return check_in


def _say(check_in: CheckIn, strength: str, words: str, request: str) -> None:
    say_concern(check_in.client, strength=strength, words=words, request=request, check_in=check_in)


def is_for_somebody_else(answers: dict[str, Any]) -> bool:
    """Whether what was tense or unsaid is for somebody other than the therapist."""
    return answers.get("request") == CheckIn.Request.OTHER and answers.get("tension") != "none"


def _without_tension(answers: dict[str, Any]) -> dict[str, Any]:
    return answers | {"tension": "", "tension_words": "", "request": ""}


def take_words_on_ruptures(check_in: CheckIn, said: dict[str, dict[str, Any]]) -> None:
    """Give each rupture that is still open to the client what they said about it. 1 query or 0."""
    given = {code: each for code, each in said.items() if each.get("resolution")}
    if not given:
        return
    opened = Rupture.objects.opened().filter(client=check_in.client_id, code__in=list(given))
    for rupture in opened.order_by("pk"):
        answer = given[str(rupture.code)]
        take_client_word(
            rupture,
            answer["resolution"],
            told=ToldBy.CHECK_IN,
            words=answer.get("words") or "",
            check_in=check_in,
        )


def _request(answers: dict[str, Any]) -> str:
    if answers.get("tension") in ("", "none", None):
        return ""
    return answers.get("request") or CheckIn.Request.NOTE


def mark_check_ins_read(check_ins: list[CheckIn], *, by: Membership) -> None:
    """Remember when the therapist first read what the client sent. One UPDATE, the first time.

    What felt off was read with it, which takes two queries more where something was said.
    """
    unread = [each for each in check_ins if each.is_submitted and each.read_at is None]
    if unread:
        CheckIn.objects.filter(pk__in=[each.pk for each in unread], read_at=None).update(
            read_at=timezone.now(), read_by=by
        )
    if said := [each for each in unread if each.reports_tension or each.tension_words]:
        concerns = Concern.objects.standing().filter(check_in__in=said)
        see_concerns(concerns.exclude(request=CheckIn.Request.OTHER), by=by)
