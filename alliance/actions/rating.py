"""Ratings of a session, from either seat."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.actions.missed import notice_missed_since
from alliance.actions.reading import read_rating, replay
from alliance.models import CheckIn, Rating
from alliance.models.rating import CHECKS, Perspective
from clients.models import Client
from measures.catalogue import instrument
from measures.instrument import Instrument
from measures.scoring import score
from practice import audit
from practice.models import Membership
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.models import Session


@transaction.atomic
def rate_session(
    session: Session,
    client: Client,
    perspective: Perspective,
    answers: Mapping[str, int | None],
    *,
    by: Membership | None = None,
    check_in: CheckIn | None = None,
    feeling: dict[str, Any] | None = None,
    version: int = 0,
    measure: Instrument | None = None,
) -> Rating:
    """Record a rating, or change the one of `version`; then read it against what was expected.

    By the seat's own check, or by `measure`, which is read only where it has a prior. Raises
    ChangedMeanwhile when another rating of this session was saved first, AnswerError for answers
    that the instrument cannot have.
    """
    measure = measure or instrument(CHECKS[perspective])
    value = score(measure, answers).value
    if version:
        return _change(session, client, perspective, answers, value, by, feeling, version, measure)
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                clinic_id=session.clinic_id,
                session=session,
                client=client,
                perspective=perspective,
                instrument=measure.key,
                instrument_version=measure.version,
                answers=dict(answers),
                score=value,
                feeling=feeling or {},
                check_in=check_in,
                rated_at=timezone.now(),
            )
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    if check_in is None:  # a submitted check-in leaves a row of its own
        audit.record(audit.Kind.CREATED, rating, by=by, client=client.code, perspective=perspective)
    if measure.prior is not None:
        read_rating(rating)
    if check_in is None:  # `again.look_again` does it for a whole check-in at once
        _see_missed(rating, by=by)
    return rating


def rate_from_check_in(
    check_in: CheckIn,
    about: Session,
    answers: Mapping[str, int | None],
    *,
    measure: Instrument | None = None,
) -> Rating:
    """Rate the session before; where two check-ins were about the same one, the later corrects."""
    client, seat = check_in.client, Perspective.CLIENT
    try:
        return rate_session(about, client, seat, answers, check_in=check_in, measure=measure)
    except ChangedMeanwhile:
        key = measure.key if measure else CHECKS[seat]
        earlier = Rating.objects.get(session=about, client=client, perspective=seat, instrument=key)
        return rate_session(about, client, seat, answers, version=earlier.version, measure=measure)


def _change(
    session: Session,
    client: Client,
    perspective: Perspective,
    answers: Mapping[str, int | None],
    value: float | None,
    by: Membership | None,
    feeling: dict[str, Any] | None,
    version: int,
    measure: Instrument,
) -> Rating:
    rating = Rating.objects.get(
        session=session, client=client, perspective=perspective, instrument=measure.key
    )
    held = Rating.objects.filter(pk=rating.pk, version=version).update(
        answers=seal_for(rating, "answers", dict(answers)),
        feeling=seal_for(rating, "feeling", feeling or {}),
        score=value,
        instrument_version=measure.version,
        version=version + 1,
    )
    if not held:
        raise ChangedMeanwhile
    audit.record(audit.Kind.CHANGED, rating, by=by, client=client.code, perspective=perspective)
    if value != rating.score and measure.prior is not None:
        replay(client, perspective, rating.instrument)
        _see_missed(rating, by=by)
    return Rating.objects.get(pk=rating.pk)


def _see_missed(rating: Rating, *, by: Membership | None) -> None:
    """Whether a session was missed after this answer, which is in only now, or was corrected."""
    if rating.perspective == Perspective.CLIENT and rating.instrument == CHECKS[Perspective.CLIENT]:
        notice_missed_since(rating.client, rating.session.starts_at, by=by)
