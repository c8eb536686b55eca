"""What somebody writes back to a client who set a correction beside the record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import WordsField


class StatementAnswerForm(forms.Form):
    """The words that the client reads."""

    words = WordsField(
        label=_("Your answer"),
        help_text=_("It stays beside their words, with your name and today’s date."),
        max_length=4000,
        required=True,
        error_messages={"required": _("Write something, if only that you have read it.")},
    )
    words.widget.attrs["class"] = "form-control"
