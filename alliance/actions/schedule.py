"""Which instruments are asked, and when: of everybody in the clinic, and of one client."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from alliance.asked import askable_by_key, rivals, schedulable
from alliance.models import Administration, CheckIn, ScheduledMeasure
from clients.models import Client
from measures.instrument import Construct
from measures.schedule import Given, Rhythm, Timing, is_due
from practice import audit
from practice.models import Clinic, Membership
from practice.versions import ChangedMeanwhile


class AskedInstead(Exception):
    """Another instrument that asks the same is scheduled already; `key` says which."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@transaction.atomic
def schedule_measure(
    instrument: str,
    timing: Timing | None,
    *,
    by: Membership,
    client: Client | None = None,
    was: datetime | None,
) -> ScheduledMeasure | None:
    """Set when an instrument is asked in the clinic, or of one client; None takes the line away.

    `was` is when the line that the form showed was last changed, None where there was none.
    Raises ChangedMeanwhile when another line stands there by now, AskedInstead when the clinic
    (or this client's own lines) ask another that asks the same: the PHQ-8 beside the PHQ-9.
    """
    # One change at a time, so that two people cannot schedule both of what excludes each other.
    Clinic.objects.select_for_update().get(pk=by.clinic_id)
    lines = ScheduledMeasure.objects.filter(clinic_id=by.clinic_id, client=client)
    stored = lines.filter(instrument=instrument).first()
    if (stored.changed_at if stored else None) != was:
        raise ChangedMeanwhile
    if timing is None:
        _take_away(stored, by)
        return None
    if timing.rhythm is not Rhythm.NEVER:
        same = rivals(schedulable(by.clinic)).get(instrument, frozenset())
        other = lines.filter(instrument__in=same).exclude(timing=Rhythm.NEVER).first()
        if other:
            raise AskedInstead(other.instrument)
    return _write(stored, instrument, timing, by, client)


def _take_away(stored: ScheduledMeasure | None, by: Membership) -> None:
    if stored is not None:
        _record(stored, by, timing=None)
        stored.delete()


def _write(
    stored: ScheduledMeasure | None,
    instrument: str,
    timing: Timing,
    by: Membership,
    client: Client | None,
) -> ScheduledMeasure:
    line = stored or ScheduledMeasure(clinic_id=by.clinic_id, client=client, instrument=instrument)
    counts = timing.rhythm in (Rhythm.EVERY_SESSIONS, Rhythm.EVERY_WEEKS)
    line.timing = timing.rhythm.value
    line.interval = timing.interval if counts else None
    line.sessions = sorted(timing.sessions) if timing.rhythm is Rhythm.AT_SESSIONS else []
    line.changed_by = by
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:  # somebody else was first
        raise ChangedMeanwhile from error
    _record(line, by, timing=line.timing, interval=line.interval, sessions=line.sessions)
    return line


def _record(line: ScheduledMeasure, by: Membership, **detail: object) -> None:
    whose = line.client.code if line.client else None
    audit.record(audit.Kind.CHANGED, line, by=by, client=whose, asks=line.instrument, **detail)


def instruments_due(check_in: CheckIn) -> list[list[object]]:
    """What the schedule asks in this check-in, as [instrument, version] pairs.

    Without a schedule this is one query. What has no words in the client's language is left out,
    and so is a measure of the alliance where there is no session it could be about.
    """
    client, part = check_in.client, check_in.participation
    lines = lines_for(client)
    if not lines:
        return []
    clinic = check_in.clinic
    words = askable_by_key(clinic, client.language)
    held = in_force(lines, rivals(words.values()))
    before = met_before(client, part.starts_at)
    last = {key: each.given for key, each in last_answered(client, before, check_in).items()}
    on = timezone.localdate(part.starts_at, clinic.zone)
    due = [
        words[key]
        for key, line in held.items()
        if key in words
        and is_due(line.pace, session_number=len(before) + 1, last=last.get(key), on=on)
        and (check_in.about_id or words[key].construct is not Construct.ALLIANCE)
    ]
    return [[each.key, each.version] for each in sorted(due, key=lambda each: each.title)]


def lines_for(client: Client) -> list[ScheduledMeasure]:
    """The clinic's lines and the client's own. One query."""
    theirs = Q(client=None) | Q(client=client)
    return list(ScheduledMeasure.objects.filter(theirs, clinic_id=client.clinic_id))


def in_force(
    lines: Iterable[ScheduledMeasure], same: Mapping[str, frozenset[str]]
) -> dict[str, ScheduledMeasure]:
    """The line that holds for a client, by instrument; what is not asked is left out.

    The client's own line stands in place of the clinic's, also of one for another instrument that
    asks the same (`same`, see `asked.rivals`): an own PHQ-8 replaces the clinic's PHQ-9.
    """
    own = {line.instrument: line for line in lines if line.client_id}
    chosen = {line.instrument: line for line in lines if not line.client_id} | own
    for key, line in own.items():
        if line.timing != Rhythm.NEVER:
            for other in same.get(key, frozenset()) - own.keys():
                chosen.pop(other, None)
    return {key: line for key, line in chosen.items() if line.timing != Rhythm.NEVER}


def met_before(client: Client, moment: datetime) -> list[datetime]:
    """When the client's sessions before a moment were, in order, but for those missed."""
    met = client.participations.not_missed().filter(starts_at__lt=moment)
    return list(met.order_by("starts_at").values_list("starts_at", flat=True))


@dataclass(frozen=True, slots=True)
class LastAnswered:
    """When an instrument was last given, and when it was last answered, if with too few answers.

    Without a score it was not given: it is due again.
    """

    given: Given | None
    answered: Given


def last_answered(
    client: Client, met: list[datetime], here: CheckIn | None = None
) -> dict[str, LastAnswered]:
    """Before which session each instrument was last answered, and on which day that was. 1 query.

    What was answered in the check-in `here` counts as given in it, whatever it came to: nobody is
    asked twice in one.
    """
    at = "check_in__participation__starts_at"
    counts = Q(score__isnull=False) | Q(check_in=here) if here else Q(score__isnull=False)
    rows = (
        Administration.objects.filter(client=client)
        .values("instrument")
        .annotate(answered=Max(at), given=Max(at, filter=counts))
        .order_by()
    )

    def told(moment: datetime) -> Given:
        return Given(bisect_left(met, moment) + 1, timezone.localdate(moment, client.clinic.zone))

    return {
        row["instrument"]: LastAnswered(
            told(row["given"]) if row["given"] else None, told(row["answered"])
        )
        for row in rows
    }
