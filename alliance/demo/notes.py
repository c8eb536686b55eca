"""Notes as rows: written in the story's format, signed over exactly their text."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from alliance.demo.meetings import Course
from alliance.demo.story import Hour
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.formats import note_format
from sessions.models import Note, Session
from sessions.vocabulary import Act, Fit, Reception

EVERYDAY = (
    Act.RAPPORT,
    Act.EMPATHY,
    Act.VALIDATION,
    Act.LISTENING,
    Act.LISTENING,
    Act.AGENDA,
    Act.RATIONALE,
    Act.PREFERENCES,
    Act.FEEDBACK,
    Act.STRENGTH,
    Act.EDUCATION,
    Act.SKILL,
)
"""What many an hour contains; what is rarer stands in the stories."""

TAKEN = (Reception.WELCOMED, Reception.ACCEPTED, Reception.UNSURE, "")
HOW_OFTEN = (9, 7, 3, 2)


def write_notes(course: Course) -> None:
    """Write the notes of the hours that were held, and sign those that are signed."""
    written = [
        (_note(course, number, hour, session), hour)
        for number, hour, session in course.held
        if hour.note != "missing"
    ]
    Note.objects.bulk_create(note for note, _ in written)
    notes = Note.objects.filter(pk__in=[note.pk for note, _ in written])
    notes.update(created_at=F("saved_at") - timedelta(minutes=9))
    # Signed last: from then on the database lets nobody touch the row.
    signed = [note for note, hour in written if hour.note == "signed"]
    for note in signed:
        note.signed_at = note.saved_at + timedelta(minutes=course.chance.randint(0, 40))
        note.signed_by = course.therapist
        note.signed_digest = digest(signed_bytes(note))
    Note.objects.bulk_update(signed, ["signed_at", "signed_by", "signed_digest"], batch_size=50)
    Session.objects.filter(pk__in=[note.session_id for note in signed]).update(is_documented=True)


def _note(course: Course, number: int, hour: Hour, session: Session) -> Note:
    return Note(
        clinic_id=course.clinic_id,
        session=session,
        author=course.therapist,
        format=course.story.format,
        format_version=note_format(course.story.format).version,
        content=_content(course, number, hour),
        version=course.chance.randint(2, 7),
        saved_at=session.ends_at + timedelta(minutes=course.chance.randint(3, 45)),
    )


def _content(course: Course, number: int, hour: Hour) -> dict[str, Any]:
    """The note's content (see `sessions.models.Note`), in the order in which the form keeps it."""
    story, chance = course.story, course.chance
    draft = hour.note == "draft"
    sections = _sections(course, number, hour)
    if draft:  # only what was said is down so far
        first, *rest = sections
        sections = {first: hour.brought, **dict.fromkeys(rest, "")}
    works_with = chance.sample(story.works_with, min(len(story.works_with), chance.randint(1, 2)))
    return {
        "sections": sections,
        "alliance": {} if draft else _acts(course, hour),
        "interventions": [] if draft else works_with,
        "plan": hour.plan or _turn(story.next, number),
        "promise": hour.promise,
        "people": {} if draft else _people(course, number),
    }


def _people(course: Course, number: int) -> dict[str, dict[str, Any]]:
    """What the note says about each person alone: every other hour something to try."""
    story, told = course.story, {}
    for place, client in enumerate(course.clients):
        part: dict[str, Any] = {}
        if story.apart:
            part["words"] = story.apart[number % len(story.apart)][place]
        if story.strengths and number % 3 == 0:
            part["strength"] = _turn(story.strengths, number // 3)
        if story.exercises and number % 2:
            part["exercise"] = _turn(story.exercises, number // 2)
            part["exercise_fit"] = course.chance.choice([Fit.TOGETHER, Fit.ADAPTED]).value
        if part:
            told[str(client.code)] = part
    return told


def _sections(course: Course, number: int, hour: Hour) -> dict[str, str]:
    """The sentences of the hour, in the sections of the story's format."""
    story = course.story
    done = hour.done or _turn(story.done, number)
    took = hour.took or _took(course, number)
    sense = hour.sense or _turn(story.sense, number)
    ahead = story.direction[number * len(story.direction) // len(story.hours)]
    aim = story.goals[number % len(story.goals)].words
    match story.format:
        case "soap":
            parts = [hour.brought, f"{done} {took}", sense, ahead]
        case "birp":
            parts = [hour.brought, done, f"{took} {sense}", ahead]
        case "girp":
            parts = [f"“{aim}” {hour.brought}", done, f"{took} {sense}", ahead]
        case "narrative":
            parts = [f"{hour.brought}\n\n{done} {took}\n\n{sense}"]
        case _:
            parts = [f"{hour.brought} {done} {took}", sense, ahead]
    keys = [section.key for section in note_format(story.format).sections]
    return dict(zip(keys, parts, strict=True))


def _took(course: Course, number: int) -> str:
    sentences = course.story.took
    # A stride, so that the shared sentences come in another order for everybody.
    start = sum(course.story.people[0].name.encode())
    said = sentences[(start + 5 * number) % len(sentences)]
    return said.replace("{name}", course.clients[0].first_name)


def _turn(sentences: list[str], number: int) -> str:
    """One after the other, round and round."""
    return sentences[number % len(sentences)]


def _acts(course: Course, hour: Hour) -> dict[str, str]:
    """Two to four things that were done, each with how it was taken; the hour's own first."""
    chance = course.chance
    usual = chance.sample(EVERYDAY, chance.randint(2, 4) if not hour.acts else 1)
    acts: dict[str, str] = {
        act.value: str(chance.choices(TAKEN, HOW_OFTEN)[0]) for act in usual
    } | hour.acts
    return {act.value: acts[act.value] for act in Act if act.value in acts}
