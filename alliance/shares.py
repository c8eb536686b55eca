"""Shares, durations and the nearness of two ratings in words, each with how sure it is. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.display import TherapistMean
from alliance.science.duration import Median
from alliance.science.intervals import Share
from alliance.sentences import count_word, number


def share(found: Share) -> str:
    """'9 of 14: 64 %, where anything from 39 to 84 % would fit'"""
    return _(
        "%(count)s of %(of)s: %(share)s %%, where anything from %(low)s to %(high)s %% fits"
    ) % {
        "count": found.count,
        "of": found.of,
        "share": round(100 * found.share),
        "low": round(100 * found.low),
        "high": round(100 * found.high),
    }


def noticing(found: Share | None) -> str:
    """The sentence over the page: how often a therapist had noticed what was reported."""
    if found is None:
        return _("Not enough has been reported to you yet to say how much you notice.")
    return _(
        "Of %(of)s sessions after which a client reported something, you had noticed it yourself "
        "in %(count)s."
    ) % {"of": found.of, "count": found.count}


def until_repaired(found: Median) -> str:
    """'half were repaired within 21 days; anything from 14 to 35 fits'"""
    if found.median is None:
        return _(
            "Fewer than half of %(of)s are repaired so far, so that there is no usual time yet."
        ) % {"of": found.of}
    facts = {
        "days": _days(found.median),
        "low": round(found.low or 0),
        "high": None if found.high is None else round(found.high),
    }
    if found.high is None:
        return _("Half were repaired within %(days)s; anything from %(low)s days on fits.") % facts
    return _("Half were repaired within %(days)s; anything from %(low)s to %(high)s fits.") % facts


def _days(days: float) -> str:
    return ngettext("%(n)s day", "%(n)s days", round(days)) % {"n": round(days)}


def level(found: TherapistMean) -> str:
    """How far a therapist's ratings lie above or below their clients', with the interval."""
    facts = {
        "points": number(abs(found.mean)),
        "clients": found.clients,
        "low": _signed(found.low),
        "high": _signed(found.high),
    }
    if abs(found.mean) < 0.05:
        first = _("On average you rate an hour as your %(clients)s clients do")
    elif found.mean > 0:
        first = _(
            "On average you rate an hour higher than your %(clients)s clients do, by %(points)s "
            "of 10"
        )
    else:
        first = _(
            "On average you rate an hour lower than your %(clients)s clients do, by %(points)s of "
            "10"
        )
    fits = _("(yours less theirs: anything from %(low)s to %(high)s fits).")
    return f"{first} {fits}" % facts


def _signed(points: float) -> str:
    """'+0.4', '−1.2', '0'"""
    size = number(abs(points))
    return size if size == "0" else f"{'−' if points < 0 else '+'}{size}"


def too_few_for_level(have: int, need: int) -> str:
    """How many clients it takes until something is said about how high a therapist rates."""
    return _(
        "Whether you rate higher or lower than your clients do is not said yet: a mean over so few "
        "people says more about who they happen to be than about you. It takes %(need)s clients "
        "with a session that both of you rated; there are %(have)s."
    ) % {"need": need, "have": have}


def together(congruence: float | None) -> str:
    """Whether a therapist's ratings follow their clients' ups and downs."""
    if congruence is None:
        return _("One of the two never moves, so nothing can be said about moving together.")
    facts = {"r": f"{congruence:.2f}"}
    if congruence >= 0.5:
        return _("When theirs goes up or down, yours mostly goes with it (r = %(r)s).") % facts
    if congruence >= 0.2:
        return _("When theirs goes up or down, yours goes with it a little (r = %(r)s).") % facts
    if congruence > -0.2:
        return _("Their ups and downs and yours have little to do with each other (r = %(r)s).") % (
            facts
        )
    return _("When theirs goes up, yours rather goes down (r = %(r)s).") % facts


def not_enough(have: int, need: int) -> str:
    """'Not enough yet: three of the ten it takes.'"""
    return _("Not enough yet: %(have)s of the %(need)s that it takes.") % {
        "have": count_word(have).lower() if have else _("none"),
        "need": count_word(need).lower(),
    }
