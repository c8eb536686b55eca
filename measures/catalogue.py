"""The instruments shipped with the product, read once and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from measures.definition import DefinitionError, Instrument, load

FOLDER = Path(__file__).parent / "instruments"


class UnknownInstrumentError(LookupError):
    """There is no instrument with this key, or none in this version."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Instruments by key and version. Old versions stay: old answers still belong to them."""

    versions: Mapping[tuple[str, int], Instrument]

    def instrument(self, key: str, version: int | None = None) -> Instrument:
        """Return that version, or the newest; raise UnknownInstrumentError if there is none."""
        if version is None:
            version = max((number for name, number in self.versions if name == key), default=None)
            if version is None:
                raise UnknownInstrumentError(f"there is no instrument “{key}”")
        if (key, version) not in self.versions:
            raise UnknownInstrumentError(f"there is no version {version} of “{key}”")
        return self.versions[key, version]

    def newest(self) -> tuple[Instrument, ...]:
        """Return the newest version of every instrument, by key."""
        return tuple(self.instrument(key) for key in sorted({key for key, _ in self.versions}))


def read_catalogue(folder: Path) -> Catalogue:
    """Return what the *.toml files of a folder define.

    Raises DefinitionError if one cannot be used or two define the same version.
    """
    versions: dict[tuple[str, int], Instrument] = {}
    for path in sorted(folder.glob("*.toml")):
        found = load(path)
        if (found.key, found.version) in versions:
            reason = f"another file already defines version {found.version} of “{found.key}”"
            raise DefinitionError(path.name, "version", reason)
        versions[found.key, found.version] = found
    return Catalogue(MappingProxyType(versions))


@cache
def _shipped() -> Catalogue:
    return read_catalogue(FOLDER)


def instrument(key: str, version: int | None = None) -> Instrument:
    """Return a shipped instrument in that version, or the newest; raise UnknownInstrumentError."""
    return _shipped().instrument(key, version)


def all_instruments() -> tuple[Instrument, ...]:
    """Return the newest version of every shipped instrument, by key."""
    return _shipped().newest()
