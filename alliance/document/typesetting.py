"""From a document to a PDF that everybody can read: tagged, PDF/UA-1."""

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from django.utils.translation import gettext as _

from alliance.document.parts import Document
from alliance.document.press import REFUSED

TEMPLATE = Path(__file__).with_name("document.typ")
PRESS = Path(__file__).with_name("press.py")
# A record of five hundred sessions takes two; the web server gives a request thirty.
SECONDS = 25
# A text that needs more rounds than this has every sign named that no typeface may have.
ROUNDS = 4
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_ENDS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_RTL, _LTR = {"R", "AL"}, {"L"}


def as_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1.

    A sign that no typeface of this machine has (an emoji, say) is given by its name in brackets,
    and the end of the document says so: a box would say nothing, and PDF/UA forbids it.
    """
    named: dict[str, str] = {}
    for _round in range(ROUNDS):
        unshown: set[str] = set()
        pdf = _attempt(document, named, unshown)
        if pdf is not None:
            return pdf
        named |= {each: in_words(each) for each in unshown}
    everything = "".join(_texts(asdict(document)))
    named |= {each: in_words(each) for each in set(everything) if ord(each) > 0x24F}
    return typeset(TEMPLATE.read_text(), _inputs(document, named))


def _attempt(document: Document, named: dict[str, str], unshown: set[str]) -> bytes | None:
    """One try. None when some signs have no typeface: those are added to `unshown`."""
    try:
        return typeset(TEMPLATE.read_text(), _inputs(document, named))
    except Refused as refused:
        found = {_unescaped(each) for each in _UNSHOWN.findall(refused.why)}
        if not found - set(named):
            raise
        unshown |= found
    return None


class Refused(Exception):
    """Typst would not set the document. `why` may quote it, and so is not the message."""

    def __init__(self, why: str) -> None:
        super().__init__("typst refused a document")
        self.why = why


def typeset(source: str, inputs: dict[str, str]) -> bytes:
    """Have a source set by the press. Words go in by a pipe: not by a file, not by an argument."""
    done = subprocess.run(  # noqa: S603 — our own interpreter and our own file
        [sys.executable, "-I", PRESS],
        input=json.dumps({"source": source, "inputs": inputs}).encode(),
        capture_output=True,
        check=False,
        timeout=SECONDS,
        env={"LANG": "C.UTF-8", "TMPDIR": gettempdir()},
    )
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode())
    if done.returncode:
        raise RuntimeError(f"the press stopped with status {done.returncode}")
    return done.stdout


def in_words(sign: str) -> str:
    """'[grinning face]'; joiners and variants within one sign are not read out."""
    spoken = [each for each in sign if unicodedata.category(each) not in {"Cf", "Mn", "Cc"}]
    names = [unicodedata.name(each, f"U+{ord(each):04X}").lower() for each in spoken]
    return f"[{', '.join(names)}]" if names else ""


def _inputs(document: Document, named: dict[str, str]) -> dict[str, str]:
    data = _prepared(asdict(document) | {"on": document.on.isoformat()}, _renaming(named))
    if named:
        data["colophon"] = [*data["colophon"], _about_named()]
    said = {
        "page": _("{n} of {all}"),
        "contents": _("What is in it"),
        "hash": _("SHA-256 of the signed text"),
        "struck_ends": _("End of what was struck through."),
    }
    return {"document": json.dumps(data), "said": json.dumps(said)}


def _about_named() -> str:
    return _(
        "Signs for which there is no typeface here are given by their names in square brackets. "
        "The record holds them as they were typed."
    )


def _renaming(named: dict[str, str]) -> Any:
    if not named:
        return lambda text: text
    longest_first = sorted(named, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(each) for each in longest_first))
    return lambda text: pattern.sub(lambda found: named[found[0]], text)


def _prepared(data: Any, rename: Any) -> Any:
    """The same with running text as paragraphs of lines, and every sign that can be shown."""
    if isinstance(data, str):
        return rename(data)
    if isinstance(data, dict):
        ready = {key: _prepared(value, rename) for key, value in data.items()}
        if ready.get("kind") == "words":
            ready["text"] = _paragraphs(ready["text"])
        if ready.get("kind") == "facts":
            ready["pairs"] = [[name, value.split("\n")] for name, value in ready["pairs"] if value]
        return ready
    if isinstance(data, list | tuple):
        return [_prepared(each, rename) for each in data]
    return data


def _paragraphs(text: str) -> list[dict[str, Any]]:
    """Paragraphs are parted by blank lines; each reads from the side its first letter does."""
    parted = re.split(r"\n(?:[^\S\n]*\n)+", text.strip("\n"))
    written = [each for each in parted if each.strip()]
    return [{"lines": each.split("\n"), "rtl": _reads_leftwards(each)} for each in written]


def _reads_leftwards(text: str) -> bool:
    for each in text:
        direction = unicodedata.bidirectional(each)
        if direction in _RTL | _LTR:
            return direction in _RTL
    return False


def _texts(data: Any) -> Any:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else _ENDS.get(found[2], found[2])

    return _ESCAPED.sub(one, text)
