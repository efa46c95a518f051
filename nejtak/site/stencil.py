"""Pages with gaps: rendered once for all clients, then filled for each of them.

Most of a page is the same for all clients. So it is rendered once with a gap for each value that
differs, and split at the gaps; a client's page is these pieces with its values between them.

A template can print a gap and test whether it is set; any other use raises. The values are already
escaped, and are not searched for gaps. The mark of a gap contains a random number, so that no text
can look like one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import NoReturn

_NUMBER = secrets.token_hex(16)
_MARK = re.compile(rf"{_NUMBER}\(([\w.]+)\)".encode())


class GapError(TypeError):
    """A template used a gap's value in another way than printing it."""


class Gap:
    """A placeholder for a value that is not empty."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __html__(self) -> str:
        """The mark that is printed in its place, until it is filled."""
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
        """Return the page with these values, which must be escaped."""
        pieces = self._pieces.copy()
        pieces[1::2] = [values[name] for name in self._names]
        return b"".join(pieces)
