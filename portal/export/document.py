"""The same record to read: each part a section, each row its facts and what belongs to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.document.days import day, moment
from alliance.document.parts import Document, Facts, Section, Table, Words
from clients.models import Client
from portal.export.labels import KEYS, LABELS
from portal.export.parts import PARTS
from portal.export.row import ME, Row

_AT_ONCE = {"sessions", "opened", "care_team"}
"""Parts of short rows that are read down a column: a table, not one by one."""


def own_document(client: Client, record: dict[str, Any]) -> Document:
    """`record` as `own_record` gives it. No query."""
    return Document(
        title=_("My record"),
        lede=client.clinic.name,
        running=f"{client.short_name} · {day(timezone.now())}",
        clinic=client.clinic.name,
        language=get_language() or "en",
        on=timezone.localdate(),
        facts=Facts(
            [
                (_("Name"), client.name),
                (_("Made"), moment(record["made_at"])),
                (_("Times are those of"), client.clinic.time_zone),
            ]
        ),
        sections=[_about(), *(_part(part.key, str(part.title), record) for part in PARTS)],
        contents=True,
    )


def left_out() -> list[str]:
    """What is in no copy, and why: said on the page and in the document alike."""
    return [
        _("Your therapist’s private working notes: by law and by design they are theirs alone."),
        _("What your therapist felt in the hour, and how they rated themselves."),
        _("Notes that were not released to you. You can ask your therapist for them."),
        _("What the software works out from your answers to help your therapist ask you."),
        _("What belongs to others who came with you."),
    ]


def _about() -> Section:
    return Section(_("About this copy"), [Words(lines=left_out(), heading=_("Not in this copy"))])


def _part(key: str, title: str, record: dict[str, Any]) -> Section:
    rows: list[Row] = record[key]
    if not rows:
        return Section(title, [Words(_("Nothing stands here."), soft=True)])
    if key in _AT_ONCE:
        return Section(title, [_table(rows)])
    return Section(title, sections=[_row(each, f"{n}") for n, each in enumerate(rows, 1)])


def _row(row: Row, number: str) -> Section:
    """A row under its date."""
    facts = [(_label(key), _shown(key, value)) for key, value in row.items() if _is_fact(value)]
    blocks: list[Any] = [Facts([pair for pair in facts if pair[1]])]
    for key, value in row.items():
        if isinstance(value, list) and value:
            blocks += _within(key, value)
    return Section(f"{number}. {_heading(row)}", blocks)


def _within(key: str, rows: list[Row]) -> list[Any]:
    if key == "passages":
        return [Words(each["words"], heading=each["heading"]) for each in rows]
    return [Words(heading=_label(key)), _table(rows)]


def _heading(row: Row) -> str:
    """Its first moment or day, else its title."""
    dates = (each for each in row.values() if isinstance(each, date))
    return row.get("title") or day(next(dates, None)) or row.get("name") or ""


def _table(rows: list[Row]) -> Table:
    keys = list(rows[0])
    shown = [[_shown(key, row[key]) for key in keys] for row in rows]
    return Table([_label(key) for key in keys], shown)


def _label(key: str) -> str:
    return str(LABELS[key])


def _is_fact(value: Any) -> bool:
    return not isinstance(value, list | UUID)


def _shown(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in KEYS and value in KEYS[key]:
        return str(KEYS[key][value])
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if value == ME:
        return _("me")
    return value if isinstance(value, str) else str(localize(value))
