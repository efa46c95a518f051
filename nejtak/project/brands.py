"""A client's brand: colour, logo, tone and font, from `[brand]` in client.toml."""

from __future__ import annotations

import re
from pathlib import Path

from nejtak.brand import Logo, font_fault, read_logo
from nejtak.errors import SourceError
from nejtak.project.model import TONES, Brand, Font
from nejtak.project.source import Source
from nejtak.project.toml_table import TomlTable

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def parse_brand(source: Source, folder: str, table: TomlTable) -> Brand:
    """Read one client's brand; `folder` is the client's, relative to the sources."""
    colour = table.text("colour", example='"#007ea7"')
    if colour is not None and not COLOUR.fullmatch(colour):
        table.fault("colour", "bad-colour", value=colour)
        colour = None
    logo, logo_dark = (_logo(source, folder, table, key) for key in ("logo", "logo_dark"))
    if logo_dark and "logo" not in table.values:
        table.fault("logo_dark", "logo-dark-alone")
    tone = table.one_of("tone", TONES)
    font = _font(source, folder, table.table("font"))
    table.done()
    return Brand((colour or "#000000").lower(), logo, tone or TONES[0], font, logo_dark)


def _logo(source: Source, folder: str, table: TomlTable, key: str) -> Logo | None:
    path = _file(source, folder, table, key, f"remove the key {key!r}")
    if path is None:
        return None
    try:
        return read_logo(path, _name(source, path))
    except SourceError as error:
        table.faults.collected += error.faults
        return None


def _font(source: Source, folder: str, table: TomlTable) -> Font | None:
    """Read the font's files. A licence is required, so that nobody forgets to have one."""
    if not table.given:
        return None
    fix = "remove [brand.font]"
    regular = _file(source, folder, table, "regular", fix, example='"fonts/Own-Regular.woff2"')
    bold = _file(source, folder, table, "bold", fix)
    licence = _file(source, folder, table, "licence", fix, example='"fonts/OFL.txt"')
    if licence is not None and not licence.stat().st_size:
        table.faults.add(_name(source, licence), "", "empty")
    for path in filter(None, (regular, bold)):
        fault = font_fault(path)
        if fault is not None:
            table.faults.add(_name(source, path), "", fault)
    table.done()
    return Font(regular, bold) if regular is not None else None


def _file(
    source: Source,
    folder: str,
    table: TomlTable,
    key: str,
    otherwise: str,
    example: str | None = None,
) -> Path | None:
    """The file that a key names, relative to client.toml; None if it is missing."""
    name = table.text(key, example=example)
    if name is None:
        return None
    file = f"{folder}/{name}"
    if file not in source.files:
        fix = f"Add it next to client.toml, or {otherwise}."
        table.faults.add(file, "", "missing-file", fix=fix)
        return None
    path = source.path(file)
    if not path.is_file():
        table.faults.add(file, "", "link-broken")
        return None
    return path


def _name(source: Source, path: Path) -> str:
    return path.relative_to(source.root).as_posix()
