"""Forms of relational patterns, their episodes, and notes on attachment."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from alliance.forms.fields import WordsField
from alliance.models import AttachmentNote, RelationalPattern
from alliance.models.pattern import WORDS
from sessions.models import Session

_NEEDED = {"required": _("Say it in a few words.")}


class PatternForm(forms.Form):
    """A pattern, in words."""

    wish = WordsField(
        label=_("What do they wish for?"), rows=2, required=True, error_messages=_NEEDED
    )
    of_the_other = WordsField(
        label=_("What usually comes back from the other?"),
        rows=2,
        required=True,
        error_messages=_NEEDED,
    )
    of_the_self = WordsField(
        label=_("What do they then do or feel?"), rows=2, required=True, error_messages=_NEEDED
    )
    with_whom = WordsField(
        label=_("With whom?"), rows=1, help_text=_("Also between the two of you, if so.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, pattern: RelationalPattern | None = None, **kwargs: Any) -> None:
        if pattern:
            kwargs["initial"] = {name: getattr(pattern, name) for name in (*WORDS, "version")}
        super().__init__(*args, **kwargs)

    @property
    def words(self) -> dict[str, str]:
        """What was written, by the pattern's fields."""
        return {name: self.cleaned_data[name] for name in WORDS}


class PatternEndingForm(forms.Form):
    """Why it no longer fits."""

    reason = WordsField(
        label=_("Why does it no longer fit?"), rows=2, required=True, error_messages=_NEEDED
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EpisodeForm(forms.Form):
    """One time that it happened: in which session, or of which pattern where it was a rupture."""

    what_happened = WordsField(
        label=_("What happened?"), rows=3, required=True, error_messages=_NEEDED
    )
    different = WordsField(
        label=_("What was different this time?"),
        rows=2,
        help_text=_("Leave it empty if nothing was."),
    )

    def __init__(
        self,
        *args: Any,
        sessions: Sequence[Session] = (),
        patterns: Sequence[RelationalPattern] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sessions = {str(each.code): each for each in sessions}
        self._patterns = {str(each.code): each for each in patterns}
        if sessions:
            self.fields["session"] = forms.ChoiceField(
                label=_("In which session?"),
                choices=[(code, _day(each)) for code, each in self._sessions.items()],
            )
        if patterns:
            self.fields["pattern"] = forms.ChoiceField(
                label=_("Which pattern?"),
                choices=[(code, each.wish) for code, each in self._patterns.items()],
            )

    @property
    def chosen_session(self) -> Session | None:
        """The session that was chosen."""
        return self._sessions.get(self.cleaned_data.get("session", ""))

    @property
    def chosen_pattern(self) -> RelationalPattern:
        """The pattern that was chosen."""
        return self._patterns[self.cleaned_data["pattern"]]


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "j F Y, G:i")


class AttachmentNoteForm(forms.Form):
    """What somebody noticed about seeking and keeping closeness, and when."""

    words = WordsField(
        label=_("What did you notice?"),
        rows=3,
        required=True,
        error_messages=_NEEDED,
        help_text=_("What they do to be near or to be safe, as you saw it. No label."),
    )
    noticed_on = forms.DateField(
        label=_("When?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, note: AttachmentNote | None = None, **kwargs: Any) -> None:
        if note:
            kwargs["initial"] = {"words": note.words, "noticed_on": note.noticed_on}
        super().__init__(*args, **kwargs)
