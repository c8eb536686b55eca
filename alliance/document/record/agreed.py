"""What the two agreed on: each word about the goals, every version of the plan, preferences."""

from django.utils.translation import gettext as _

from alliance.document.days import day, short_day
from alliance.document.parts import Section, Table, Words
from alliance.pages.goal import GoalStory, told_goals
from alliance.pages.plan import Wanted, plan_versions, wanted_by
from clients.models import Client, PlanVersion


def agreed(client: Client) -> list[Section]:
    """Sections where there is something; given whole, whatever the period. 6 queries at most."""
    goals = told_goals(client, to_client=False)
    stories = [_goal(each) for each in goals.current + goals.earlier]
    versions = [_version(each, client) for each in plan_versions(client)]
    wanted = [_wanted(each) for each in wanted_by(client)]
    found = [
        Section(_("Who said what about the goals"), sections=stories),
        Section(_("The plan, in all its versions"), sections=versions),
        Section(_("How they would like therapy to be"), wanted),
    ]
    return [each for each in found if each.blocks or each.sections]


def _goal(story: GoalStory) -> Section:
    rows = [[short_day(each.on), each.says, each.words] for each in reversed(story.told)]
    blocks = [Table([_("When"), _("Who"), _("In words")], rows, widths=[1, 1.8, 2.6])]
    if story.ratings:
        given = [f"{short_day(each.at)}: {each.value}" for each in story.ratings]
        heading = _("How far it is, 0 to 10, as they said")
        return Section(story.goal.words, [*blocks, Words(heading=heading, lines=given)])
    return Section(story.goal.words, blocks)


def _version(plan: PlanVersion, client: Client) -> Section:
    written = _("Written by %(who)s, %(on)s") % {
        "who": plan.written_by.name,
        "on": day(plan.written_at),
    }
    agreed_at = _("%(name)s agreed on %(on)s") % {
        "name": client.first_name,
        "on": day(plan.agreed_at),
    }
    lines = [
        plan.how_often,
        _("To be looked at again on %(on)s") % {"on": day(plan.review_on)}
        if plan.review_on
        else "",
        written,
        agreed_at
        if plan.agreed_at
        else _("%(name)s did not say that they agree") % {"name": client.first_name},
    ]
    said = [
        Words(
            each.words, heading=f"{each.by.name if each.by else client.first_name}, {day(each.at)}"
        )
        for each in plan.comments.all()
    ]
    heading = _("Version %(n)s") % {"n": plan.number}
    return Section(heading, [Words(plan.words, [each for each in lines if each]), *said])


def _wanted(wanted: Wanted) -> Words:
    heading = day(wanted.at)
    if wanted.written_by:
        heading = _("%(on)s, written down by %(who)s") % {"on": heading, "who": wanted.written_by}
    lines = [f"{about}: {place}" for about, place in wanted.lines]
    return Words(wanted.words, lines, heading=heading)
