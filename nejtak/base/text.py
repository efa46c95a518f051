"""Reads text files, one way for all: whatever program or system has saved them, as UTF-8.

A byte order mark is left out, line ends become LF, and letters are composed (NFC): an `å` that a
Mac has written as two characters is one, so that equal words are equal texts.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from nejtak.errors import StateError

_MARK = "\ufeff"  # some programs write it at the beginning, and joined files have it inside

# Signs in place of a letter or a picture, and UTF-8 that was read as another encoding: `Ã¦`, `â€œ`.
# What may follow a word that ends in `Ã`, as in MANHÃ, is a sign of that only inside a word.
LOST_LETTER = re.compile(
    "[\ufffc\ufffd]|â€"
    "|[ÃÂ](?:[\x80-\xaa\xac-\xba\xbc-\xbf‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™šœžŸ]|[\xab\xbb€…‘’“”–—›](?=\\w))"
)


def decode_text(content: bytes) -> str:
    """The text of a file; raise UnicodeDecodeError if it is not UTF-8.

    A NUL is no text either: it is what UTF-16 looks like to a reader of UTF-8.
    """
    if b"\0" in content:
        start = content.index(b"\0")
        raise UnicodeDecodeError("utf-8", content, start, start + 1, "NUL")
    return composed(content.decode().replace(_MARK, "").replace("\r\n", "\n").replace("\r", "\n"))


def composed(text: str) -> str:
    """The text with composed letters."""
    return unicodedata.normalize("NFC", text)


def read_text(path: Path) -> str:
    """Read a text file; raise StateError if it is not UTF-8."""
    try:
        return decode_text(path.read_bytes())
    except UnicodeDecodeError:  # not chained: the error quotes the file
        raise StateError(f"{path} is not UTF-8 text. Save it as UTF-8.") from None
