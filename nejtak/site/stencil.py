"""Pages with gaps: rendered once for all clients, then filled for each of them.

Most of a page is the same whoever's it is. So it is rendered with a gap for each value that is one
client's alone, and cut at the gaps; any client's page is the pieces with its values between them.

A template can show a gap and ask whether it is there, and nothing else: one that looks into it
raises. What is put in is escaped, and is never searched for gaps. The mark of a gap holds a random
number, so that nobody's words can be one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import NoReturn

_NUMBER = secrets.token_hex(16)
_MARK = re.compile(rf"{_NUMBER}\(([\w.]+)\)".encode())


class GapError(TypeError):
    """A template looked into a value that it was to show only."""


class Gap:
    """Stands for the value of that name, which is not empty."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __html__(self) -> str:
        """What is shown in its place, until it is filled."""
        return f"{_NUMBER}({self._name})"

    def _refuse(self, *_: object) -> NoReturn:
        raise GapError(self._name)

    __str__ = __repr__ = __format__ = __eq__ = __hash__ = _refuse


class Stencil:
    """A page that was rendered with gaps."""

    def __init__(self, html: bytes) -> None:
        self._pieces: list[bytes] = _MARK.split(html)
        self._names = [name.decode() for name in self._pieces[1::2]]

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """Return the page with these values, which are escaped already."""
        pieces = self._pieces.copy()
        pieces[1::2] = [values[name] for name in self._names]
        return b"".join(pieces)
