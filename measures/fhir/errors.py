"""What a FHIR file that cannot be read says about itself."""

from typing import NoReturn

# A reason may quote the file; a quotation of a megabyte helps nobody.
LONGEST_REASON = 300


class FhirError(ValueError):
    """A FHIR file that cannot be used: where in it, and why.

    `place` is a path as FHIRPath writes it, counting from 0: `Questionnaire.item[3].linkId`.
    What concerns the file before anything in it can be named has the place `the file`.
    """

    def __init__(self, place: str, reason: str) -> None:
        if len(reason) > LONGEST_REASON:
            reason = reason[: LONGEST_REASON - 1] + "…"
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


def refuse(place: str, reason: str) -> NoReturn:
    """Raise FhirError."""
    raise FhirError(place, reason)
