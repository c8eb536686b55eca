"""What somebody writes back to a client who said that something felt off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import WordsField


class ConcernAnswerForm(forms.Form):
    """The words that the client reads."""

    words = WordsField(
        label=_("What your client will read"),
        help_text=_("They see it in their own space, with your name and today’s date."),
        max_length=4000,
        required=True,
        error_messages={"required": _("Write something, if only that you have read it.")},
    )
    words.widget.attrs["class"] = "form-control"
