"""The items of a scheduled instrument, in the words that may be shown, each as its scale asks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.actions.safety import LOWEST
from measures.instrument import Instrument, NoWordingError, Scale, Wording
from portal.forms.group import Answers, GroupForm

MOST_TILES = 11
"""A scale with more answers than this is a line to point at, with a number beside it."""


class LineField(forms.DecimalField):
    """A place on a line, as a number in the scale's points; kept as a whole number of steps."""

    def __init__(self, scale: Scale, **kwargs: Any) -> None:
        self.step = Decimal(repr(scale.step))
        self.least = f"{scale.points(scale.minimum):g}"
        self.most = f"{scale.points(scale.maximum):g}"
        outside = _("Please enter a number from %(least)s to %(most)s, or leave it out.")
        says = outside % {"least": self.least, "most": self.most}
        names = (
            *("invalid", "min_value", "max_value", "max_digits", "max_decimal_places"),
            *("max_whole_digits", "step_size"),
        )
        super().__init__(
            required=False,
            min_value=scale.minimum * self.step,
            max_value=scale.maximum * self.step,
            decimal_places=max(0, -int(self.step.normalize().as_tuple().exponent)),
            error_messages=dict.fromkeys(names, says),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """A comma is a decimal point too: that is how half of our readers write one."""
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        """The whole number of steps, or None. Between two steps there is no answer."""
        points = super().clean(value)
        if points is None:
            return None
        steps, rest = divmod(points, self.step)
        if rest:
            raise ValidationError(self.error_messages["step_size"], code="step_size")
        return int(steps)

    def prepare_value(self, value: Any) -> Any:
        """From what the draft keeps to what is shown."""
        return str(value * self.step) if type(value) is int else value


class MeasureForm(GroupForm):
    """The items of one instrument that the schedule asked; each may be left out."""

    measure: Instrument

    def __init__(
        self, data: Mapping[str, Any] | None, *, draft: Answers, measure: Instrument, own: str
    ) -> None:
        self.measure = measure
        self.wording = wording_for(measure, get_language() or "en", own)
        super().__init__(data, draft=draft)
        self.title = self.wording.title
        scale = measure.scale
        self.ends = [(each, self.wording.anchors[each]) for each in scale.anchors]
        for item in measure.items:
            self.fields[item.key] = self._field(scale, self.wording.items[item.key])

    @property
    def asks_with(self) -> str:
        """How each item is answered: `words`, `numbers` or a `line`."""
        scale = self.measure.scale
        values = scale.maximum - scale.minimum + 1
        if values > MOST_TILES or scale.step != 1:
            return "line"
        return "words" if len(scale.anchors) == values else "numbers"

    @property
    def speaking(self) -> str:
        """The names of the fields whose answers are told at once, with a space between them."""
        return " ".join(item.key for item in self.measure.safety_items)

    @property
    def quiet_answer(self) -> str:
        """The words of the answer to a safety item of which nobody is told, empty without one."""
        below = LOWEST - 1
        if self.measure.scale.minimum > below:
            return ""
        return self.wording.anchors.get(below, str(below))

    def _field(self, scale: Scale, label: str) -> forms.Field:
        if self.asks_with == "line":
            return LineField(scale, label=label)
        anchors = self.wording.anchors if self.asks_with == "words" else {}
        outside = _("Please choose one of these, or leave it out.")
        return forms.TypedChoiceField(
            label=label,
            choices=[
                (each, anchors.get(each, each)) for each in range(scale.minimum, scale.maximum + 1)
            ],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": outside},
        )

    def given(self) -> Answers:
        entry = (self.draft.get("measures") or {}).get(self.measure.key) or {}
        return dict(entry.get("answers") or {})

    def answers(self) -> Answers:
        entry = (self.draft.get("measures") or {}).get(self.measure.key) or {}
        return {"measures": {self.measure.key: entry}} if entry else {}

    def kept(self) -> Answers:
        """All measures of the draft, this one as answered now, and in whose words."""
        entry: Answers = {
            "language": self.wording.language,
            "answers": self.given() | super().kept(),
        }
        if self.wording.pack:
            entry["pack"] = self.wording.pack
        return {"measures": (self.draft.get("measures") or {}) | {self.measure.key: entry}}


def wording_for(measure: Instrument, language: str, own: str) -> Wording:
    """The words in the language of the page, else in the client's own, else any there are.

    Raises NoWordingError when none may be shown, which is so once a permission was withdrawn.
    """
    for each in (language, own, *measure.languages):
        try:
            return measure.wording(each)
        except NoWordingError:
            continue
    raise NoWordingError(f"{measure.key} may not be shown in any language")
