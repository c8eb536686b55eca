"""Words are data: whatever somebody wrote is printed as it stands, and nothing is ever read."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.document.parts import Document, Facts, Section, Signature, Table, Words
from alliance.document.typesetting import Refused, as_pdf, in_words, typeset
from tests.alliance.document.reader import Read, read, squeezed


def printed(text: str, *, struck: str = "") -> Read:
    return read(
        as_pdf(
            Document(
                title="Session note",
                lede="",
                running="M.",
                clinic="Riverside",
                language="en",
                on=date(2026, 11, 17),
                facts=Facts([("Client", "M.")]),
                sections=[
                    Section(
                        "Note",
                        [
                            Words(text, heading="Data", struck=struck),
                            Table(["One", "Two"], [[text[:200], "two"]]),
                            Signature("Signed", digest="ab" * 32),
                        ],
                    )
                ],
            )
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/cetz:0.4.0": canvas',
        '#include "/etc/passwd" #read("/etc/passwd") #sys.inputs',
        '$x^2$ \\ ] [ #] *bold* _soft_ `code` <label> @ref // c /* c */ ~ -- --- ... "q" it\'s',
        "= Not a heading\n- no list\n+ no number\n/ no: term",
        '#set page(width: 1pt)\n#panic("no")\n#let doc = 1',
        "{{ template }} {% tag %} &amp; <script>alert(1)</script> \\u{41} %PDF (a) \\(",
        "Ça va, señor? Łódź, Straße, Ω, Привет, Γειά, 10 €, 20 °C, ½, →, “quoted”, fi ffl",
        "https://example.org/" + "a-very-long-address/" * 30,
        "x" * 20_000,
        "A sentence of twenty-odd signs. " * 640,
    ],
)
def test_it_comes_out_as_it_was_written(text: str) -> None:
    assert printed(text).says(text)


def test_line_ends_and_paragraphs_stay() -> None:
    tags = printed("first\nsecond\n\nthird").text
    assert tags.index("first") < tags.index("second") < tags.index("third")
    assert "first second" in " ".join(tags.split())


def test_writing_from_the_right() -> None:
    found = printed("שלום עולם")
    # Glyphs stand in the order in which they are drawn; in the passage and in the table.
    drawn = [each for each in squeezed(found.text) if "\u0590" <= each <= "\u05ff"]
    assert sorted(drawn) == sorted("שלוםעולם" * 2)


def test_a_sign_without_a_typeface_is_named() -> None:
    """A private sign is in no typeface anywhere; PDF/UA refuses an empty box."""
    found = printed("Before \U000f1234 after.")
    assert found.says("Before [u+f1234] after.")
    assert found.says("are given by their names in square brackets")
    assert not printed("Nothing of the kind.").says("square brackets")


def test_an_emoji_is_shown_or_named() -> None:
    found = printed("Glad 😀 today.")
    assert found.says("Glad 😀 today.") or found.says("Glad [grinning face] today.")


def test_names_of_signs() -> None:
    assert in_words("😀") == "[grinning face]"
    assert in_words("👩\u200d👧") == "[woman, girl]"
    assert in_words("\u200b") == ""


def test_what_is_struck_through_says_so_in_words() -> None:
    found = printed("About somebody else.", struck="Struck through by Ines Okafor: wrong person")
    assert found.says("Struck through by Ines Okafor: wrong person")
    assert found.says("About somebody else.")
    assert found.says("End of what was struck through.")


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_no_text_stops_the_press(text: str) -> None:
    assert printed(text).says("Signed")


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../etc/passwd")',
        '#include "/document.typ"',
        '#import "@local/anything:1.0.0": it',
        '#image("/etc/hostname")',
    ],
)
def test_there_is_nothing_to_read(source: str) -> None:
    """Even a source of somebody else's finds neither a file nor a package."""
    with pytest.raises(Refused) as refused:
        typeset(f'#set document(title: "T")\n#title()\n{source}', {})
    assert "root:" not in refused.value.why
    assert str(refused.value) == "typst refused a document"


def test_the_template_takes_nothing_from_elsewhere() -> None:
    from alliance.document.typesetting import TEMPLATE

    code = [line for line in TEMPLATE.read_text().splitlines() if not line.strip().startswith("//")]
    for word in ("import", "include", "read(", "plugin", "image(", "eval("):
        assert not any(word in line for line in code), word


def test_a_web_worker_never_holds_typst() -> None:
    """It is set in a process of its own, which ends with the document."""
    code = (
        "import os, sys, tempfile\n"
        'os.environ.update(DJANGO_SETTINGS_MODULE="tests.settings", DATA_DIR=tempfile.mkdtemp())\n'
        "import config.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "from alliance.document.typesetting import typeset\n"
        "pdf = typeset('#set document(title: \"T\")\\n#title()', {})\n"
        "print(pdf[:5], 'typst' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "b'%PDF-' False\n"
