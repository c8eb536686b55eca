"""What a client set beside the record, as it is printed."""

from django.utils.translation import gettext as _

from alliance.document.days import day, moment
from alliance.document.parts import Words
from clients.models import Statement


def in_words(statement: Statement, about: str = "") -> list[Words]:
    """One of them; `about` is the day of the session whose note it speaks of."""
    heading = day(statement.said_at)
    if about:
        heading = _("%(on)s, about the note of %(about)s") % {"on": heading, "about": about}
    said = [Words(statement.words, heading=heading)]
    if statement.answered_by:
        who = {"who": statement.answered_by.name, "at": moment(statement.answered_at)}
        answered = _("Answered by %(who)s, %(at)s") % who
        said.append(Words(statement.answer, heading=answered, soft=True))
    return said
