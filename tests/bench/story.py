"""One invented client's year, as rows: twenty sessions behind them and one ahead.

Everything is drawn from the client's number, so that every run measures the same clinic. Rows are
made in stages, because later ones need the keys of earlier ones; `tests.bench.seed` stores them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alliance.models import CheckIn, CheckInLink, Rating, Rupture
from clients import names as spelling
from clients.models import CareTeamMember, Client, Consent, Goal, NameToken
from measures.catalogue import instrument
from measures.scoring import score
from practice import tokens
from practice.models import Membership
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.models import Note, Participation, Session
from tests.bench import words

MET = 20
EVERY = timedelta(days=18)


@dataclass
class Story:
    """A client with everything that hangs on them. `number` counts through the clinic."""

    number: int
    therapist: Membership
    next_at: datetime
    now: datetime
    client: Client = field(init=False)
    sessions: list[Session] = field(default_factory=list)
    parts: list[Participation] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    ruptures: list[Rupture] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.number)
        self.clinic_id = self.therapist.clinic_id
        self.level = min(9.0, self.random.gauss(7.8, 1.1))

    # --- What is special about whom: an open reason for every tenth ------------------------------

    @property
    def has_open_rupture(self) -> bool:
        """Being repaired: four in a hundred."""
        return self.number % 25 == 0

    @property
    def reports_tension(self) -> bool:
        """Said so in the check-in for the session ahead: four in a hundred."""
        return self.number % 25 == 8

    @property
    def dropped(self) -> bool:
        """The latest rating is unexpectedly low: two in a hundred."""
        return self.number % 50 == 16

    @property
    def coming(self) -> str:
        """The state of the check-in for the session ahead: submitted, begun or sent."""
        if self.reports_tension:
            return "submitted"
        if self.dropped:
            return "sent"
        return ("submitted", "begun", "sent", "submitted")[self.number % 4]

    def note_state(self, n: int) -> str:
        """Of session `n` (from 1): signed, draft or missing."""
        if n == MET:
            return {3: "draft", 7: "missing"}.get(self.number % 13, "signed")
        # Old drafts to be saved and signed while the clock runs, none of the first therapist's.
        return "draft" if n in (5, 7) and self.number >= 40 else "signed"

    # --- The person -------------------------------------------------------------------------------

    def make_client(self) -> Iterator[Client]:
        name = words.name(self.random)
        self.client = Client(
            clinic_id=self.clinic_id,
            name=name,
            sort_key=spelling.sort_key(name),
            pronouns=self.random.choice(["", "she/her", "he/him", "they/them"]),
            email=f"client-{self.number}@mail.example",
            phone="+44 20 7946 0000",
            began_on=(self.next_at - MET * EVERY).date(),
        )
        yield self.client

    def make_tokens(self) -> Iterator[NameToken]:
        for each in spelling.search_digests(self.client.name, clinic_id=self.clinic_id):
            yield NameToken(clinic_id=self.clinic_id, client=self.client, digest=each)

    def make_team(self) -> Iterator[CareTeamMember]:
        yield CareTeamMember(
            clinic_id=self.clinic_id,
            client=self.client,
            therapist=self.therapist,
            began_on=self.client.began_on,
        )

    def make_consents(self) -> Iterator[Consent]:
        for kind in Consent.Kind:
            yield Consent(
                clinic_id=self.clinic_id,
                client=self.client,
                kind=kind,
                given_at=self.next_at - MET * EVERY,
                recorded_by=self.therapist,
            )

    def make_goals(self) -> Iterator[Goal]:
        began = self.client.began_on
        for aim in ("To sleep through the night again.", "To say no without explaining myself."):
            yield Goal(
                clinic_id=self.clinic_id,
                client=self.client,
                words=aim,
                proposed_by="client",
                proposed_on=began,
                agreed_by_client_on=began,
                agreed_by_therapist_on=began,
                agreed_on=began,
            )

    # --- Meetings and notes -----------------------------------------------------------------------

    def make_sessions(self) -> Iterator[Session]:
        for n in range(1, MET + 2):
            self.sessions.append(
                Session(
                    clinic_id=self.clinic_id,
                    therapist=self.therapist,
                    starts_at=self.next_at - (MET + 1 - n) * EVERY,
                    setting=self.random.choice(Session.Setting.values),
                    is_documented=n <= MET and self.note_state(n) == "signed",
                )
            )
        yield from self.sessions

    def make_parts(self) -> Iterator[Participation]:
        for session in self.sessions:
            ahead = session.starts_at > self.now
            self.parts.append(
                Participation(
                    clinic_id=self.clinic_id,
                    session=session,
                    client=self.client,
                    starts_at=session.starts_at,
                    attendance="expected" if ahead else "attended",
                    attendance_at=None if ahead else session.starts_at,
                )
            )
        yield from self.parts

    def make_notes(self) -> Iterator[Note]:
        for n, session in enumerate(self.sessions[:MET], 1):
            state = self.note_state(n)
            if state == "missing":
                continue
            note = Note(
                clinic_id=self.clinic_id,
                session=session,
                author=self.therapist,
                format="dap",
                content=words.note_content(),
                saved_at=session.ends_at,
            )
            if state == "signed":
                note.signed_at, note.signed_by = session.ends_at, self.therapist
                note.signed_digest = digest(signed_bytes(note))
            yield note

    # --- Check-ins --------------------------------------------------------------------------------

    def make_check_ins(self) -> Iterator[CheckIn]:
        for n, part in enumerate(self.parts, 1):
            state = self.coming if n > MET else self._answered(n)
            at = min(part.starts_at, self.now) - timedelta(hours=12)
            check_in = CheckIn(
                clinic_id=self.clinic_id,
                participation=part,
                client=self.client,
                about=self.sessions[n - 2] if n > 1 else None,
                sent_at=at - timedelta(hours=12),
                begun_at=None if state == "sent" else at,
            )
            if state == "submitted":
                self._fill(check_in, n, at)
            elif state == "begun":
                check_in.draft = words.draft_answers(self.random)
            self.check_ins.append(check_in)
        yield from self.check_ins

    def _answered(self, n: int) -> str:
        said = self.random.random() < 0.85 or (self.dropped and n == MET)
        return "submitted" if said else "sent"

    def _fill(self, check_in: CheckIn, n: int, at: datetime) -> None:
        check_in.submitted_at = at
        check_in.wish = words.WISH
        check_in.wellbeing = words.wellbeing(self.random)
        check_in.wellbeing_score = score(instrument("wellbeing"), check_in.wellbeing).value
        check_in.tension = "none"
        if n > MET:
            tense = self.reports_tension
        else:
            check_in.read_at, check_in.read_by = check_in.participation.starts_at, self.therapist
            tense = self.random.random() < 0.03
        if tense:
            check_in.tension, check_in.tension_request = "some", "raise"
            check_in.tension_words = "I was not sure you believed me when I told you about it."

    def make_links(self) -> Iterator[CheckInLink]:
        for n, check_in in enumerate(self.check_ins, 1):
            yield CheckInLink(
                clinic_id=self.clinic_id,
                check_in=check_in,
                token_digest=tokens.digest(link_token(self.number, n)),
                expires_at=self.sessions[n - 1].starts_at,
                used_at=check_in.submitted_at,
            )


def link_token(number: int, n: int) -> str:
    """The secret of the link to a client's n-th check-in."""
    return f"bench-{number}-{n}"
