"""What a page says first, composed from the data by rules. Pure; never cheerful about pain."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_NUMBERS = (
    _("No"),
    _("One"),
    _("Two"),
    _("Three"),
    _("Four"),
    _("Five"),
    _("Six"),
    _("Seven"),
    _("Eight"),
    _("Nine"),
    _("Ten"),
    _("Eleven"),
    _("Twelve"),
    _("Thirteen"),
    _("Fourteen"),
    _("Fifteen"),
    _("Sixteen"),
    _("Seventeen"),
    _("Eighteen"),
    _("Nineteen"),
    _("Twenty"),
)


def count_word(n: int) -> str:
    """'Three'; from twenty-one on in figures."""
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def today(sessions: int, brought: int, *, is_today: bool) -> str:
    """How many sessions, and how many people brought something to read first."""
    if not sessions:
        return _("No sessions today.") if is_today else _("No sessions on this day.")
    first = ngettext("%(n)s session", "%(n)s sessions", sessions) % {"n": count_word(sessions)}
    first = _("%(sessions)s today.") % {"sessions": first} if is_today else f"{first}."
    if not brought:
        return first
    second = ngettext(
        "%(n)s person brought something you will want to read first.",
        "%(n)s people brought something you will want to read first.",
        brought,
    ) % {"n": count_word(brought)}
    return f"{first} {second}"


def caseload(people: int, attention: int, *, supervised: bool = False) -> str:
    """How many could use attention."""
    if not people:
        return _("Nobody is here yet.") if supervised else _("Nobody is on your caseload yet.")
    if not attention:
        return _("Nothing asks for your attention right now.")
    facts = {"n": count_word(attention), "all": count_word(people).lower()}
    if supervised:
        return _("%(n)s of the %(all)s people in your supervision could use attention.") % facts
    return _("%(n)s of your %(all)s people could use your attention.") % facts


def ended(people: int) -> str:
    """For how many therapy has ended, on the list of those."""
    if not people:
        return _("Therapy has ended for nobody here.")
    return ngettext(
        "Therapy has ended for %(n)s person.", "Therapy has ended for %(n)s people.", people
    ) % {"n": count_word(people).lower()}


def in_care(people: int) -> str:
    """'24 people are in care here.'"""
    if not people:
        return _("Nobody is in care here yet.")
    return ngettext("%(n)s person is in care here.", "%(n)s people are in care here.", people) % {
        "n": people
    }


def called(query: str, people: int, *, show: str = "") -> str:
    """How many a search has found. It finds by the beginnings of a name, and says so: “mar…”

    `show` is what the list was narrowed to: "attention", "ended", or everybody.
    """
    facts = {"n": count_word(people), "query": query}
    if show == "attention":
        nobody = _("Nobody called “%(query)s…” asks for your attention right now.")
        some = ngettext(
            "%(n)s person called “%(query)s…” could use your attention.",
            "%(n)s people called “%(query)s…” could use your attention.",
            people,
        )
    elif show == "ended":
        nobody = _("Therapy has ended for nobody called “%(query)s…” here.")
        facts["n"] = facts["n"].lower()
        some = ngettext(
            "Therapy has ended for %(n)s person called “%(query)s…”.",
            "Therapy has ended for %(n)s people called “%(query)s…”.",
            people,
        )
    else:
        nobody = _("Nobody is called “%(query)s…” here.")
        some = ngettext(
            "%(n)s person is called “%(query)s…”.", "%(n)s people are called “%(query)s…”.", people
        )
    return (some if people else nobody) % facts


def concerns(waiting: int) -> str:
    """How much of what felt off waits for an answer."""
    if not waiting:
        return _("Nothing that felt off waits for an answer.")
    return ngettext(
        "%(n)s thing that felt off waits for an answer.",
        "%(n)s things that felt off wait for an answer.",
        waiting,
    ) % {"n": count_word(waiting)}


def signal(kind: str, values: dict[str, Any]) -> str:
    """Why a signal was raised, in a few words."""
    if kind == "direct report":
        return {
            "raise": _("asks you to raise something"),
            "self": _("will raise something"),
        }.get(values.get("request", ""), _("something felt tense or unsaid"))
    if kind == "unexpected drop":
        return _("%(value)s, lower than expected") % {"value": number(values["value"])}
    if kind == "slow drift":
        return _("slowly lower over the last sessions")
    if kind == "missed":
        return _("stayed away after a low answer")
    if kind == "two views":
        return _("the two of you saw it differently")
    if kind == "split":
        return _("rated it far lower than somebody else in the room")
    return ngettext(
        "%(n)s check-in unanswered", "%(n)s check-ins unanswered", values["unanswered"]
    ) % {"n": count_word(values["unanswered"]).lower()}


def was_quiet() -> str:
    """What a signal of silence says once a check-in was answered after all, or a later one."""
    return _("was quiet, and has answered since")


def to_ask(words: str) -> str:
    """A reason that the therapist meant to ask about: 'to ask: 4.9, lower than expected'"""
    return _("to ask: %(words)s") % {"words": words}


def expected(value: float, low: float, high: float) -> str:
    """'4.9 where 5.9–8.7 was expected'"""
    return _("%(value)s where %(low)s–%(high)s was expected") % {
        "value": number(value),
        "low": number(low),
        "high": number(high),
    }


def rupture(outcome: str, attempts: int, sessions: int) -> str:
    """'repair open, 2 sessions'"""
    if outcome == "open" and not attempts:
        return _("rupture open, no repair begun yet")
    return ngettext("repair open, %(n)s session", "repair open, %(n)s sessions", sessions) % {
        "n": sessions
    }


def bring(name: str, situations: Sequence[str], *, on: str = "", due: str = "") -> str:
    """What to bring into the room: the two most pressing situations, each a sentence.

    `situations` are those of `alliance.openings`, in order; `on` is the day of the rupture, `due`
    that of the promise. A safety answer stands alone. Empty where nothing is open.
    """
    facts = {"name": name, "on": on, "due": due}
    told = {
        "safety": _("A safety question was answered above zero: that comes first."),
        "raise": _("Bring up what did not feel right: %(name)s asks you to."),
        "self": _("Leave room: %(name)s wants to raise something."),
        "note": _("Know that something did not feel right; %(name)s wants it noted, no more."),
        "felt off": _("Read what %(name)s wrote about the two of you, and ask."),
        "confrontation": _("Come back to what came up between you on %(on)s."),
        "withdrawal": _("Come back to what went quiet between you on %(on)s."),
        "repairing": _("Ask how it stands with what happened between you on %(on)s."),
        "promise": _("Bring what you promised: it was due on %(due)s."),
        "missed": _("Ask how it has been: %(name)s stayed away after a low answer."),
        "lower": _("Ask how it has been: a session was rated lower than expected."),
        "drift": _("Ask how the work has been: the answers have come down slowly."),
        "two views": _("Ask how %(name)s sees the two of you: your views part."),
        "split": _("Ask how it has been: %(name)s rated it far lower than somebody else here."),
        "silence": _("Ask about the check-ins: %(name)s left some in a row unanswered."),
        "top": _("Ask what could be different: every answer is at the very top."),
        "first": _("You meet %(name)s for the first time."),
    }
    most = situations[:1] if "safety" in situations else situations[:2]
    return " ".join(told[situation] % facts for situation in most)


def nothing_open(name: str, *, wish: bool, answered: bool, plan: bool) -> str:
    """What to bring where nothing presses: the wish, else the last plan. Says what is not known."""
    facts = {"name": name}
    if wish:
        return (
            _("Begin with what %(name)s wishes for. Nothing presses, as far as is known.") % facts
        )
    came = (
        _("%(name)s wrote no wish, and nothing presses, as far as is known.")
        if answered
        else _("Nothing came in from %(name)s, and nothing presses, as far as is known.")
    ) % facts
    return f"{came} {_('Begin with the last plan.')}" if plan else came


def earlier(days: int) -> str:
    """How long before a session another one was: 'a week earlier'"""
    if days < 1:
        return _("the same day")
    if days < 14:
        whole = {1: _("the day before"), 7: _("a week earlier")}
        return whole.get(days) or _("%(n)s days earlier") % {"n": days}
    if days < 70:
        return _("%(n)s weeks earlier") % {"n": round(days / 7)}
    return _("%(n)s months earlier") % {"n": round(days / 30.4)}


def story(
    name: str,
    *,
    sessions: int,
    rated: int,
    ended: str,
    unfinished: int,
    last: str,
    flagged: bool,
    asks: set[str],
    always_at_top: bool,
) -> str:
    """The sentence over a client's page: the first of these that is true.

    `ended` is how therapy ended, `last` the outcome of the latest closed rupture, `flagged` whether
    the latest rating was lower than expected, `asks` the rules with an unanswered signal.
    """
    told = (
        (bool(ended) and ended == "planned", _("You and %(name)s ended as you had planned.")),
        (bool(ended), _("%(name)s left before the two of you had planned an ending.")),
        (not sessions, _("You and %(name)s have not met yet.")),
        (unfinished > 0, _("Something between you and %(name)s is still being repaired.")),
        ("direct report" in asks, _("%(name)s told you that something felt tense or unsaid.")),
        (flagged, _("%(name)s rated the last session lower than expected.")),
        ("slow drift" in asks, _("Between you and %(name)s it has been getting slowly lower.")),
        ("missed" in asks, _("%(name)s stayed away after an answer lower than expected.")),
        ("two views" in asks, _("You and %(name)s saw a session unusually differently.")),
        ("split" in asks, _("%(name)s rated a session far lower than somebody else in it.")),
        ("silence" in asks, _("%(name)s has gone quiet: two check-ins in a row are unanswered.")),
        (last == "repaired", _("%(name)s and you found your way back.")),
        (last == "not repaired", _("What happened between you and %(name)s was not repaired.")),
        (not rated, _("%(name)s has not answered a check-in yet.")),
        (always_at_top, _("%(name)s always answers at the very top.")),
        (rated < 3, _("It is too early to say how it is between you and %(name)s.")),
        (True, _("Between you and %(name)s it is as expected.")),
    )
    return next(words for holds, words in told if holds) % {"name": name}


def number(value: float) -> str:
    """One decimal: 4.9, 10."""
    return f"{value:.1f}".removesuffix(".0")


def ruptures(waiting: int, due: int, recorded: int) -> str:
    """How many ruptures wait for repair, and how many of them are due."""
    if not recorded:
        return _("Nothing that happened between you and a client is written down yet.")
    if not waiting:
        return _("Nothing between you and your clients waits for repair.")
    first = ngettext(
        "%(n)s rupture waits for repair.", "%(n)s ruptures wait for repair.", waiting
    ) % {"n": count_word(waiting)}
    if not due:
        return first
    second = ngettext(
        "To %(n)s of them it is time to come back.",
        "To %(n)s of them it is time to come back.",
        due,
    ) % {"n": count_word(due).lower()}
    if waiting == 1:
        second = _("It is time to come back to it.")
    return f"{first} {second}"
