"""A Questionnaire as a file, and the same again when what was understood is confirmed."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.fhir.document import LARGEST
from measures.fhir.errors import FhirError
from practice.models import Clinic

# A page takes no larger form than this; see DATA_UPLOAD_MAX_MEMORY_SIZE.
_LARGEST_SIGNED = 900_000
_HOUR = 60 * 60


class QuestionnaireField(forms.FileField):
    """A FHIR file of at most 1 MB; its content as bytes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **kwargs,
            widget=forms.FileInput(
                attrs={"accept": ".json,application/json,application/fhir+json"}
            ),
            help_text=_("A FHIR R4 Questionnaire in JSON, at most 1 MB."),
        )

    def clean(self, data: Any, initial: object = None) -> bytes | None:
        """Return what was uploaded, None where nothing was."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 1 MB. Nothing was read."))
        content: bytes = file.read()
        return content


class ImportForm(forms.Form):
    """The file to look at."""

    questionnaire = QuestionnaireField(label=_("The file"))

    def text(self) -> str:
        """What is in it. Raises FhirError if that is no text."""
        content: bytes = self.cleaned_data["questionnaire"]
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FhirError("the file", "is not UTF-8 text") from error


class ConfirmImportForm(forms.Form):
    """The file again, signed and packed, so that it need not be kept anywhere meanwhile."""

    signed = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def sign(source: str, clinic: Clinic) -> str:
        """Return the file for the hidden field. Raises FhirError if it cannot be packed enough."""
        signed = signing.dumps(source, salt=_salt(clinic), compress=True)
        if len(signed) > _LARGEST_SIGNED:
            raise FhirError("the file", "is too large to be shown before it is stored")
        return signed

    def source(self, clinic: Clinic) -> str:
        """Return the file. Raises ValidationError if it was signed elsewhere or too long ago."""
        try:
            signed = self.data["signed"]
            return str(signing.loads(signed, salt=_salt(clinic), max_age=_HOUR))
        except signing.BadSignature as error:
            raise ValidationError(
                gettext("This page had been open for too long. Choose the file again.")
            ) from error


def _salt(clinic: Clinic) -> str:
    return f"import of {clinic.code}"
