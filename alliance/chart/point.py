"""One session on the chart, and how it is put in words."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance import figures


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One session: both ratings, the band expected of the client's, and how that was read.

    `number` is the session's, `on` its date as written. `client_covered` hides the client's rating
    until the therapist has rated: that it exists is drawn, what it says is not. `returned` says
    that with this answer the client's had come back after one lower than expected. `too_few` says
    that the client answered, and how little, where that makes no score. `not_asked`: the check-in
    that asks about this session is still to come.
    """

    number: int
    on: str
    client: float | None
    therapist: float | None
    low: float | None
    high: float | None
    flag: str = ""
    p: float | None = None
    client_covered: bool = False
    returned: bool = False
    too_few: str = ""
    not_asked: bool = False

    @property
    def shown(self) -> float | None:
        """The client's rating as far as it may be seen."""
        return None if self.client_covered else self.client

    @property
    def unanswered(self) -> bool:
        """Whether the client was asked about this session and said nothing at all."""
        said = self.client is not None or self.client_covered or self.too_few
        return not said and not self.not_asked

    @property
    def flagged(self) -> bool:
        """Whether the client's rating may be seen and was lower than expected."""
        return bool(self.flag) and self.shown is not None

    @property
    def session(self) -> str:
        """Which session this is: "Session 8, 26 Oct"."""
        if not self.on:
            return _("Session %(number)s") % {"number": self.number}
        return _("Session %(number)s, %(date)s") % {"number": self.number, "date": self.on}

    @property
    def surprise(self) -> str:
        """What a flag says: "lower than expected (1 in 250)"."""
        if self.p is None:
            return _("lower than expected")
        return _("lower than expected (%(odds)s)") % {"odds": self.odds}

    @property
    def odds(self) -> str:
        """How rare it is where nothing has changed: "1 in 250", or "" where that is not known."""
        return "" if self.p is None else figures.odds(self.p)

    @property
    def came_back(self) -> str:
        """What the mark of a return says, which is not what the mark of a repair says."""
        return _("%(session)s: the answers came back; that is not yet a repair.") % {
            "session": self.session
        }

    @property
    def client_said(self) -> str:
        """The client's rating in words, for the hint on its mark."""
        parts = [f"{self.session}: {number(self.client)}"]
        if self.low is not None and self.high is not None:
            band = {"low": number(self.low), "high": number(self.high)}
            parts.append(_("expected %(low)s–%(high)s") % band)
        if self.flagged:
            parts.append(self.surprise)
        return " · ".join(parts)

    @property
    def therapist_said(self) -> str:
        """The therapist's rating in words."""
        return f"{self.session}: {number(self.therapist)}"


def number(value: float | None) -> str:
    """A value with one decimal, as the reader's language writes it."""
    return "" if value is None else _written(value, 1, get_language())


def whole(value: float) -> str:
    """An end of a scale: without a decimal where it needs none."""
    return number_format(value, 0 if value == int(value) else 1)


@lru_cache(maxsize=1024)
def _written(value: float, decimals: int, _language: str | None) -> str:
    # Kept by language: ratings repeat, and a chart writes some hundreds of them. Rounded first:
    # `number_format` cuts digits off, and the page would show another figure than the sentence.
    return number_format(round(value, decimals), decimals)
