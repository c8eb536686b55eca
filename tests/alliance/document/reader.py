"""What a PDF says: its text page by page, and its tags."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf


@dataclass
class Read:
    """A PDF as a reader has it.

    `pages` is the text of each page with its head and foot, `bodies` without; line ends are spaces.
    """

    pdf: pikepdf.Pdf
    pages: list[str]
    bodies: list[str]

    @property
    def text(self) -> str:
        """Everything that is printed, in order, without what stands on every page."""
        return " ".join(self.bodies)

    def says(self, words: str) -> bool:
        """Whether the words are there, however they are broken into lines."""
        return squeezed(words) in squeezed(self.text)

    def count(self, words: str) -> int:
        return squeezed(self.text).count(squeezed(words))

    @property
    def tags(self) -> set[str]:
        """The structure types that occur."""
        found: set[str] = set()
        _gather(self.pdf.Root.StructTreeRoot.get("/K"), found)
        return found

    @property
    def bookmarks(self) -> list[str]:
        with self.pdf.open_outline() as outline:
            return [each.title for each in outline.root]


def read(content: bytes) -> Read:
    pdf = pikepdf.open(BytesIO(content))
    pages = [_page(page) for page in pdf.pages]
    return Read(
        pdf,
        ["".join(text for text, _ in page) for page in pages],
        ["".join(text for text, artifact in page if not artifact) for page in pages],
    )


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _gather(node: Any, found: set[str]) -> None:
    if isinstance(node, pikepdf.Array):
        for each in node:
            _gather(each, found)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        found.add(str(node.S).lstrip("/"))
        if "/K" in node:
            _gather(node.K, found)


def _page(page: pikepdf.Page) -> list[tuple[str, bool]]:
    """The pieces of text in order, each with whether it is an artifact: no part of the content."""
    fonts = {name: _unicode(font) for name, font in (page.Resources.get("/Font") or {}).items()}
    written: list[tuple[str, bool]] = []
    # Of each marked piece that is open: whether text stands for it, whether it is an artifact.
    instead: list[bool] = []
    artifact: list[bool] = []
    current: dict[int, str] = {}
    for step in pikepdf.parse_content_stream(page):
        operands: Any = step.operands
        act = str(step.operator)
        if act == "Tf":
            current = fonts[str(operands[0])]
        elif act in {"Td", "Tm", "T*", "BT"}:
            written.append((" ", any(artifact)))
        elif act in {"BDC", "BMC"}:
            actual = operands[1].get("/ActualText") if len(operands) > 1 else None
            if actual is not None and not any(instead):
                written.append((str(actual), any(artifact)))
            instead.append(actual is not None)
            artifact.append(str(operands[0]) == "/Artifact")
        elif act == "EMC":
            instead.pop()
            artifact.pop()
        elif act in {"Tj", "TJ"} and not any(instead):
            shown = operands[0] if act == "TJ" else [operands[0]]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    written += [
                        (current.get(int.from_bytes(codes[at : at + 2]), "\ufffd"), any(artifact))
                        for at in range(0, len(codes), 2)
                    ]
    return written


def _unicode(font: Any) -> dict[int, str]:
    """The font's ToUnicode map, for fonts with codes of two bytes."""
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block
        ):
            begin = int.from_bytes(bytes.fromhex(text))
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                size = len(text) // 2
                found[code] = (begin + step).to_bytes(size).decode("utf-16-be")
    return found
