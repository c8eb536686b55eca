"""The scanned evidence of a permission: what may be kept, and under which name."""

from dataclasses import dataclass

from django.utils.text import slugify

LARGEST = 5 * 1024 * 1024

# What a file of this kind begins with: its type, its ending.
_BEGINNINGS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
_LONGEST_STEM = 60


class NotADocument(ValueError):
    """Neither a PDF nor a PNG or JPEG image."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it is kept beside a pack; its fields are named as the columns are."""

    document_name: str
    document_type: str
    document_file: bytes | None


def read_document(name: str, content: bytes) -> Document:
    """Return what was uploaded, named so that no system takes the name for anything else.

    The type is told by the first bytes; what the sender calls it is not believed. Raises
    NotADocument.
    """
    for beginning, (kind, ending) in _BEGINNINGS.items():
        if content.startswith(beginning):
            stem = slugify(name.rpartition(".")[0] or name)[:_LONGEST_STEM].strip("-_")
            return Document(f"{stem or 'document'}.{ending}", kind, content)
    raise NotADocument
