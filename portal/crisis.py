"""Where a client in crisis can turn: the clinic's lines, with numbers that a phone can dial."""

import re
from dataclasses import dataclass

# A run of digits as people write telephone numbers: +44 20 7946 0000, (555) 010-0199, 116 123, 988.
_NUMBER = re.compile(r"(?<![\w.:])(?<![a-zA-Z]/)(?:\+|\()?\d(?:[\d ()\-\u2011]*\d)?(?![\w:]|\.\d)")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_TEXTED = re.compile(r"\b(text|txt|sms|mensaje|texto)\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(call|phone|ring|llam\w+|tel\w*)\b", re.IGNORECASE)
_FEWEST_DIGITS = 3
_SHORT = 5  # with fewer digits than this, "9-17" is a time of day, not a number


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line; `href` where it leads somewhere."""

    text: str
    href: str = ""


def resources(text: str) -> list[list[Part]]:
    """The lines of a clinic's crisis resources, each in parts, blank lines left out."""
    return [_parts(line.strip()) for line in text.splitlines() if line.strip()]


def _parts(line: str) -> list[Part]:
    scheme = "sms" if _TEXTED.search(line) and not _CALLED.search(line) else "tel"
    found = [(match.span(), match.group()) for match in _ADDRESS.finditer(line)]
    for match in _NUMBER.finditer(line):
        inside = any(start <= match.start() < end for (start, end), _ in found)
        if not inside and (number := _dialled(match.group())):
            found.append((match.span(), f"{scheme}:{number}"))
    parts, at = [], 0
    for (start, end), href in sorted(found):
        parts += [Part(line[at:start])] if start > at else []
        parts.append(Part(line[start:end], href))
        at = end
    return parts + ([Part(line[at:])] if at < len(line) else [])


def _dialled(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if len(digits) < _FEWEST_DIGITS or (len(digits) < _SHORT and digits != written):
        return ""
    return ("+" if written.startswith("+") else "") + digits
