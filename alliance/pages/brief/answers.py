"""The answers of a check-in about the last session, each beside this client's own usual one.

With "rate, then reveal" a rating stays covered until the therapist has rated that session, and so
does whatever would tell it: its items, a usual value it went into, and the band that moved with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance import figures, sentences
from alliance.asked import WELLBEING
from alliance.chart import strip
from alliance.models import CheckIn, Rating, Reading
from alliance.models.rating import CHECKS, CLIENT_CHECK, Perspective, rated_by_therapist
from alliance.pages.brief.history import LATELY, History, latest, usual
from alliance.science.silence import share_at_maximum
from alliance.too_few import rated_too_few, too_few
from clients.models import Client
from measures.catalogue import instrument
from practice.compiled import CompiledQuery
from practice.models import Clinic
from sessions.models import Session

if TYPE_CHECKING:
    from alliance.pages.brief import Brief

HIGHEST = 10
ENOUGH_AT_TOP = 4
"""So many answers at the very top are a line, and no accident."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One answer, 0 to 10, beside the usual one of `of` earlier answers, or the expected band.

    `lowest`: no other item was answered as low; `sentence` is how the item was asked. `instead` is
    what stands for a figure where there is none.
    """

    words: str
    value: float | None
    usual: float | None = None
    of: int = 0
    low: float | None = None
    high: float | None = None
    flag: str = ""
    lowest: bool = False
    sentence: str = ""
    instead: str = ""

    @property
    def shown(self) -> str:
        """'3', '4.9'; empty where there is no answer."""
        return "" if self.value is None else _written(self.value)

    @property
    def usually(self) -> str:
        """'8'; empty where nothing is usual yet."""
        return "" if self.usual is None else _written(self.usual)

    @property
    def drawing(self) -> SafeString:
        """The answer on its line; the figures beside it say the same."""
        return strip(self.value, usual=self.usual, low=self.low, high=self.high, flag=self.flag)


def _written(value: float) -> str:
    return str(round(value)) if value == round(value) else sentences.number(value)


@dataclass(slots=True)
class Together:
    """How a client rated the last session. `covered` tells that there is something, and no more.

    `band_covered`: an earlier answer is still covered, and what was expected was worked out with
    it. `whole` is the composite, None where too few items were answered, which `too_few` says.
    `at_top` is a sentence where answers stand at the very top, `always` if all of them do.
    """

    rating_id: int | None = None
    covered: bool = False
    band_covered: bool = False
    whole: Beside | None = None
    too_few: str = ""
    items: list[Beside] = field(default_factory=list)
    flag: str = ""
    at_top: str = ""
    always: bool = False

    @property
    def lowest(self) -> Beside | None:
        """The one lowest answer, where the whole was lower than expected."""
        return next((each for each in self.items if each.lowest and self.flag), None)

    @property
    def flag_in_words(self) -> str:
        """'lower than expected'"""
        return str(Reading.Flag(self.flag).label) if self.flag else ""


ITEMS = {
    "understood": _("feels understood"),
    "safe": _("can say what is on their mind"),
    "goals": _("works toward what matters"),
    "fit": _("finds that how we work fits"),
    "say": _("has a say"),
}
"""The check's items, short enough for a line; whoever wants all of it finds it in the story."""


def add_ratings(
    briefs: list["Brief"], session: Session, clients: list[Client], clinic: Clinic
) -> None:
    """What each said about the last session, and the therapist's own rating. One query."""
    check_ins = [brief.check_in for brief in briefs if brief.check_in]
    found = _ratings.rows(
        clients=[client.pk for client in clients],
        check_ins=[each.pk for each in check_ins],
        rated=[session.pk, *(each.about_id for each in check_ins if each.about_id)],
        before=session.starts_at,
    )
    for brief in briefs:
        mine = [rating for rating in found if rating.client_id == brief.client.pk]
        own = {r.session_id: r for r in mine if r.perspective == Perspective.THERAPIST}
        brief.own_rating = own.get(session.pk)
        brief.unrated = brief.check_in is not None and brief.check_in.about_id not in own
        theirs = [rating for rating in mine if rating.perspective == Perspective.CLIENT]
        brief.together = _together(brief, theirs, clinic)


@CompiledQuery[Any]
def _ratings(
    clients: list[int], check_ins: list[int], rated: list[int], before: datetime
) -> QuerySet[Rating]:
    """The clients' latest ratings of what came before, and the therapist's of what is rated now."""
    wanted = (
        Q(check_in__in=check_ins)
        | Q(session__in=rated, perspective=Perspective.THERAPIST)
        | Q(session__starts_at__lt=before, perspective=Perspective.CLIENT)
    )
    ratings = (
        Rating.objects.filter(wanted, client__in=clients, instrument__in=CHECKS.values())
        .annotate(now=FilteredRelation("readings", condition=Q(readings__superseded_at=None)))
        .annotate(
            low=F("now__low"),
            high=F("now__high"),
            flag=F("now__flag"),
            revealed=rated_by_therapist(),
        )
    )
    lately = latest(
        ratings, of=["client", "perspective"], by="session__starts_at", at_most=LATELY + 1
    )
    return lately.order_by("nth")


def _together(brief: "Brief", theirs: Sequence[Any], clinic: Clinic) -> Together:
    check_in = brief.check_in
    given = next((r for r in theirs if check_in and r.check_in_id == check_in.pk), None)
    earlier = [rating for rating in theirs if rating is not given]
    shown = [each for each in earlier if each.revealed or not clinic.rate_then_reveal]
    # What has no score was never learnt from, and tells nothing.
    hidden = [each for each in earlier if each not in shown and each.score is not None]
    together = Together(band_covered=bool(hidden))
    if given is None or not any(value is not None for value in given.answers.values()):
        return _with_the_top(together, brief, shown)
    together.rating_id = given.pk
    together.covered = clinic.rate_then_reveal and not given.revealed
    if together.covered:
        return _with_the_top(together, brief, shown)
    together.flag = given.flag or ""
    if given.score is not None:
        low, high = (None, None) if together.band_covered else (given.low, given.high)
        together.whole = Beside("", given.score, low=low, high=high, flag=together.flag)
    else:
        few = rated_too_few(given)
        together.too_few = few.words if few else ""
    together.items = _items(given, shown)
    return _with_the_top(together, brief, [given, *shown])


def _items(given: Any, earlier: Sequence[Any]) -> list[Beside]:
    """Each item beside its usual answer in the same version of the check."""
    same = [each for each in earlier if each.instrument_version == given.instrument_version]
    answers = [each.answers for each in same]
    said = [value for value in given.answers.values() if value is not None]
    least = min(said) if said and said.count(min(said)) == 1 else None
    rows = []
    check = instrument(CLIENT_CHECK, given.instrument_version)
    asked = check.wording("en").items
    for item in check.items:
        middle, of = usual(each.get(item.key) for each in answers)
        value = given.answers.get(item.key)
        is_lowest = value is not None and value == least
        words, sentence = ITEMS.get(item.key, item.key), asked[item.key]
        rows.append(Beside(words, value, middle, of, lowest=is_lowest, sentence=sentence))
    return rows


def wellbeing(check_in: CheckIn, history: History) -> list[Beside]:
    """How they have been, beside their usual; item by item where it is too little for a score."""
    middle, of = history.usual_wellbeing
    score = check_in.wellbeing_score
    few = None if score is not None else too_few(instrument(WELLBEING), check_in.wellbeing)
    if few is None:
        return [Beside(_("how they have been"), score, middle, of)]
    whole = Beside(_("how they have been"), None, middle, of, instead=few.words)
    return [whole, *(Beside(s.sentence, s.value, *history.usual_item(s.key)) for s in few.said)]


def _with_the_top(together: Together, brief: "Brief", told: Sequence[Any]) -> Together:
    """Say how many answers are at the very top, where that is half of them or more."""
    scores = [rating.score for rating in told if rating.score is not None]
    share = share_at_maximum(scores, HIGHEST)
    if share is not None and len(scores) >= ENOUGH_AT_TOP and share >= 0.5:
        at_top = round(share * len(scores))
        together.at_top = figures.at_top(brief.client.first_name, at_top, len(scores))
        together.always = at_top == len(scores)
    return together
