"""Who the person is: details, care team, consents, goals. Given whole, whatever the period."""

from django.utils.translation import gettext as _

from alliance.document.days import day, short_day
from alliance.document.parts import Facts, Section, Table, Words
from clients.models import Client


def details(client: Client) -> Section:
    """What is known of them."""
    ended = ""
    if client.ended_on:
        ended = f"{day(client.ended_on)}, {client.get_ending_display()}"
    facts = [
        (_("Name"), client.name),
        (_("Pronouns"), client.pronouns),
        (_("E-mail"), client.email),
        (_("Telephone"), client.phone),
        (_("Language"), client.get_language_display()),
        (_("Therapy began"), day(client.began_on)),
        (_("Therapy ended"), ended),
    ]
    return Section(_("The person"), [Facts(facts)])


def care_team(client: Client) -> Section:
    """Who cares and cared for them. One query."""
    team = client.care_team.select_related("therapist__user").order_by("began_on", "id")
    rows = [
        [each.therapist.name, short_day(each.began_on), short_day(each.ended_on) or _("goes on")]
        for each in team
    ]
    table = Table([_("Therapist"), _("From"), _("Until")], rows, widths=[2, 1.2, 1.2])
    return Section(_("Care team"), [table])


def consents(client: Client) -> Section:
    """What they agreed to, and what they took back. One query."""
    given = client.consents.select_related("recorded_by__user").order_by("given_at", "id")
    rows = [
        [
            each.get_kind_display(),
            short_day(each.given_at),
            short_day(each.withdrawn_at) or _("not withdrawn"),
            each.recorded_by.name if each.recorded_by else _("the client, in their space"),
        ]
        for each in given
    ]
    headings = [_("Agreed to"), _("Given"), _("Withdrawn"), _("Recorded by")]
    nothing = Words(_("No consent is recorded."))
    table = Table(headings, rows, widths=[2, 1.3, 1.3, 1.3])
    return Section(_("Consents"), [table if rows else nothing])


def goals(client: Client) -> Section:
    """Every goal there ever was, in their words, with what became of it. One query."""
    rows = [
        [
            goal.words,
            f"{short_day(goal.proposed_on)},\n{goal.get_proposed_by_display()}",
            short_day(goal.agreed_on) or _("not yet"),
            _became(short_day(goal.reached_on), short_day(goal.set_aside_on)),
        ]
        for goal in client.goals.all()
    ]
    headings = [_("In their words"), _("Proposed"), _("Agreed by both"), _("What became of it")]
    table = Table(headings, rows, widths=[2.4, 1.3, 1.3, 1.4])
    return Section(_("Goals"), [table if rows else Words(_("No goal is written down."))])


def _became(reached: str, set_aside: str) -> str:
    said = [
        _("reached %(on)s") % {"on": reached} if reached else "",
        _("set aside %(on)s") % {"on": set_aside} if set_aside else "",
    ]
    return "\n".join(filter(None, said)) or _("goes on")
