"""Silence: two check-ins in a row unanswered raise one signal, once."""

from datetime import timedelta

from alliance.actions.silence import notice_silence
from alliance.models import CheckIn, Signal
from clients.models import Client
from sessions.models import Participation
from tests.cast import Cast, ago, session_at


def past_check_in(cast: Cast, client: Client, days: int, *, answered: bool) -> CheckIn:
    session = session_at(cast.ines, client, at=ago(days=days))
    sent = ago(days=days + 1)
    return CheckIn.objects.create(
        clinic=client.clinic,
        participation=session.participations.get(),
        client=client,
        sent_at=sent,
        begun_at=sent + timedelta(hours=1) if answered else None,
        submitted_at=sent + timedelta(hours=2) if answered else None,
    )


def test_two_in_a_row_speak_once_and_a_third_does_not_repeat_it(cast: Cast) -> None:
    past_check_in(cast, cast.mara, 28, answered=True)
    past_check_in(cast, cast.mara, 21, answered=False)
    assert notice_silence() == 0
    last = past_check_in(cast, cast.mara, 14, answered=False)
    assert notice_silence() == 1
    signal = Signal.objects.get()
    assert (signal.kind, signal.check_in, signal.values) == ("silence", last, {"unanswered": 2})
    assert notice_silence() == 0
    past_check_in(cast, cast.mara, 7, answered=False)
    assert notice_silence() == 0


def test_an_answer_in_between_or_a_session_the_therapist_cancelled_is_no_silence(
    cast: Cast,
) -> None:
    past_check_in(cast, cast.mara, 21, answered=False)
    past_check_in(cast, cast.mara, 14, answered=True)
    past_check_in(cast, cast.mara, 7, answered=False)
    past_check_in(cast, cast.theo, 21, answered=False)
    cancelled = past_check_in(cast, cast.theo, 14, answered=False).participation
    Participation.objects.filter(pk=cancelled.pk).update(
        attendance=Participation.Attendance.CANCELLED_BY_THERAPIST, attendance_at=ago(days=15)
    )
    assert notice_silence() == 0


def test_speaking_again_and_falling_silent_again_is_a_new_signal(cast: Cast) -> None:
    for days, answered in ((56, False), (49, False), (42, True), (35, False)):
        past_check_in(cast, cast.mara, days, answered=answered)
        notice_silence()
    past_check_in(cast, cast.mara, 28, answered=False)
    assert notice_silence() == 1
    assert Signal.objects.count() == 2
