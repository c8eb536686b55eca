"""One field for each text of an instrument, with what a person needs to know to fill it in."""

from django import forms
from django.utils.translation import gettext as _

from measures.instrument import Instrument
from measures.texts import Slot, key_words
from measures.words import item_notes

_HEAD = {"title": 200, "instructions": 2000, "label": 500}
_LONGEST = 500
# More of it than fits into one line is usual for these.
_ROOMY = {"instructions": 3, "label": 2, "items": 2, "questions": 2}


class TextField(forms.CharField):
    """A text as it is published: a new line counts as one character, however browsers send it."""

    def to_python(self, value: object) -> str:
        """Return it with one kind of line ending."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


def field_for(slot: Slot, instrument: Instrument) -> forms.Field:
    """Return the field for one text. It is never required: a draft may lack it."""
    label, note = _words(slot, instrument)
    rows = _ROOMY.get(slot.kind)
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    longest = _HEAD.get(slot.kind, _LONGEST)
    return TextField(label=label, help_text=note, required=False, max_length=longest, widget=widget)


def _words(slot: Slot, instrument: Instrument) -> tuple[str, str]:
    if slot.kind == "items":
        item = next(each for each in instrument.items if each.key == slot.path[1])
        return _("Item %(number)s") % {"number": item.number}, " ".join(
            item_notes(instrument, item)
        )
    if slot.kind == "anchors":
        points = instrument.scale.points(int(slot.path[1]))
        return _("Answer %(points)s") % {"points": f"{points:g}"}, ""
    if slot.kind in _HEAD:
        return {
            "title": (_("Title"), ""),
            "instructions": (_("Instructions"), _("What stands above the first item.")),
            "label": (_("Caution"), _("Shown with it, because it is not validated.")),
        }[slot.kind]
    if slot.kind == "questions" and slot.path[-1] != "text":
        return _("An answer: %(key)s") % {"key": key_words(slot.path[-1])}, ""
    return key_words(slot.path[1]), ""
