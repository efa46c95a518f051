"""Edits an admin's TOML files: comments, order, layout and line ends stay as they were."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import tomlkit

from nejtak.base.files import write_file


def set_key(path: Path, *keys: str, value: str | int) -> None:
    """Set one key of a valid TOML file, in tables that are made if they are missing.

    `set_key(path, "recipients", "reserve", value="age1...")` adds a line to `[recipients]`.
    """
    content = path.read_bytes()
    text = content.decode("utf-8-sig")
    mark = content[: len(content) - len(text.encode())]  # which some editors put at the beginning
    end = _line_end(text)
    document = tomlkit.parse(text.replace(end, "\n") if end else re.sub(r"\r(?!\n)", "\n", text))
    table: MutableMapping[str, Any] = document
    for key in keys[:-1]:
        if key not in table:
            table[key] = tomlkit.table()
        table = table[key]
    table[keys[-1]] = value
    written = document.as_string()
    write_file(path, mark + (written.replace("\n", end) if end else written).encode())


def _line_end(text: str) -> str:
    """The one line end of a file that is not LF throughout; empty for LF, and for a mixture."""
    windows = text.count("\r\n")
    if 0 < windows == text.count("\n") == text.count("\r"):
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else ""


def toml_text(text: str) -> str:
    """A text as TOML writes it, with its quotation marks."""
    return tomlkit.string(text).as_string()
