"""Ratings of a session, from either seat."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.actions.reading import read_rating, replay
from alliance.models import CheckIn, Rating
from alliance.models.rating import Perspective
from clients.models import Client
from measures.catalogue import instrument
from measures.scoring import score
from practice import audit
from practice.models import Membership
from practice.sealed import seal_for
from practice.versions import ChangedMeanwhile
from sessions.models import Session

INSTRUMENT = {Perspective.CLIENT: "alliance-client", Perspective.THERAPIST: "alliance-therapist"}


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
) -> Rating:
    """Record a rating, or change the one of `version`; then read it against what was expected.

    Raises ChangedMeanwhile when another rating of this session was saved first, AnswerError for
    answers that the instrument cannot have.
    """
    measure = instrument(INSTRUMENT[perspective])
    value = score(measure, answers).value
    if version:
        return _change(session, client, perspective, answers, value, by, feeling, version)
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
    read_rating(rating)
    return rating


def _change(
    session: Session,
    client: Client,
    perspective: Perspective,
    answers: Mapping[str, int | None],
    value: float | None,
    by: Membership | None,
    feeling: dict[str, Any] | None,
    version: int,
) -> Rating:
    rating = Rating.objects.get(session=session, client=client, perspective=perspective)
    held = Rating.objects.filter(pk=rating.pk, version=version).update(
        answers=seal_for(rating, "answers", dict(answers)),
        feeling=seal_for(rating, "feeling", feeling or {}),
        score=value,
        version=version + 1,
    )
    if not held:
        raise ChangedMeanwhile
    audit.record(audit.Kind.CHANGED, rating, by=by, client=client.code, perspective=perspective)
    if value != rating.score:
        replay(client, perspective, rating.instrument)
    return Rating.objects.get(pk=rating.pk)
