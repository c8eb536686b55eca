"""The whole record, put together."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.document.days import day, moment
from alliance.document.parts import Document, Facts, Section, Words
from alliance.document.record import answers, between, exercises, meetings, person
from alliance.document.record.agreed import agreed
from alliance.document.record.patterns import patterns
from alliance.document.record.statements import statements
from alliance.document.record.supervision import supervision
from alliance.document.record.wanted import Wanted
from alliance.pages.administered import gather, with_administrations
from alliance.pages.chapter import chapters, readings_of
from alliance.pages.exercise import exercises_of, strengths_of
from alliance.pages.pattern import patterns_page
from alliance.pages.question import kept_about_client
from clients.models import Client
from practice.models import Membership
from sessions.models import Participation


def record_document(client: Client, wanted: Wanted, by: Membership) -> Document:
    """Everything that goes along when care moves elsewhere: however long, the same queries.

    1 more where there are patterns, 2 where there are goals, 1 where there is a plan, 1 where
    exercises were given, 2 where the clinic keeps threads of supervision with it.
    """
    clinic = by.clinic
    met = client.participations.select_related(
        "client__clinic",
        "check_in",
        "session__therapist__user",
        "session__note__signed_by__user",
    ).order_by("starts_at", "id")
    parts, given = gather(with_administrations(met, check_in="check_in", pace=True))
    ruptures = between.ruptures_of(client)
    told = chapters(parts, readings_of(client), ruptures, clinic)
    numbers = {chapter.part.pk: chapter.number for chapter in told}
    held = [part for part in parts if wanted.holds(part.starts_at)]
    sections = [
        about(wanted),
        person.details(client),
        person.care_team(client),
        person.consents(client),
        person.goals(client),
        *agreed(client),
        *exercises.strengths(client, strengths_of(client)),
        *exercises.exercises(exercises_of(client), wanted),
        meetings.sessions(held, numbers),
        meetings.notes(held, numbers),
        *statements(client, parts),
    ]
    if wanted.answers:
        in_period = [each for each in told if wanted.holds(each.part.starts_at)]
        sections += [
            answers.check_ins(held),
            *answers.between_sessions(client, wanted),
            answers.ratings(in_period),
            answers.questionnaires(parts, given, told, clinic, wanted),
        ]
    sections.append(between.ruptures(ruptures, wanted))
    sections += patterns(patterns_page(client))
    sections += supervision(kept_about_client(client, by), wanted)
    return Document(
        title=_("Record of therapy"),
        lede=_("Made for a transfer of care by %(clinic)s") % {"clinic": clinic.name},
        running=f"{client.short_name} · {day(timezone.now())}",
        clinic=clinic.name,
        language=get_language() or "en",
        on=timezone.localdate(),
        facts=_facts(client, wanted, by, held),
        sections=sections,
        contents=True,
    )


def _facts(client: Client, wanted: Wanted, by: Membership, held: list[Participation]) -> Facts:
    unsigned = meetings.drafts(held)
    return Facts(
        [
            (_("Client"), client.name),
            (_("Clinic"), by.clinic.name),
            (_("Made"), f"{moment(timezone.now())}, {by.name}"),
            (_("Period"), wanted.in_words),
            (_("Sessions"), str(len(held))),
            (_("Signed notes"), str(len(meetings.signed(held)))),
            (_("Drafts left out"), str(unsigned) if unsigned else ""),
        ]
    )


def about(wanted: Wanted) -> Section:
    """What the reader has to know about how complete it is."""
    blocks = [
        Words(
            _(
                "Details, care team, consents, goals, plan, preferences, patterns and what the "
                "client set beside the record are given whole. Sessions, notes and what happened "
                "between client and therapist are those of the period on the first page."
            )
        ),
        Words(lines=never_held(), heading=_("Not in this record")),
    ]
    if not wanted.answers:
        left_out = _("Check-in answers, ratings and questionnaires were left out on request.")
        blocks.append(Words(left_out))
    return Section(_("About this record"), blocks, new_page=True)


def never_held() -> list[str]:
    """What no record ever holds, whoever asks for it."""
    return [
        _("Process notes: they are their author’s alone, and are not part of the record."),
        _("What the therapist felt in the hour, and how they see their own part."),
        _("What was said in supervision, unless the clinic keeps it with the record."),
        _("What belongs to others who took part in a session of a couple, a family or a group."),
        _("Drafts: a note that nobody has signed."),
    ]
