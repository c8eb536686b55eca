"""What one clinic adds to the shipped instruments: wording with its permission, definitions."""

from measures.models.clinic_instrument import ClinicInstrument
from measures.models.wording_pack import WordingPack

__all__ = ["ClinicInstrument", "WordingPack"]
