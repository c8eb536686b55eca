"""What is written on the sheet, looked for, and granted."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sessions.forms.process_key import passphrase_field
from sessions.models import ProcessKey

LONGEST = 100_000


class SheetForm(forms.Form):
    """The text over the version that the page showed; a passphrase where it locked meanwhile."""

    words = forms.CharField(
        label=_("For yourself"),
        required=False,
        max_length=LONGEST,
        strip=False,
        # Some browsers send what they check for spelling to their maker.
        widget=forms.Textarea(
            attrs={
                "rows": 18,
                "class": "form-control",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    passphrase = passphrase_field(_("Passphrase"), required=False)

    def clean_words(self) -> str:
        """Browsers send CRLF; what is sealed has one kind of line ending."""
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n")


class SearchForm(forms.Form):
    """A word or a few, as they stand in the text."""

    query = forms.CharField(
        label=_("Search your notes"),
        min_length=2,
        max_length=100,
        error_messages={"min_length": _("Two letters at least.")},
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class _ReaderField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.owner.name)


class GrantForm(forms.Form):
    """Which supervisor may read this one note, and why."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Sealed like the note: the two of you can read it, nobody else."),
    )

    def __init__(self, *args: Any, readers: QuerySet[ProcessKey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"] = _ReaderField(
            label=_("Supervisor"),
            queryset=readers,
            to_field_name="code",
            empty_label=_("Choose a supervisor"),
        )
        self.order_fields(["reader", "reason"])
