"""Where in a FHIR file a value of the definition came from."""

from measures.fhir.errors import FhirError
from measures.table import DefinitionError


class Places:
    """From places in a definition (`items[3].loinc`) to places in the file it was read from."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def note(self, definition: str, fhir: str) -> None:
        """Remember the place of one value."""
        self._places[definition] = fhir

    def of(self, definition: str) -> str:
        """Return the place of one value."""
        return self._places[definition]

    def translated(self, error: DefinitionError) -> FhirError:
        """Return the error in terms of the file.

        What has no place of its own there, because it is missing, is named within the nearest
        thing around it that has.
        """
        place, rest = error.place, ""
        while place and place not in self._places:
            cut = max(place.rfind("."), place.rfind("["), 0)
            place, rest = place[:cut], place[cut:] + rest
        name = rest.strip(".")
        reason = f"{name}: {error.reason}" if name else error.reason
        return FhirError(self._places.get(place, "Questionnaire"), reason)
