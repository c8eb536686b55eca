"""What keeps coming back in somebody's relationships, each time that it did, and attachment."""

from typing import Any

from django.utils.translation import gettext as _

from alliance.document.days import day
from alliance.document.parts import Block, Facts, Section, Words
from alliance.models import AttachmentNote, PatternEpisode, RelationalPattern


def patterns(found: dict[str, Any]) -> list[Section]:
    """One section, given whole; none where nothing was ever written down.

    `found` is what `pages.patterns_page` shows. Episodes that were taken back stay out.
    """
    listed: list[RelationalPattern] = found["patterns"]
    notes = [note for note, _earlier in found["notes"]]
    if not (listed or notes):
        return []
    blocks: list[Block] = [_noticed(note) for note in notes]
    return [Section(_("Relational patterns"), blocks, [_pattern(each) for each in listed])]


def _noticed(note: AttachmentNote) -> Words:
    heading = _("On attachment, %(on)s") % {"on": day(note.noticed_on)}
    return Words(note.words, heading=heading)


def _pattern(pattern: RelationalPattern) -> Section:
    facts = [
        (_("The wish"), pattern.wish),
        (_("What comes back"), pattern.of_the_other),
        (_("What they then do"), pattern.of_the_self),
        (_("With whom"), pattern.with_whom),
        (_("Shared with the client"), day(pattern.shared_at)),
        (_("No longer fits since"), day(pattern.ended_at)),
    ]
    happened = [each for each in pattern.episodes.all() if each.withdrawn_at is None]
    heading = _("Noted %(on)s") % {"on": day(pattern.recorded_at)}
    return Section(heading, [Facts(facts)], [_episode(each) for each in happened])


def _episode(episode: PatternEpisode) -> Section:
    session = episode.session or (episode.rupture.session if episode.rupture else None)
    facts = [
        (_("What happened"), episode.what_happened),
        (_("What was different"), episode.different),
    ]
    return Section(day(session.starts_at if session else None), [Facts(facts)])
