"""The life of a check-in: begun, submitted, read. Before that: `invitation`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.actions.administration import keep_answered
from alliance.actions.again import look_again
from alliance.actions.concern import say_concern, see_concerns
from alliance.actions.questions import SETTLED, settle_questions
from alliance.actions.rating import rate_from_check_in
from alliance.actions.reading import expect_rating
from alliance.actions.resolution import take_client_word
from alliance.actions.safety import notice_late, notice_safety
from alliance.actions.said import keep_said
from alliance.asked import WELLBEING
from alliance.models import CheckIn, CheckInLink, Concern, Rupture, SafetyNotice
from alliance.models.rating import CLIENT_CHECK, Perspective
from alliance.vocabulary import ToldBy
from measures.catalogue import instrument
from measures.instrument import Instrument
from measures.scoring import score
from practice import audit, outbox
from practice.models import Membership
from practice.sealed import as_stored, seal_for

ANSWERED = "check-in-answered"

Answering = Callable[[dict[str, Any]], dict[str, Any]]
"""From a draft as it stands to the draft with what was answered now."""


class LinkClosed(Exception):
    """The link was used, revoked or has expired; nothing was written."""


class DraftChanged(Exception):
    """Another device wrote since these answers were read; nothing was written."""


@transaction.atomic
def begin_check_in(link: CheckInLink) -> CheckIn:
    """The client begins (or goes on): settle which session it is about and what is asked besides.

    Raises LinkClosed when the link is no longer open.
    """
    if link.state != "open":
        raise LinkClosed
    check_in = link.check_in
    if check_in.begun_at is None:
        settle_questions(check_in)
        check_in.begun_at = timezone.now()
        check_in.save(update_fields=["begun_at", *SETTLED])
        if check_in.about:
            expect_rating(check_in.client, Perspective.CLIENT, CLIENT_CHECK)
        audit.record(audit.Kind.OPENED_BY_CLIENT, check_in, by=None, client=check_in.client.code)
    return check_in


def save_draft(check_in: CheckIn, answer: Answering) -> bool:
    """Keep what was answered so far, for nobody but the client. False once it was submitted.

    Where another device wrote meanwhile, what it wrote stays: one UPDATE on condition that the
    draft is still as it was read, and otherwise one under a lock.
    """
    if _replace_draft(check_in, answer):
        return True
    with transaction.atomic():
        stands = CheckIn.objects.select_for_update().filter(pk=check_in.pk)
        check_in.draft = stands.values_list("draft", flat=True).get()
        return _replace_draft(check_in, answer)


def _replace_draft(check_in: CheckIn, answer: Answering) -> bool:
    """Whether it stood as it was read, and was not submitted."""
    seen = as_stored(check_in, "draft")
    sealed = seal_for(check_in, "draft", answer(check_in.draft))
    same = CheckIn.objects.filter(pk=check_in.pk, submitted_at=None, draft=seen)
    if not same.update(draft=sealed):
        return False
    check_in.draft = sealed
    return True


@transaction.atomic
def save_asked(check_in: CheckIn, answer: Answering, measure: Instrument) -> list[SafetyNotice]:
    """Keep a draft in which a scheduled instrument was just answered.

    Its safety items do not wait for the check-in to be sent, nor are they lost where it was sent
    from another device in this very moment. Returns the notices they stand for.
    """
    kept = save_draft(check_in, answer)
    draft = check_in.draft if kept else answer(check_in.draft)
    given = draft["measures"][measure.key]["answers"]
    notice = notice_safety if kept else notice_late
    return notice(check_in, measure, given, session=check_in.participation.session)


@transaction.atomic
def submit_check_in(link: CheckInLink, answers: dict[str, Any]) -> CheckIn:
    """Take the check-in: score it, read the rating, raise signals, tell the therapist.

    `answers`: {"wellbeing": {item: 0-10 or None}, "wish": text, "alliance": {item: 0-10 or None},
    "tension": "none"…, "tension_words": text, "request": "raise"…, "measures": {instrument:
    {"language": …, "answers": {item: number or None}}}, "ruptures": {code: {"resolution": 1-5 or
    None, "words": text}}}, "hopes": text and what `said.keep_said` takes. The link is used up by
    one conditional UPDATE, so that of two submissions one counts; the other raises LinkClosed.
    Where the draft is no more as it was read with `link`, it raises DraftChanged: what the other
    device said is neither lost nor sent unseen.

    What is for somebody other than the therapist stays out of the check-in altogether: only the
    concern holds it, and no signal tells of it.
    """
    now = timezone.now()
    used = CheckInLink.objects.filter(
        pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not used:
        raise LinkClosed
    in_room = link.carrier == CheckInLink.Carrier.ROOM
    way = CheckIn.Way.ROOM if in_room else CheckIn.Way.LINK
    return take_check_in(link.check_in, answers, at=now, way=way)


def take_check_in(
    check_in: CheckIn,
    answers: dict[str, Any],
    *,
    at: datetime,
    way: CheckIn.Way,
    by: Membership | None = None,
) -> CheckIn:
    """What follows once it is settled that these answers count. Call it in a transaction.

    `by` is who entered them from paper, and None where the client sent them. Raises LinkClosed
    when others came first, DraftChanged when another device of the client's wrote.
    """
    taken = {"submitted_at": at, "way": way, "entered_by": by}
    with audit.together():
        check_in = _take_parts(check_in, answers, taken)
        look_again(check_in, by=by)
        code = check_in.client.code
        audit.record(audit.Kind.SUBMITTED, check_in, by=by, client=code, way=str(way))
    if by is None:  # who entered it has read it
        outbox.put(ANSWERED, check_in)
    return check_in


def _take_parts(check_in: CheckIn, answers: dict[str, Any], taken: dict[str, Any]) -> CheckIn:
    """Give each part of it to the action of its noun."""
    elsewhere = is_for_somebody_else(answers)
    check_in = _take_answers(check_in, _without_tension(answers) if elsewhere else answers, taken)
    if check_in.about:
        rate_from_check_in(check_in, check_in.about, answers.get("alliance") or {})
    keep_answered(check_in, answers.get("measures") or {}, at=taken["submitted_at"])
    take_words_on_ruptures(check_in, answers.get("ruptures") or {})
    keep_said(check_in, answers)
    if elsewhere:
        _say(check_in, answers.get("tension") or "", answers.get("tension_words", ""), "other")
    elif check_in.reports_tension or check_in.tension_words:
        # Words without a grade were written to be read, too.
        grade = check_in.tension if check_in.reports_tension else ""
        _say(check_in, grade, check_in.tension_words, check_in.tension_request)
    return check_in


def _take_answers(check_in: CheckIn, answers: dict[str, Any], taken: dict[str, Any]) -> CheckIn:
    """Write what was answered into a check-in that was not submitted yet, or raise LinkClosed."""
    wellbeing = answers.get("wellbeing") or {}
    taken |= {
        "draft": {},
        "hopes": answers.get("hopes", ""),
        "wish": answers.get("wish", ""),
        "wellbeing": wellbeing,
        "wellbeing_score": score(instrument(WELLBEING), wellbeing).value,
        "tension": answers.get("tension") or "",
        "tension_words": answers.get("tension_words", ""),
        "tension_request": _request(answers),
    }
    sealed = {
        name: seal_for(check_in, name, taken[name])
        for name in ("draft", "hopes", "wish", "wellbeing", "tension_words")
    }
    open_one = CheckIn.objects.filter(pk=check_in.pk, submitted_at=None)
    as_read = open_one
    if taken["entered_by"] is None:  # who enters it from paper takes no draft
        as_read = open_one.filter(draft=as_stored(check_in, "draft"))
    if not as_read.update(**taken | sealed):
        _hold_as_read(check_in)
        open_one.update(**taken | sealed)
    for name, value in taken.items():
        setattr(check_in, name, value)
    return check_in


def _hold_as_read(check_in: CheckIn) -> None:
    """Lock a check-in that was written meanwhile and says what it said: a page that came twice.

    Raises LinkClosed when it was submitted, DraftChanged when it says something else.
    """
    read = check_in.draft
    rows = CheckIn.objects.select_for_update().filter(pk=check_in.pk, submitted_at=None)
    stands = rows.values_list("draft", flat=True).first()
    if stands is None:
        raise LinkClosed
    check_in.draft = stands
    if check_in.draft | {"at": ""} != read | {"at": ""}:  # where they are is no answer
        raise DraftChanged


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
