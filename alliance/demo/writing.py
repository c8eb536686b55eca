"""What the invented practice keeps for writing notes: a format of its own, and snippets."""

from practice.models import Membership
from sessions.actions import change_format, keep_snippet, make_format
from sessions.formats import Section

FIRST = (
    Section("", "What brings them", "In their words, and why now."),
    Section("", "What they hope for", "How they would notice that it helped."),
    Section("", "Risk", "What you asked, what was answered, what you agreed.", required=True),
)
HISTORY = Section("", "What helped before", "Earlier therapy, people, habits: what to build on.")

OF_THE_CLINIC = (
    (
        "Limits of confidentiality",
        "limits",
        (
            "We went through what stays between us and when I would have to speak to somebody: "
            "danger to them or to others. They could say it back in their own words."
        ),
    ),
)
OWN = (
    (
        "Grounding to close",
        "ground",
        (
            "We closed with five minutes of grounding: feet, breath, five things in the room. "
            "They left settled."
        ),
    ),
    ("Plan agreed together", "plan", "We agreed on this together; it was theirs to change."),
)


def keep_for_writing(people: dict[str, Membership]) -> None:
    """An intake format in its second version, a snippet for everybody, two of one therapist."""
    ada, ines = people["ada"], people["ines"]
    about = "for a first meeting"
    row = make_format(by=ada, name="Intake", about=about, sections=FIRST)
    first, *rest = row.format.sections
    change_format(
        row, by=ada, version=1, name="Intake", about=about, sections=[first, HISTORY, *rest]
    )
    for name, key, words in OF_THE_CLINIC:
        keep_snippet(by=ada, for_clinic=True, name=name, key=key, words=words)
    for name, key, words in OWN:
        keep_snippet(by=ines, for_clinic=False, name=name, key=key, words=words)
