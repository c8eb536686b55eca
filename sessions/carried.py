"""A draft that goes on in another format."""

from collections.abc import Mapping

from sessions.formats import NoteFormat, all_formats


def in_format(written: Mapping[str, str], format: NoteFormat) -> dict[str, str]:
    """The same words in the sections of `format`, in its order.

    What has no section there goes to the end of the first one, under the heading it had, so that
    changing the format of a draft loses nothing.
    """
    kept = {section.key: written.get(section.key, "") for section in format.sections}
    names = {
        section.key: section.name for each in all_formats().values() for section in each.sections
    }
    homeless = [
        f"{names.get(key, key)}:\n{words}"
        for key, words in written.items()
        if words and key not in kept
    ]
    if homeless:
        first = format.sections[0].key
        kept[first] = "\n\n".join([*filter(None, [kept[first]]), *homeless])
    return kept
