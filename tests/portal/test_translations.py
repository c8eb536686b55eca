"""Whatever a client reads is there in Spanish, and the compiled file says what its source says."""

import ast
import re
import struct
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale" / "es" / "LC_MESSAGES"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
QUOTED = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""

Messages = dict[str, str]


def source() -> Messages:
    """django.po: each text with its translation; plural forms are joined as they are compiled."""
    entries: Messages = {}
    for block in (LOCALE / "django.po").read_text(encoding="utf-8").split("\n\n"):
        assert "#, fuzzy" not in block
        parts: dict[str, str] = {}
        for keyword, text in re.findall(rf"^(msg\S+) ((?:{QUOTED}\n?)+)", block, re.MULTILINE):
            parts[keyword] = "".join(ast.literal_eval(each) for each in re.findall(QUOTED, text))
        if parts:
            ids = [parts["msgid"], *([parts["msgid_plural"]] if "msgid_plural" in parts else [])]
            forms = [text for keyword, text in parts.items() if keyword.startswith("msgstr")]
            entries["\0".join(ids)] = "\0".join(forms)
    return entries


def compiled() -> Messages:
    """django.mo, read by the format in GNU gettext's manual, “The Format of GNU MO Files”."""
    raw = (LOCALE / "django.mo").read_bytes()
    magic, _, count, originals, translations = struct.unpack_from("<5I", raw)
    assert magic == 0x950412DE

    def text(table: int, number: int) -> str:
        length, offset = struct.unpack_from("<2I", raw, table + 8 * number)
        return raw[offset : offset + length].decode()

    return {text(originals, each): text(translations, each) for each in range(count)}


def in_python(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            plural = node.func.id.startswith("ngettext")
            found.add("\0".join(str(text) for text in texts[: 2 if plural else 1]))
    return found


def in_template(path: Path) -> set[str]:
    calls = templatize(path.read_text(encoding="utf-8"))
    return {ast.literal_eval(text) for text in re.findall(rf"gettext\(u?({QUOTED})", calls)}


def spoken() -> set[str]:
    """Every text in what clients read."""
    mail = [ROOT / "alliance" / name for name in ("letters.py", "mail.py")]
    python = [*(ROOT / "portal").rglob("*.py"), *mail]
    templates = (ROOT / "templates" / "portal").rglob("*.html")
    return set().union(*map(in_python, python), *map(in_template, templates)) - {""}


def test_the_texts_are_found() -> None:
    found = spoken()
    for text in [
        "A few questions before we meet",
        "Begin",
        "%(number)s of %(count)s",
        "Please choose one of these, or leave it out.",
    ]:
        assert text in found
    assert len(found) >= 80


def test_nothing_a_client_reads_is_untranslated() -> None:
    translated = source()
    assert [text for text in sorted(spoken()) if not translated.get(text)] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    assert set(source()) - spoken() == {""}


def test_translations_keep_the_places_for_names_and_numbers() -> None:
    place = re.compile(r"%\(\w+\)[sd]")
    for text, translation in source().items():
        for form in translation.split("\0"):
            assert set(place.findall(form)) == set(place.findall(text)), text


def test_each_number_has_its_form() -> None:
    """Where one is missing, Django says the English text without a word."""
    source_of_all = source()
    (forms,) = re.findall(r"nplurals=(\d)", source_of_all[""])
    counted = {
        text: len(translation.split("\0"))
        for text, translation in source_of_all.items()
        if "\0" in text
    }
    assert len(counted) >= 6
    assert set(counted.values()) == {int(forms)}


def test_the_compiled_file_says_the_same() -> None:
    in_source, in_compiled = source(), compiled()
    # The heading alone may differ: compiling drops the date of the last collection.
    assert {**in_compiled, "": ""} == {**in_source, "": ""}
