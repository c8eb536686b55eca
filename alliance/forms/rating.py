"""The therapist's own rating of a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import ScaleField, TilesField, WordsField
from alliance.models import Rating
from alliance.models.rating import THERAPIST_CHECK
from clients.models import Client
from measures.catalogue import instrument


class RatingForm(forms.Form):
    """Five taps and how I was in the room, about one client."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any, *, client: Client, rating: Rating | None) -> None:
        self.client, self.rating = client, rating
        answers = rating.answers if rating else {}
        feeling = rating.feeling if rating else {}
        super().__init__(data, prefix=f"rating-{client.code}")
        self.fields["version"].initial = rating.version if rating else 0
        self.measure = instrument(THERAPIST_CHECK)
        self.wording = self.measure.wording("en")
        for item in self.measure.items:
            self.fields[item.key] = ScaleField(
                self.measure.scale.minimum,
                self.measure.scale.maximum,
                label=self.wording.items[item.key],
                initial=answers.get(item.key),
            )
        tension = self.wording.questions["tension"]
        self.fields["tension"] = TilesField(
            list(tension.options.items()),
            label=tension.text,
            required=False,
            initial=feeling.get("tension", ""),
        )
        self.fields["own_feeling"] = WordsField(
            label=self.wording.questions["own_feeling"].text,
            help_text=_("Seen by nobody but you."),
            rows=2,
            initial=feeling.get("words", ""),
        )

    @property
    def items(self) -> list[forms.BoundField]:
        """The scored items, in order."""
        return [self[item.key] for item in self.measure.items]

    @property
    def ends(self) -> tuple[str, str]:
        """The words at the two ends of the scale."""
        low, *_, high = self.measure.scale.anchors
        return self.wording.anchors[low], self.wording.anchors[high]

    @property
    def answers(self) -> dict[str, int | None]:
        """Item key to number, or None where nothing was tapped."""
        return {item.key: self.cleaned_data[item.key] for item in self.measure.items}

    @property
    def feeling(self) -> dict[str, str]:
        """What is the therapist's alone; empty when nothing was said."""
        words, tension = self.cleaned_data["own_feeling"], self.cleaned_data["tension"]
        return {"words": words, "tension": tension} if words or tension else {}

    @property
    def says_something(self) -> bool:
        """Whether there is anything to record, or something recorded to change."""
        return bool(
            self.rating or self.feeling or any(v is not None for v in self.answers.values())
        )

    @property
    def is_news(self) -> bool:
        """Whether what was entered differs from what is stored."""
        if self.rating is None:
            return self.says_something
        return bool(self.answers != self.rating.answers or self.feeling != self.rating.feeling)
