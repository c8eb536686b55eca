"""Telephone numbers are found in the lines a clinic writes, and times of day are not."""

import pytest

from portal.crisis import Part, resources

FOUND = [
    ("Samaritans 116 123", ["tel:116123"]),
    ("Emergency 999", ["tel:999"]),
    ("112 or 911", ["tel:112", "tel:911"]),
    ("112/911", ["tel:112", "tel:911"]),
    ("On call: +44 20 7946 0018", ["tel:+442079460018"]),
    ("(555) 010-0199", ["tel:5550100199"]),
    ("1-800-273-8255", ["tel:18002738255"]),
    ("988 Lifeline: call or text 988", ["tel:988", "tel:988"]),
    ("Text SHOUT to 85258", ["sms:85258"]),
    ("Envía un mensaje al 85258", ["sms:85258"]),
    ("Every day, 9-17", []),
    ("Open 24/7", []),
    ("18:00-8:00", []),
    ("9.00-17.00", []),
    ("Room 12", []),
    ("www.samaritans.org", []),
    ("https://www.samaritans.org/116123, day and night", ["https://www.samaritans.org/116123"]),
    ("javascript:alert(1)", []),
    ("Teléfono de la Esperanza: 717 003 717.", ["tel:717003717"]),
]


@pytest.mark.parametrize(("line", "hrefs"), FOUND)
def test_what_can_be_dialled(line: str, hrefs: list[str]) -> None:
    [parts] = resources(line)
    assert [part.href for part in parts if part.href] == hrefs
    assert "".join(part.text for part in parts) == line


def test_lines_and_their_parts() -> None:
    assert resources("\n  Samaritans 116 123, day and night \r\n\n") == [
        [Part("Samaritans "), Part("116 123", "tel:116123"), Part(", day and night")]
    ]
    assert resources("") == []
