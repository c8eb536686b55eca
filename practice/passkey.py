"""What a browser answers when a passkey is used: read with suspicion, at every door.

It comes from people not yet signed in. The fido2 library makes bytes out of a number as Python
does, so that one number in an answer is as much memory as the number says; and allauth's forms
let most of what the library raises at a senseless answer through, as errors of ours.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms

LONGEST = 16_384
"""Characters of an answer; a real one has about a thousand."""

LARGEST = 65_535
"""Number in an answer, either side of zero; a real one names an algorithm (RS1: -65535)."""

SENSELESS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading an answer raises when it is none."""


def read(answer: str) -> Mapping[str, Any]:
    """The JSON object that a browser posted. Raises one of SENSELESS."""
    if len(answer) > LONGEST:
        raise ValueError("too long")
    found = json.loads(answer, parse_int=_small)
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found


class AnswerField(forms.CharField):
    """A hidden field with the answer; its value is the object."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        with _refused():
            return read(text)


class _AnsweredForm:
    def clean_credential(self) -> Authenticator:
        with _refused():
            return super().clean_credential()  # type: ignore[misc]


class AddForm(AddWebAuthnForm):  # type: ignore[misc]
    """By somebody signed in, to have one."""

    credential = AnswerField()

    def clean(self) -> dict[str, Any]:
        with _refused():
            return super().clean()  # type: ignore[no-any-return]


class AuthenticateForm(_AnsweredForm, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """As the second step, after the password."""

    credential = AnswerField()


class LoginForm(_AnsweredForm, LoginWebAuthnForm):  # type: ignore[misc]
    """Instead of a password."""

    credential = AnswerField()


class ReauthenticateForm(_AnsweredForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """By somebody signed in, before what asks for it again."""

    credential = AnswerField()


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except SENSELESS as error:
        raise get_adapter().validation_error("incorrect_code") from error


def _small(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST:
        raise ValueError("too large a number")
    return number
