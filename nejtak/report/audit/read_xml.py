"""Reads a part of a workbook or of slides that nejtak made into a tree."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_DECLARATION = re.compile(rb"""<\?xml version=["']1\.0["'] encoding=["']UTF-8["']""")


def read_xml(part: bytes) -> ElementTree.Element:
    """Return a part's tree; raise ValueError if it has comments or declarations, or is no XML."""
    if not _DECLARATION.match(part) or b"<!" in part:
        raise ValueError("a part has comments or declarations")
    try:
        return ElementTree.fromstring(part)  # noqa: S314 - without a DOCTYPE it has no entities
    except ElementTree.ParseError as error:
        raise ValueError("a part is no XML") from error
