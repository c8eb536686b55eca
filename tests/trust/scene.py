"""One of everything that an address can point at, in one clinic."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from alliance.actions import (
    acknowledge_safety,
    add_episode,
    ask_supervisor,
    begin_check_in,
    notice_safety,
    put_off,
    record_attachment_note,
    record_pattern,
    record_repair_attempt,
    record_rupture,
    submit_check_in,
)
from alliance.actions.invitation import new_link
from alliance.letters import STOP
from alliance.models import (
    Administration,
    CheckIn,
    CheckInLink,
    ClinicPrior,
    Concern,
    Rupture,
    Signal,
)
from clients.actions import (
    answer_statement,
    comment_on_plan,
    give_exercise,
    make_statement,
    name_strength,
    propose_goal,
    report_exercise,
    say_preference,
    write_plan,
    write_text,
)
from clients.models import Client, Exercise
from measures.catalogue import instrument
from portal.actions import add_passkey, make_calendar
from practice.actions import invite
from practice.models import Membership, OutboxMessage, Supervision
from practice.tokens import bound
from sessions.actions import decide_release, keep_snippet, save_note
from sessions.models import Note, Session
from tests.alliance.rated import rate
from tests.cast import Cast, ago, ahead, later_today, session_at
from tests.measures.packs import pack_with_document
from tests.measures.questionnaires import imported
from tests.practice.passkey import Passkey
from tests.sessions.formats import first_hour
from tests.sessions.process import granted_process_note
from tests.signed import signed
from tests.trust.owner import wants_to_supervise

WORDS = "kingfisher"  # stands in every text that somebody wrote


@dataclass
class Scene:
    """The codes and secrets that fill the addresses, by what they point at."""

    client: UUID
    goal: UUID
    exercise: UUID
    strength: UUID
    own_strength: UUID
    passkey: UUID
    library_text: str
    session: UUID
    later: UUID
    signed: UUID
    note: UUID
    rupture: UUID
    attempt: UUID
    pattern: UUID
    episode: UUID
    attachment_note: UUID
    signal: UUID
    safety_notice: UUID
    concern: UUID
    administration: UUID
    invitation: UUID
    member: UUID
    supervision: UUID
    supervision_asked: UUID
    pack: UUID
    clinic_instrument: UUID
    prior: UUID
    note_format: str
    snippet: UUID
    process_grant: UUID
    question: UUID
    check_in_token: str
    calendar_token: str
    join_token: str
    stop_token: str


def absent() -> Scene:
    """Codes that point at nothing."""
    filled: dict[str, Any] = {
        each.name: uuid4() if each.type is UUID else "no-such-token" for each in fields(Scene)
    }
    return Scene(**filled)


def build(client: Client, therapist: Membership, admin: Membership) -> Scene:
    """A session of last week with a note, a rupture and its repair; a check-in answered since."""
    # With an earlier answer, so that the low one of the check-in raises a signal too.
    rate(session_at(therapist, client, at=ago(days=14)), client, 8.0)
    met = session_at(therapist, client, at=ago(days=7))
    save_note(
        met,
        by=therapist,
        content={"sections": {"data": WORDS}, "plan": WORDS},
        format="dap",
        format_version=1,
        version=0,
    )
    planned = session_at(therapist, client, at=later_today(client.clinic, hours=5))
    check_in = planned.participations.get().check_in
    begin_check_in(check_in.links.get())
    CheckIn.objects.filter(pk=check_in.pk).update(asked=[["gad-7", 1]])
    submit_check_in(
        CheckInLink.objects.get(check_in=check_in),
        {
            "alliance": dict.fromkeys(("understood", "safe", "goals", "fit", "say"), 2),
            "tension": "lot",
            "tension_words": WORDS,
            "request": "raise",
            "wish": WORDS,
            "measures": {"gad-7": {"language": "en", "answers": {"nervous": 1}}},
        },
    )
    rupture = record_rupture(
        met,
        client,
        by=therapist,
        direction="withdrawal",
        what_happened=WORDS,
        revisit_on=met.starts_at.date(),
    )
    attempt = record_repair_attempt(
        rupture,
        met,
        by=therapist,
        strategies=["apologise"],
        apology_for=WORDS,
        promise=WORDS,
        words=WORDS,
    )
    put_off(rupture, met, by=therapist, reason=WORDS)
    pattern = record_pattern(
        client, by=therapist, wish=WORDS, of_the_other=WORDS, of_the_self=WORDS, with_whom=WORDS
    )
    phq9 = instrument("phq-9")
    notice = notice_safety(check_in, phq9, {"self_harm": 1}, session=planned)[0]
    acknowledge_safety(notice, WORDS, by=therapist)
    later = session_at(therapist, client, at=ahead(days=2))
    open_check_in = later.participations.get().check_in
    invitation, join_token = invite(
        client.clinic, by=admin, email="new@mail.example", name="New", is_therapist=True
    )
    signed_session = _signed(client, therapist)
    plan = write_plan(client, by=therapist, words=WORDS, how_often=WORDS)
    comment_on_plan(plan, by=None, words=WORDS)
    say_preference(client, words=WORDS, lead=1)
    return Scene(
        client=client.code,
        goal=propose_goal(client, by=therapist, words=WORDS, proposed_by="client").code,
        exercise=_exercise(client, therapist).code,
        strength=name_strength(client, WORDS, by=therapist).code,
        own_strength=name_strength(client, WORDS).code,
        passkey=add_passkey(client, WORDS, Passkey().credential(), used=0).code,
        library_text=write_text(
            by=admin,
            key="first-days",
            language="en",
            version=0,
            kind="reading",
            title="The first days",
            words="Eat something.",
        ).key,
        session=met.code,
        signed=signed_session.code,
        note=_released(signed_session, client, therapist).code,
        later=later.code,
        rupture=rupture.code,
        attempt=attempt.code,
        pattern=pattern.code,
        episode=add_episode(
            pattern, by=therapist, rupture=rupture, what_happened=WORDS, different=WORDS
        ).code,
        attachment_note=record_attachment_note(
            client, by=therapist, words=WORDS, noticed_on=timezone.localdate()
        ).code,
        signal=Signal.objects.filter(client=client).first().code,  # type: ignore[union-attr]
        safety_notice=notice.code,
        concern=Concern.objects.get(client=client).code,
        administration=Administration.objects.get(client=client).code,
        invitation=invitation.code,
        member=therapist.code,
        supervision=_supervision(therapist),
        supervision_asked=wants_to_supervise(therapist).code,
        pack=pack_with_document(admin).code,
        clinic_instrument=imported(admin).code,
        prior=_prior(admin).code,
        note_format=first_hour(admin).key,
        snippet=keep_snippet(
            by=therapist, for_clinic=False, name="Kept", key="kept", words=WORDS
        ).code,
        process_grant=granted_process_note(met, therapist, WORDS),
        question=_question(client, therapist, rupture),
        check_in_token=new_link(open_check_in, expires_at=later.starts_at),
        calendar_token=make_calendar(client),
        join_token=join_token,
        stop_token=bound(STOP, OutboxMessage.objects.filter(client=client.code).latest("pk").code),
    )


def _exercise(client: Client, therapist: Membership) -> Exercise:
    """Something to do, about which the client has said something."""
    exercise = give_exercise(
        client, by=therapist, kind="exercise", title=WORDS, words=WORDS, why=WORDS
    )
    report_exercise(exercise, done="partly", reflection=WORDS, helpful=2)
    return exercise


def _signed(client: Client, therapist: Membership) -> Session:
    """A session whose note is signed, and waits for the supervisor where there is one."""
    session = session_at(therapist, client, at=ago(days=14))
    Supervision.objects.standing().filter(supervisee=therapist).update(cosigns=True)
    signed(session, therapist, WORDS)
    return session


def _released(session: Session, client: Client, therapist: Membership) -> Note:
    """Its note, released to the client, who set something beside it and beside the record."""
    decide_release(session.note, client, "released", by=therapist, shown="")
    answer_statement(
        make_statement(client, words=WORDS, note=session.note.code), by=therapist, words=WORDS
    )
    make_statement(client, words=WORDS)
    return session.note


def _question(client: Client, therapist: Membership, rupture: Rupture) -> UUID:
    """A question to the supervisor about the rupture, where there is a supervisor."""
    supervision = Supervision.objects.standing().filter(supervisee=therapist).first()
    if supervision is None:
        return uuid4()
    of = supervision.supervisor
    return ask_supervisor(client, of=of, by=therapist, rupture=rupture, question=WORDS).code


def _supervision(therapist: Membership) -> UUID:
    """That which the therapist agreed to, where there is one."""
    standing = Supervision.objects.standing().filter(supervisee=therapist).first()
    return standing.code if standing else uuid4()


def _prior(admin: Membership) -> ClinicPrior:
    """An estimate that is in force: it can be retired, and applying it again leads back."""
    return ClinicPrior.objects.create(
        clinic=admin.clinic,
        instrument="alliance-client",
        version=1,
        mu=7.5,
        tau2=1.5,
        sigma2=0.8,
        nu0=8.0,
        s02=0.6,
        clients=40,
        ratings=400,
        estimated_at=timezone.now(),
        applied_at=timezone.now(),
        applied_by=admin,
    )


def of_riverside(cast: Cast) -> Scene:
    """Ines and Mara."""
    return build(cast.mara, cast.ines, cast.ada)


def of_hillside(cast: Cast) -> Scene:
    """Wren and Otto."""
    return build(cast.otto, cast.wren, cast.olga)
