"""What instruments are called on the practice's pages: licences, languages, parts of a form."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.instrument import Instrument, Item, Licence
from measures.texts import key_words
from practice.models import Clinic

LICENCES = {
    Licence.ORIGINAL: gettext_lazy("original work, free to use here"),
    Licence.PUBLIC_DOMAIN: gettext_lazy("public, free to use"),
    Licence.CC_BY_ND: gettext_lazy("Creative Commons, unchanged only"),
    Licence.CC_BY_NC_SA: gettext_lazy("Creative Commons, not for profit"),
    Licence.PERMISSION_REQUIRED: gettext_lazy("only with the holder’s permission"),
}
NOT_VALIDATED = gettext_lazy("Not validated: compare only with the same person’s earlier answers.")


def language_words(code: str) -> str:
    """Return a language's name, or its code where the product has no name for it."""
    names = {str(value): str(label) for value, label in Clinic.Language.choices}
    return names.get(code, code)


def caution(instrument: Instrument) -> str:
    """Return the label of a measure that is not validated; empty for one that is."""
    if instrument.validated:
        return ""
    words = instrument.wordings.get("en") or next(iter(instrument.wordings.values()), None)
    return (words.label if words else None) or str(NOT_VALIDATED)


def group_words(kind: str, instrument: Instrument) -> tuple[str, str]:
    """Return the heading above a group of fields, and what to know about it."""
    words = {
        "opening": (_("The form"), ""),
        "anchors": (_("The answers"), _anchors_note(instrument)),
        "items": (_("The items"), _("In the order and the words in which they were published.")),
        "questions": (_("Questions beside the items"), _("They are asked and never scored.")),
        "subscales": (_("Names of the subscales"), _("Seen by therapists alone.")),
        "bands": (_("Names of the bands"), _("Seen by therapists alone.")),
    }
    return words[kind]


def item_notes(instrument: Instrument, item: Item) -> list[str]:
    """Return what sets an item apart: its subscales, whether it is reversed or about safety."""
    notes = [
        _("Counts towards %(subscale)s.") % {"subscale": key_words(part.key)}
        for part in instrument.subscales
        if item.key in part.items
    ]
    if item.reversed:
        notes.append(_("Reversed when it is scored."))
    if item.safety:
        notes.append(_("A safety question: any answer above 0 raises a notice at once."))
    return notes


def _anchors_note(instrument: Instrument) -> str:
    scale = instrument.scale
    if set(scale.anchors) == set(range(scale.minimum, scale.maximum + 1)):
        return _("One text for each answer, lowest first.")
    return _("The words that stand at these places of the line.")
