"""What happened between the two, and what was done about it; both voices."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.document.days import day
from alliance.document.parts import Block, Facts, Section, Words
from alliance.document.record.wanted import Wanted
from alliance.models import RepairAttempt, Rupture
from alliance.vocabulary import Noticer, Outcome, Party
from clients.models import Client


def ruptures_of(client: Client) -> list[Rupture]:
    """Every rupture with its repair attempts, in order. Three queries."""
    found = client.ruptures.select_related("session").prefetch_related("attempts__session")
    return list(found.order_by("session__starts_at", "id"))


def ruptures(found: Sequence[Rupture], wanted: Wanted) -> Section:
    """Those of sessions in the period. The therapist's view of their own part is not among it."""
    held = [rupture for rupture in found if wanted.holds(rupture.session.starts_at)]
    nothing = [] if held else [Words(_("No rupture is recorded in this period."))]
    return Section(_("Ruptures and repair"), nothing, [_rupture(each) for each in held])


def _rupture(rupture: Rupture) -> Section:
    heading = f"{day(rupture.session.starts_at)}: {rupture.get_direction_display()}"
    facts = [
        (_("Noticed by"), str(_NOTICED[Noticer(rupture.noticed_by)])),
        (_("Who moved"), str(_MOVED[Party(rupture.party)])),
        (_("About"), rupture.get_domain_display() if rupture.domain else ""),
        (_("How strong"), _of_five(rupture.intensity)),
        (_("What it looked like"), "\n".join(rupture.markers_in_words)),
        (_("Would count as repaired"), rupture.would_count),
        (_("Agreed with the client on"), day(rupture.would_count_agreed_on)),
        (_("How it stands"), _stands(rupture)),
        (_("Repaired, the client says"), _of_five(rupture.resolution_by_client)),
        (_("In the client’s words"), rupture.client_words),
        (_("Repaired, the therapist says"), _of_five(rupture.resolution_by_therapist)),
    ]
    blocks: list[Block] = [Facts(facts)]
    if rupture.what_happened:
        blocks.append(Words(rupture.what_happened, heading=_("What happened")))
    return Section(heading, blocks, [_attempt(each) for each in rupture.attempts.all()])


# The same words as on the page say "I" there; on paper somebody else reads them.
_NOTICED = {
    Noticer.CLIENT: gettext_lazy("the client"),
    Noticer.THERAPIST: gettext_lazy("the therapist"),
    Noticer.SUPERVISOR: gettext_lazy("the supervisor"),
    Noticer.SIGNAL: gettext_lazy("a signal that the therapist then confirmed"),
}
_MOVED = {
    Party.CLIENT: gettext_lazy("the client"),
    Party.THERAPIST: gettext_lazy("the therapist"),
    Party.MUTUAL: gettext_lazy("both"),
}


def _of_five(value: int | None) -> str:
    return "" if value is None else _("%(n)s of 5") % {"n": value}


def _stands(rupture: Rupture) -> str:
    outcome = str(Outcome(rupture.outcome).label)
    return f"{outcome}, {day(rupture.closed_at)}" if rupture.closed_at else outcome


def _attempt(attempt: RepairAttempt) -> Section:
    facts = [
        (_("What was done"), "\n".join(attempt.strategies_in_words)),
        (_("How the client took it"), attempt.get_response_display() if attempt.response else ""),
        (_("Apologised for"), attempt.apology_for),
        (_("What it was like for the client"), attempt.apology_impact),
        (_("What will be different"), attempt.apology_differently),
        (_("Promised"), attempt.promise),
        (_("By when"), day(attempt.promise_due_on)),
        (_("Kept"), day(attempt.promise_kept_at)),
        (_("Released"), day(attempt.promise_released_at)),
        (_("Why it no longer holds"), attempt.promise_released_because),
    ]
    heading = _("Attempt at repair, %(on)s") % {"on": day(attempt.session.starts_at)}
    words = [Words(attempt.words)] if attempt.words else []
    return Section(heading, [Facts(facts), *words])
