"""Every instrument of a clinic and how far it is from being asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures.clinic import ClinicCatalogue, catalogue_of
from measures.instrument import Construct, Instrument, Licence, Perspective
from measures.models import ClinicInstrument, WordingPack
from measures.words import LICENCES, caution, language_words
from practice.models import Clinic

_GROUPS = {
    (Construct.ALLIANCE, Perspective.CLIENT): gettext_lazy("The alliance, as clients see it"),
    (Construct.ALLIANCE, Perspective.THERAPIST): gettext_lazy("The alliance, as therapists see it"),
    (Construct.OUTCOME, Perspective.CLIENT): gettext_lazy("How clients are doing"),
    (Construct.OUTCOME, Perspective.THERAPIST): gettext_lazy(
        "How clients are doing, by therapists"
    ),
}


@dataclass(frozen=True, slots=True)
class State:
    """Where an instrument stands: a word for the tag, how it is drawn, and what else to know."""

    tag: str
    look: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One instrument in the list."""

    instrument: Instrument
    licence: str
    caution: str
    languages: str
    states: list[State]
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Instruments:
    """The page: one sentence, and the instruments by what they ask about."""

    sentence: str
    groups: list[tuple[str, list[Row]]]


def instruments(clinic: Clinic) -> Instruments:
    """Everything the clinic could ask, was it shipped or imported."""
    catalogue = catalogue_of(clinic)
    packs = list(
        WordingPack.objects.without_document()
        .filter(clinic=clinic)
        .select_related("switched_on_by__user", "withdrawn_by__user")
        .order_by("pk")
    )
    rows = [_row(each, catalogue, packs) for each in catalogue.newest()]
    groups = [
        (
            str(title),
            [
                row
                for row in rows
                if (row.instrument.construct, row.instrument.perspective) == which
            ],
        )
        for which, title in _GROUPS.items()
    ]
    return Instruments(sentence=_sentence(rows), groups=[group for group in groups if group[1]])


def _row(instrument: Instrument, catalogue: ClinicCatalogue, packs: list[WordingPack]) -> Row:
    imported = catalogue.imported.get((instrument.key, instrument.version))
    withdrawn = catalogue.is_withdrawn(instrument)
    own = [
        pack
        for pack in packs
        if (pack.instrument, pack.instrument_version) == (instrument.key, instrument.version)
    ]
    return Row(
        instrument=instrument,
        licence=str(LICENCES[instrument.licence]),
        caution=caution(instrument),
        languages=", ".join(map(language_words, instrument.languages)),
        states=list(_states(instrument, imported, own)),
        is_ready=bool(instrument.wordings) and not withdrawn,
    )


def _states(
    instrument: Instrument, imported: ClinicInstrument | None, packs: list[WordingPack]
) -> Iterable[State]:
    if imported and imported.withdrawn_at:
        words = _("imported on %(day)s") % {"day": _day(imported.imported_at)}
        yield State(_("withdrawn"), "quiet", words)
        return
    worded = set(instrument.wordings) - {pack.language for pack in packs if pack.is_on}
    if imported:
        words = _("on %(day)s") % {"day": _day(imported.imported_at)}
        yield State(_("imported"), "", words)
    elif worded:
        yield State(_("ready"), "", _("wording shipped"))
    current = [pack for pack in packs if pack.withdrawn_at is None]
    for pack in current:
        yield _pack_state(pack)
    if not instrument.wordings and not current:
        yield from _needed(instrument, packs)


def _needed(instrument: Instrument, packs: list[WordingPack]) -> Iterable[State]:
    needed = {
        Licence.PERMISSION_REQUIRED: _("permission required"),
        Licence.CC_BY_ND: _("paste the official text"),
    }
    yield State(_("wording needed"), "quiet", needed.get(instrument.licence, ""))
    if packs:
        yield _pack_state(packs[-1])


def _pack_state(pack: WordingPack) -> State:
    values = {
        "language": language_words(pack.language),
        "day": _day(pack.withdrawn_at or pack.switched_on_at),
        "name": (pack.withdrawn_by or pack.switched_on_by or pack.created_by).name
        if not pack.is_draft
        else "",
    }
    if pack.withdrawn_at:
        return State(_("withdrawn"), "quiet", _("%(language)s, on %(day)s by %(name)s") % values)
    if pack.switched_on_at:
        return State(_("on"), "ask", _("%(language)s, since %(day)s by %(name)s") % values)
    return State(_("draft"), "quiet", _("%(language)s, not switched on") % values)


def _day(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT") if at else ""


def _sentence(rows: list[Row]) -> str:
    """'Six instruments are ready. Seven wait for their wording.'"""
    ready = sum(row.is_ready for row in rows)
    waiting = sum(not row.instrument.wordings for row in rows)
    first = ngettext("%(many)s instrument is ready.", "%(many)s instruments are ready.", ready)
    second = ngettext(
        "%(many)s waits for its wording.", "%(many)s wait for their wording.", waiting
    )
    sentences = [_counted(first, ready)] + ([_counted(second, waiting)] if waiting else [])
    return " ".join(sentences)


def _counted(sentence: str, many: int) -> str:
    return str(capfirst(sentence % {"many": apnumber(many)}))
