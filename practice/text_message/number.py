"""Telephone numbers as a gateway dials them."""

import re

_WRITTEN_WITH = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")
_WHOLE = re.compile(r"\+[1-9][0-9]{6,14}")


def dialled(number: str) -> str | None:
    """'+44 (1632) 960-123' or '0044 1632 960123' → '+441632960123'; None without a country.

    Seven to fifteen digits, as E.164 has it. That somebody answers there is not known.
    """
    bare = _WRITTEN_WITH.sub("", number.replace("(0)", ""))
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    return bare if _WHOLE.fullmatch(bare) else None
