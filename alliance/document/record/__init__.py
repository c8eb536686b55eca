"""A client's whole record, to hand over when care moves elsewhere."""

from alliance.document.record.wanted import Wanted
from alliance.document.record.whole import never_held, record_document

__all__ = ["Wanted", "never_held", "record_document"]
