"""What is printed: one signed note, and a client's whole record for a transfer."""

from alliance.document.note import note_document, released_document
from alliance.document.parts import Document
from alliance.document.record import Wanted, record_document
from alliance.document.typesetting import as_pdf

__all__ = ["Document", "Wanted", "as_pdf", "note_document", "record_document", "released_document"]
