"""The record as one file, and the schema that says what stands in it."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from clients.models import Client
from portal.export.parts import PARTS

VERSION = 1
FORMAT = "urn:alliance:own-record:1"
"""Which schema a file follows: its `$id`."""

_SCHEMA = Path(__file__).with_name("schema.json")


def own_record(client: Client) -> dict[str, Any]:
    """Every part of what the client may have. 26 queries at most, however long the record."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now(),
        "clinic": client.clinic.name,
        "time_zone": client.clinic.time_zone,
        "reference": client.code,
    } | {part.key: part.read(client) for part in PARTS}


def as_json(record: dict[str, Any]) -> bytes:
    """The record as UTF-8 that a person can read too; moments are in UTC (RFC 3339)."""
    return json.dumps(record, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode() + b"\n"


@cache
def schema() -> bytes:
    """The published JSON Schema (2020-12), as it is shipped."""
    return _SCHEMA.read_bytes()


def file_name(on: date, ending: str) -> str:
    """Named for a day, never for a person."""
    return f"my-record-{on.isoformat()}.{ending}"
