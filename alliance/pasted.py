"""Text as it was meant: what a word processor leaves in it besides words is taken out. Pure."""

import re
import unicodedata

# Spaces of another kind, which look the same and are found by no search.
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006"), " ")
_SPACES |= dict.fromkeys(map(ord, "\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
# Characters of no width. Joiners stay: Persian, Hindi and family pictures are written with them.
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"), None)
# Ends of lines as others write them: Word's soft one, pages, Unicode's own.
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\u2028]")
# Windows-1252 read as Latin-1: quotes, dashes and bullets as characters that print nothing.
_WINDOWS = {
    code: character
    for code in range(0x80, 0xA0)
    if (character := bytes([code]).decode("cp1252", "ignore"))
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# A bullet of a list with the gap after it. Symbol fonts give a private character, Courier an "o".
_SIGNS = "•·▪▫◦●○■□\u2023\u2043\uf0a7\uf0b7\uf0d8"
_BULLET = re.compile(rf"^([ \t]*)(?:[{_SIGNS}][ \t]*|o\t[ \t]*)", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\(?(?:\d{1,3}|[a-zA-Z])[.)])\t[ \t]*", re.MULTILINE)
_BEFORE_LINE_END = re.compile(r"[ \t]+$", re.MULTILINE)
_GAP = re.compile(r"\n{4,}")


def clean_words(text: str) -> str:
    """The same words with plain spaces, one kind of line end and at most two blank lines in a row.

    Curly quotes and dashes are somebody's words and stay. Cleaning twice changes nothing more.
    `static/js/note/paste.js` does the same at once on the page.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    text = text.translate(_WINDOWS).translate(_SPACES).translate(_NOTHING)
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text))
    text = _NUMBER.sub(r"\1 ", _BULLET.sub(r"\1• ", text))
    return _GAP.sub("\n\n\n", _BEFORE_LINE_END.sub("", text))
