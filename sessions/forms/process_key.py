"""The passphrase of process notes, and the shares that restore it."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice.models import User
from sessions.models import ProcessKey
from sessions.process import shares
from sessions.process.shares import Share

LEAST = 12
SCHEMES = {"2/3": (2, 3), "3/5": (3, 5)}
_SHARE_LABELS = (_("One share"), _("Another share"), _("A third share"))


def passphrase_field(label: Any, **more: Any) -> forms.CharField:
    """A passphrase, which no browser should offer to remember beside the account's password."""
    hidden = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, strip=False, max_length=400, widget=hidden, **more)


class PassphraseForm(forms.Form):
    """The passphrase that is in use."""

    passphrase = passphrase_field(_("Passphrase"))


class NewPassphraseForm(forms.Form):
    """A passphrase to be, twice."""

    new = passphrase_field(
        _("New passphrase"),
        min_length=LEAST,
        error_messages={"min_length": _("Twelve characters at least.")},
    )
    again = passphrase_field(_("The same passphrase again"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_new(self) -> str:
        """Not the account's password, which others may reset; nothing that is guessed first."""
        new: str = self.cleaned_data["new"]
        if self._user.check_password(new):
            raise ValidationError(
                _("This is the password that you sign in with. Choose another one for these notes.")
            )
        if len(set(new)) < 6:
            raise ValidationError(_("Too few different characters: it would soon be guessed."))
        password_validation.validate_password(new, self._user)
        return new

    def clean(self) -> None:
        """Both must be the same."""
        first, second = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if first and second and first != second:
            self.add_error("again", gettext("The two passphrases are not the same."))


class ChangePassphraseForm(NewPassphraseForm):
    """The old one, and a new one twice."""

    passphrase = passphrase_field(_("The passphrase in use"))
    field_order = ("passphrase", "new", "again")


class _SchemeField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Recovery shares"),
            choices=[
                ("2/3", _("Three shares, of which any two open the notes")),
                ("3/5", _("Five shares, of which any three open the notes")),
            ],
            initial="2/3",
            widget=forms.RadioSelect,
        )

    def clean(self, value: Any) -> Any:
        return SCHEMES[super().clean(value)]


class SetUpForm(NewPassphraseForm):
    """Everything that is settled before the first note."""

    scheme = _SchemeField()
    understood = forms.BooleanField(
        label=_(
            "I understand: without the passphrase and without the shares my process notes are "
            "lost, and nobody can help."
        )
    )


class SharesForm(PassphraseForm):
    """Another set of shares, asked for by whoever knows the passphrase."""

    scheme = _SchemeField()
    field_order = ("scheme", "passphrase")


class RecoveryForm(NewPassphraseForm):
    """As many shares as are needed, then a new passphrase."""

    def __init__(self, *args: Any, key: ProcessKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares: list[Share] = []
        self._names = [f"share_{number}" for number in range(1, key.shares_needed + 1)]
        self._set = key.share_set
        for name, label in zip(self._names, _SHARE_LABELS, strict=False):
            written = forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "class": "share-field"}
            )
            self.fields[name] = forms.CharField(label=label, max_length=120, widget=written)
        self.order_fields([*self._names, "new", "again"])

    def clean(self) -> None:
        """Each must be a share, of the set in use, and none the same as another."""
        super().clean()
        seen: set[int] = set()
        for name in self._names:
            if written := self.cleaned_data.get(name):
                self._read(name, written, seen)

    def _read(self, name: str, written: str, seen: set[int]) -> None:
        try:
            share = shares.read(written)
        except shares.NotAShare:
            self.add_error(name, gettext("Mistyped somewhere: compare it group by group."))
            return
        if share.set != self._set:
            self.add_error(name, gettext("This share is of an older set, or somebody else’s."))
        elif share.number in seen:
            self.add_error(name, gettext("This is the same share once more."))
        seen.add(share.number)
        self.shares.append(share)

    def refuse_shares(self) -> None:
        """Each looks right, and together they open nothing."""
        self.add_error(self._names[-1], gettext("These shares do not open your notes."))
