"""The life of a rupture against a model: whatever is done to it, in whatever order."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from alliance import changes
from alliance.actions import (
    agree_criteria,
    change_rupture,
    close_rupture,
    cover_from_client,
    keep_promise,
    open_to_client,
    put_off,
    record_repair_attempt,
    record_rupture,
    release_promise,
    reopen_rupture,
    say_resolution,
    set_revisit,
    take_client_word,
)
from alliance.actions.repair import RuptureEnded
from alliance.actions.resolution import NobodySaidSo, NotOpened
from alliance.models import RepairAttempt, Rupture, RuptureChange
from alliance.vocabulary import ENDINGS, Change, Outcome, ToldBy
from practice.versions import ChangedMeanwhile
from tests.cast import Cast, ago, session_at

WORD = st.integers(1, 5)
MAYBE = st.none() | WORD
TEXT = st.sampled_from(["It came back.", "She laughed.", "Not yet."])


class Life(RuleBasedStateMachine):
    """One rupture, the real actions on the real database, and what should be so beside it."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast

    @initialize()
    def recorded(self) -> None:
        self.all = transaction.atomic()
        self.all.__enter__()
        self.session = session_at(self.cast.ines, self.cast.mara, at=ago(days=7))
        self.rupture = record_rupture(
            self.session, self.cast.mara, by=self.cast.ines, direction="withdrawal"
        )
        self.outcome: str = Outcome.OPEN
        self.said: set[str] = set()
        self.opened = False
        self.attempts = 0
        self.waiting: list[RepairAttempt] = []
        self.kept: list[tuple[Any, ...]] = []
        self.grown = 1

    def teardown(self) -> None:
        if hasattr(self, "all"):
            transaction.set_rollback(True)
            self.all.__exit__(None, None, None)

    @property
    def fresh(self) -> Rupture:
        return Rupture.objects.get(pk=self.rupture.pk)

    @property
    def by(self) -> dict[str, Any]:
        return {"by": self.cast.ines, "version": self.fresh.version}

    @property
    def is_open(self) -> bool:
        return self.outcome in (Outcome.OPEN, Outcome.REPAIRING)

    # --- What people do -------------------------------------------------------------------------

    @rule(promise=st.sampled_from(["", "A shorter task."]))
    def attempt(self, promise: str) -> None:
        try:
            made = record_repair_attempt(
                self.fresh,
                self.session,
                by=self.cast.ines,
                strategies=["validate"],
                promise=promise,
            )
        except RuptureEnded:
            assert not self.is_open
            return
        assert self.is_open
        self.outcome = Outcome.REPAIRING
        self.attempts += 1
        self.grown += 1
        self.waiting += [made] if promise else []

    @precondition(lambda self: bool(getattr(self, "waiting", [])))
    @rule(released=st.booleans(), reason=TEXT)
    def settle_a_promise(self, released: bool, reason: str) -> None:
        made = self.waiting.pop()
        if released:
            assert release_promise(made, by=self.cast.ines, reason=reason)
        else:
            assert keep_promise(made, by=self.cast.ines)
        assert not keep_promise(made, by=self.cast.ines)
        assert not release_promise(made, by=self.cast.ines, reason=reason)
        self.grown += 1

    @rule(n=WORD)
    def the_therapist_says(self, n: int) -> None:
        say_resolution(self.fresh, n, **self.by)
        self.said.add("therapist")
        self.grown += 1

    @rule(n=WORD, words=TEXT)
    def the_client_tells_the_therapist(self, n: int, words: str) -> None:
        take_client_word(self.fresh, n, told=ToldBy.TOLD, words=words, by=self.cast.ines)
        self.said.add("client")
        self.grown += 1

    @rule(n=WORD, told=st.sampled_from([ToldBy.SPACE, ToldBy.CHECK_IN]))
    def the_client_says_at_their_own_door(self, n: int, told: str) -> None:
        """Only what was opened to them can be answered there."""
        try:
            take_client_word(self.fresh, n, told=told)
        except NotOpened:
            assert not self.opened
            return
        assert self.opened
        self.said.add("client")
        self.grown += 1

    @rule(words=TEXT)
    def open_it(self, words: str) -> None:
        open_to_client(self.fresh, words=words, **self.by)
        self.opened = True
        self.grown += 1

    @rule()
    def cover_it(self) -> None:
        cover_from_client(self.fresh, **self.by)
        self.grown += self.opened
        self.opened = False

    @rule(words=TEXT)
    def agree(self, words: str) -> None:
        agree_criteria(self.fresh, words=words, agreed_on=timezone.localdate(), **self.by)
        self.grown += 1

    @rule(words=TEXT)
    def complete(self, words: str) -> None:
        news = self.fresh.what_happened != words
        change_rupture(self.fresh, what_happened=words, **self.by)
        self.grown += news

    @rule(back=st.booleans())
    def revisit(self, back: bool) -> None:
        on = timezone.localdate() if back else None
        news = self.fresh.revisit_on != on
        set_revisit(self.fresh, on, **self.by)
        self.grown += news

    @rule(reason=TEXT)
    def leave_it(self, reason: str) -> None:
        put_off(self.fresh, self.session, by=self.cast.ines, reason=reason)
        self.grown += 1

    @rule(outcome=st.sampled_from(ENDINGS), mine=MAYBE, theirs=MAYBE)
    def close(self, outcome: str, mine: int | None, theirs: int | None) -> None:
        said = self.said | ({"therapist"} if mine else set()) | ({"client"} if theirs else set())
        try:
            close_rupture(
                self.fresh,
                outcome=outcome,
                resolution_by_therapist=mine,
                resolution_by_client=theirs,
                **self.by,
            )
        except RuptureEnded:
            assert not self.is_open
            return
        except NobodySaidSo:
            assert (outcome, said) == (Outcome.REPAIRED, set())
            return
        assert self.is_open
        assert outcome != Outcome.REPAIRED or said
        self.outcome, self.said = outcome, said
        self.grown += 1 + bool(mine) + bool(theirs)

    @rule(reason=TEXT)
    def reopen(self, reason: str) -> None:
        reopen_rupture(self.fresh, reason=reason, **self.by)
        if not self.is_open:
            self.outcome = Outcome.REPAIRING if self.attempts else Outcome.OPEN
            self.said = set()
            self.grown += 1

    @rule()
    def somebody_writes_from_an_old_page(self) -> None:
        """Whatever it was, nothing is written."""
        old: dict[str, Any] = {"by": self.cast.ines, "version": self.fresh.version - 1}
        writes: tuple[Callable[[], object], ...] = (
            lambda: say_resolution(self.fresh, 5, **old),
            lambda: close_rupture(self.fresh, outcome="repaired", resolution_by_client=5, **old),
            lambda: reopen_rupture(self.fresh, reason="Back.", **old),
            lambda: open_to_client(self.fresh, words="Old.", **old),
        )
        for write in writes:
            try:
                write()
            except ChangedMeanwhile:
                continue
            raise AssertionError("an old page was believed")

    # --- What always holds ----------------------------------------------------------------------

    @invariant()
    def it_stands_as_the_model_says(self) -> None:
        if not hasattr(self, "rupture"):
            return
        now = self.fresh
        assert now.outcome == self.outcome
        assert (now.closed_at is None) == self.is_open
        assert (now.opened_at is not None) == self.opened
        said = {"therapist": now.resolution_by_therapist, "client": now.resolution_by_client}
        assert {who for who, n in said.items() if n} == self.said
        assert now.attempts.count() == self.attempts

    @invariant()
    def its_history_only_grows_and_explains_it(self) -> None:
        if not hasattr(self, "rupture"):
            return
        rows = list(RuptureChange.objects.filter(rupture=self.rupture).order_by("id"))
        told = [(row.pk, row.kind, row.was, row.became, row.at, row.reason) for row in rows]
        assert told[: len(self.kept)] == self.kept
        assert len(told) == self.grown
        self.kept = told
        assert changes.folded([(row.was, row.became) for row in rows]) == self.outcome
        assert all(row.by_id or row.kind == Change.CLIENT_SAID for row in rows)

    @invariant()
    def nothing_is_repaired_without_a_persons_word_since_it_was_last_opened(self) -> None:
        if not hasattr(self, "rupture") or self.fresh.outcome != Outcome.REPAIRED:
            return
        kinds = [row[1] for row in self.kept]
        begun = max(n for n, kind in enumerate(kinds) if kind in (Change.RECORDED, Change.REOPENED))
        assert {Change.CLIENT_SAID, Change.THERAPIST_SAID} & set(kinds[begun:])


def test_the_life_of_a_rupture(cast: Cast) -> None:
    class OfThisCast(Life):
        def __init__(self) -> None:
            super().__init__(cast)

    run_state_machine_as_test(
        OfThisCast,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
