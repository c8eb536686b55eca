"""The ceremony of a passkey (WebAuthn level 3, §7), by the fido2 library.

What is asked of the browser waits in its session, for one answer. No account is named while
signing in: the device knows which passkeys it has for this site, so the page says the same to
everybody.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clients.models import Client
from portal.models import Passkey
from practice.passkey import SENSELESS, read

_ADDING, _OPENING = "space_passkey_adding", "space_passkey_opening"


class Refused(Exception):
    """The answer is none, is for another question, or is not signed as it must be."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Which passkey answered, and how often it has by its own count."""

    passkey: Passkey
    used: int


def ask_to_add(request: HttpRequest, client: Client) -> dict[str, Any]:
    """Options for `navigator.credentials.create`, in the JSON form of WebAuthn.

    On the device stand the site and the words "My space": nobody's name.
    """
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=client.code.bytes, name=_("My space"), display_name=_("My space")
        ),
        credentials=[
            PublicKeyCredentialDescriptor(
                type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(credential)
            )
            for credential in Passkey.objects.filter(client=client, revoked_at=None).values_list(
                "credential", flat=True
            )
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[_ADDING] = state
    return dict(options)


def added(request: HttpRequest, answer: str) -> tuple[AttestedCredentialData, int]:
    """The credential that a device made, and its count of signatures. Raises Refused."""
    state = request.session.pop(_ADDING, None)
    try:
        seen = _server(request).register_complete(_known(state), read(answer))
    except SENSELESS as error:
        raise Refused from error
    if seen.credential_data is None:
        raise Refused
    return seen.credential_data, seen.counter


def ask_to_open(request: HttpRequest) -> dict[str, Any]:
    """Options for `navigator.credentials.get`, the same for everybody but for the challenge."""
    options, state = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[_OPENING] = state
    return dict(options)


def opened(request: HttpRequest, answer: str) -> Signed:
    """Whose passkey signed what this browser was asked. Raises Refused. 1 query."""
    state = request.session.pop(_OPENING, None)
    try:
        said = read(answer)
        response = AuthenticationResponse.from_dict(said)
        passkey = (
            Passkey.objects.select_related("client__clinic")
            .filter(credential=response.raw_id, revoked_at=None)
            .first()
        )
        known = [AttestedCredentialData(bytes(passkey.key))] if passkey else []
        _server(request).authenticate_complete(_known(state), known, response)
    except SENSELESS as error:
        raise Refused from error
    handle = response.response.user_handle
    if passkey is None or (handle and handle != passkey.client.code.bytes):
        raise Refused
    return Signed(passkey, response.response.authenticator_data.counter)


def _server(request: HttpRequest) -> Fido2Server:
    site = PublicKeyCredentialRpEntity(id=request.get_host().partition(":")[0], name=_("My space"))
    # As for people at work: without TLS only where the whole installation is without it.
    insecure = settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN
    return Fido2Server(site, verify_origin=(lambda _origin: True) if insecure else None)


def _known(state: Any) -> Any:
    if state is None:
        raise ValueError("nothing was asked here")
    return state
