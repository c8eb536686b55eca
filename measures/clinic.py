"""The instruments of one clinic: those shipped, those it imported, and the wording it may use."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from measures import catalogue
from measures.catalogue import UnknownInstrumentError
from measures.definition import DefinitionError
from measures.fhir.errors import FhirError
from measures.fhir.incoming import read_questionnaire
from measures.instrument import Instrument, Perspective
from measures.models import ClinicInstrument, WordingPack
from measures.texts import worded
from practice.models import Clinic

log = logging.getLogger(__name__)

Version = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ClinicCatalogue:
    """What `measures.catalogue` holds, with what this clinic added. Asks the database nothing.

    `packs` are those that were ever switched on, oldest first. Every version stays readable:
    old answers belong to it, whether or not clients are still asked.
    """

    imported: Mapping[Version, ClinicInstrument]
    packs: tuple[WordingPack, ...]

    def instrument(self, key: str, version: int | None = None) -> Instrument:
        """Return that version, or the newest, with the wording that may be shown today.

        The newest of an imported instrument is one that was not withdrawn, if there is one.
        Raises UnknownInstrumentError. As always, `wording()` of what is returned raises
        NoWordingError where nothing may be shown.
        """
        return self._in_words_of(self._definition(key, version), self._on)

    def answered(
        self,
        key: str,
        version: int,
        at: datetime,
        *,
        since: datetime | None = None,
        pack: int | None = None,
    ) -> Instrument:
        """Return that version with the wording there was `at` a moment: for reading old answers.

        With `since`, what was withdrawn between the two counts: a form may be answered for days.
        With the id of the `pack` in whose words it was answered, they are those, whatever the day.
        """
        then = [each for each in self.packs if _was_on(each, since or at, at)]
        known = [each for each in self.packs if each.pk == pack]
        return self._in_words_of(self._definition(key, version), (*then, *known))

    def newest(self) -> tuple[Instrument, ...]:
        """Return the newest version of every instrument, by title; withdrawn ones too."""
        keys = {each.key for each in catalogue.all_instruments()}
        found = [self.instrument(key) for key in keys]
        for key in {key for key, _ in self.imported} - keys:
            try:
                found.append(self.instrument(key))
            except UnknownInstrumentError:
                continue
        return tuple(sorted(found, key=lambda each: (each.title.casefold(), each.key)))

    def askable(self, language: str) -> tuple[Instrument, ...]:
        """Return what a client who speaks `language` can be asked, by title."""
        return tuple(
            each
            for each in self.newest()
            if each.perspective is Perspective.CLIENT
            and not self.is_withdrawn(each)
            and each.has_words(language)
        )

    def is_withdrawn(self, instrument: Instrument) -> bool:
        """Whether the clinic imported it and took it back."""
        row = self.imported.get((instrument.key, instrument.version))
        return row is not None and row.withdrawn_at is not None

    @property
    def _on(self) -> tuple[WordingPack, ...]:
        return tuple(pack for pack in self.packs if pack.is_on)

    def _definition(self, key: str, version: int | None) -> Instrument:
        rows = [row for row in self.imported.values() if row.key == key]
        if not rows:
            return catalogue.instrument(key, version)
        if version is None:
            version = max(rows, key=lambda row: (row.withdrawn_at is None, row.version)).version
        if (key, version) not in self.imported:
            raise UnknownInstrumentError(f"there is no version {version} of “{key}”")
        return _read(self.imported[key, version])

    def _in_words_of(self, instrument: Instrument, packs: tuple[WordingPack, ...]) -> Instrument:
        wordings = dict(instrument.wordings)
        for pack in packs:
            if (pack.instrument, pack.instrument_version) == (instrument.key, instrument.version):
                try:
                    found = worded(instrument, pack.texts, pack.language)
                    wordings[pack.language] = replace(found, pack=pack.pk)
                except DefinitionError:  # better no words than half of them, or no page
                    log.exception("wording pack %s does not fit its instrument", pack.code)
        if wordings == instrument.wordings:
            return instrument
        return replace(instrument, wordings=MappingProxyType(wordings))


def catalogue_of(clinic: Clinic) -> ClinicCatalogue:
    """Return the clinic's instruments. Two queries."""
    imported = ClinicInstrument.objects.filter(clinic=clinic)
    packs = (
        WordingPack.objects.filter(clinic=clinic, switched_on_at__isnull=False)
        .without_document()
        .order_by("switched_on_at", "pk")
    )
    return ClinicCatalogue(
        imported=MappingProxyType({(row.key, row.version): row for row in imported}),
        packs=tuple(packs),
    )


def _was_on(pack: WordingPack, since: datetime, until: datetime) -> bool:
    on, withdrawn = pack.switched_on_at, pack.withdrawn_at
    return on is not None and on <= until and (withdrawn is None or since < withdrawn)


def _read(row: ClinicInstrument) -> Instrument:
    try:
        # No longer than the file was, for which there is a limit.
        source = json.dumps(row.questionnaire, ensure_ascii=False, separators=(",", ":"))
        return read_questionnaire(source, languages=Clinic.Language.values, kept=True)
    except FhirError as error:
        log.exception("imported instrument %s cannot be read any more", row.code)
        raise UnknownInstrumentError(f"“{row.key}” cannot be read any more") from error
