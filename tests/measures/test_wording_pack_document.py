"""The copy of a permission: what is taken in, and how it comes out again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from measures.documents import read_document
from measures.models import WordingPack
from practice.models import Membership
from tests.cast import Cast
from tests.measures.packs import draft

SignIn = Callable[[Membership], Client]

PDF = b"%PDF-1.7\nscan"
PNG = b"\x89PNG\r\n\x1a\nscan"
JPEG = b"\xff\xd8\xff\xe0scan"


def _address(pack: WordingPack, name: str = "pack") -> str:
    return reverse(name, kwargs={"code": pack.code})


def _save(browser: Client, pack: WordingPack, name: str, content: bytes, **more: str) -> Any:
    document = SimpleUploadedFile(name, content, content_type="text/html")
    return browser.post(
        _address(pack), {"version": "1", "to": "save", "document": document, **more}
    )


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "kind"),
    [
        ("Permission (2026).PDF", PDF, "permission-2026.pdf", "application/pdf"),
        ("letter.html", PNG, "letter.png", "image/png"),
        ('x"; filename="evil.exe.jpg', JPEG, "evilexe.jpg", "image/jpeg"),
        ("../../etc/passwd", JPEG, "passwd.jpg", "image/jpeg"),
        ("许可.pdf", PDF, "document.pdf", "application/pdf"),
    ],
)
def test_it_is_known_by_its_first_bytes_and_gets_a_harmless_name(
    cast: Cast, signed_in: SignIn, name: str, content: bytes, kept_as: str, kind: str
) -> None:
    pack = draft("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    assert _save(browser, pack, name, content).status_code == 302
    pack.refresh_from_db()
    assert (pack.document_name, pack.document_type) == (kept_as, kind)
    answer = browser.get(_address(pack, "pack_document"))
    assert answer.content == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="{kept_as}"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "name", ['x"\r\nSet-Cookie: a=b.pdf', "..", ".", "a/../b.pdf", "\0.pdf", ""]
)
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    kept = read_document(name, PDF).document_name
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.pdf", kept)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><script>alert(1)</script>", "This is neither a PDF nor a PNG or JPEG image"),
        (b"MZ\x90\x00", "This is neither a PDF nor a PNG or JPEG image"),
        (b" %PDF-1.7", "This is neither a PDF nor a PNG or JPEG image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is neither a PDF"),
        (b"", "The submitted file is empty."),
        (PDF + b" " * (5 * 1024 * 1024), "This file is larger than 5 MB."),
    ],
)
def test_anything_else_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, content: bytes, says: str
) -> None:
    pack = draft("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    answer = _save(browser, pack, "permission.pdf", content, title="Typed")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.partition('id="id_document_error"')[2].count(says) == 1
    assert 'value="Typed"' in page
    pack.refresh_from_db()
    assert (pack.document_name, pack.version) == ("", 1)
    assert browser.get(_address(pack, "pack_document")).status_code == 404


def test_the_largest_file_just_fits(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    content = PDF.ljust(5 * 1024 * 1024)
    assert _save(signed_in(cast.ada), pack, "permission.pdf", content).status_code == 302


def test_it_is_replaced_or_removed_while_the_pack_is_a_draft(cast: Cast, signed_in: SignIn) -> None:
    pack = draft("wai-sr", cast.ada)
    browser = signed_in(cast.ada)
    _save(browser, pack, "first.pdf", PDF)
    browser.post(_address(pack), {"version": "2", "to": "save"})  # keeps it
    pack.refresh_from_db()
    assert (pack.document_name, pack.version) == ("first.pdf", 2)
    removed = {"version": "2", "to": "save", "drop_document": "on"}
    assert browser.post(_address(pack), removed).status_code == 302
    pack.refresh_from_db()
    assert (pack.document_name, pack.document_type, pack.document_file) == ("", "", None)
