"""Reads an admin's sources from disk, whatever the files mean.

Only files that belong to the project are read and judged, see places.py. Faults of reading are
collected like all others, so that one run reports them all.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from nejtak.base import shipped as ours
from nejtak.base.text import composed, decode_text
from nejtak.errors import Fault, Faults, StateError
from nejtak.project import places

OVERRIDABLE = ("locales/", "playbook/", "privacy/")
STAGES = "stages.toml"  # the former place of the stages, which are now in nejtak.toml
NOT_OVERRIDABLE = ("templates", "static", "headers.toml")
HIDDEN = "."  # the names of ignored files and folders begin with it: `.git`, an editor's backups
# The end of tomllib's messages; nejtak reports the line as the place of the fault.
_PLACE = re.compile(r" \(at line ([0-9]+), column ([0-9]+)\)$")
# Letters that word processors write instead of those that TOML has outside of quotes.
_SIGNS = {
    '"': "“”„‟″«»＂",
    "'": "‘’‚‛′´`",
    "-": "‐‑‒–—−",
    "=": "＝",
    " ": "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000",
}
_PLAIN = {sign: plain for plain, signs in _SIGNS.items() for sign in signs}


TableValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The files in `root`, by their relative POSIX paths, with composed letters.

    `shipped` are nejtak's own files, which these override; None if `root` is nejtak's own folder.
    `tables` are the .toml and .json files, `documents` the .md files, `files` all of them.
    `unread` are those that could not be read, `named_otherwise` the paths on disk of those whose
    letters are not composed there.
    """

    root: Path
    shipped: Source | None
    tables: Mapping[str, TableValues]
    documents: Mapping[str, str]
    files: frozenset[str]
    faults: tuple[Fault, ...]
    unread: frozenset[str] = frozenset()
    named_otherwise: Mapping[str, Path] = field(default_factory=dict)

    def path(self, file: str) -> Path:
        """Where a file is on disk."""
        return self.named_otherwise.get(file, self.root / file)

    def folders(self, parent: str) -> tuple[str, ...]:
        """The names of the folders in `parent` with any file in them, sorted."""
        inside = _inside(self.files).get(parent, ())
        return tuple(sorted(name.removesuffix("/") for name in inside if name.endswith("/")))

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The stems of the project's files in `folder` that end in `suffix`, sorted."""
        inside = [name for name in _inside(self.files).get(folder, ()) if name.endswith(suffix)]
        return tuple(
            sorted(n.removesuffix(suffix) for n in inside if places.belongs(f"{folder}/{n}"))
        )


@lru_cache(maxsize=2)  # an admin's sources, and nejtak's own
def _inside(files: frozenset[str]) -> Mapping[str, Set[str]]:
    """The names in each folder; those of folders end in a slash."""
    inside: dict[str, set[str]] = {}
    for file in files:
        path, slash = file, ""
        while "/" in path:
            path, _, name = path.rpartition("/")
            inside.setdefault(path, set()).add(name + slash)
            slash = "/"
    return inside


def read_sources(root: Path) -> Source:
    """Read an admin's sources; raise StateError if there is no such folder.

    They may override nejtak's locales and playbook. Templates, script, style and headers are
    nejtak's only, since the promise to candidates depends on them: a copy in the sources is a
    fault, as an upgrade would not change it.
    """
    faults = Faults()
    if root.resolve() == ours.SITE.resolve():
        return _read(root, None, faults)
    for name in NOT_OVERRIDABLE:
        if (root / name).exists():
            faults.add(name, "", "not-yours")
    if (root / STAGES).exists():
        faults.add(STAGES, "", "stages-moved")
    return _read(root, _read(ours.SITE, None, faults, OVERRIDABLE), faults)


def _read(
    root: Path, shipped: Source | None, faults: Faults, under: tuple[str, ...] = ()
) -> Source:
    found: dict[str, os.DirEntry[str]] = {}
    strays, meanings = [], set()
    for name, entry in walk(root):
        if not name.startswith(under or ""):
            continue
        if not _is_file(entry):
            _judge_link(name, entry, faults)
        elif not places.belongs(name):
            if meant := places.almost(name):
                faults.add(name, "", "near-name", name=meant)
                meanings.add(meant)
                continue
            if places.is_stray(name):
                strays.append(name)
        if name in found:
            faults.add(name, "", "name-twice")
        found[name] = entry
    faults.unread |= meanings - found.keys()
    tables, documents = _contents(found, faults)
    for name in strays:
        folder, _, own = name.rpartition("/")
        if own not in _texts(tables.get(f"{folder}/client.toml")):
            faults.add(name, "", "no-place", known=", ".join(places.names_in(folder)))
            del found[name]
    return Source(
        root,
        shipped,
        tables,
        documents,
        frozenset(found.keys() | faults.unread),
        tuple(faults.collected),
        frozenset(faults.unread),
        {name: Path(e.path) for name, e in found.items() if not e.path.endswith(name)},
    )


def _judge_link(name: str, entry: os.DirEntry[str], faults: Faults) -> None:
    """Report a folder with almost the right name, and a link that leads nowhere."""
    meant = places.almost(name, folder=True)
    if _is_folder(entry) and meant:
        faults.add(name, "", "near-name", name=meant)
        faults.unread.add(meant)
    elif _is_folder(entry) and places.is_place(name):
        faults.add(name, "", "link-loop")
    elif not _is_folder(entry) and (places.is_place(name) or places.belongs(name)):
        faults.add(name, "", "link-broken")


def _contents(
    found: Mapping[str, os.DirEntry[str]], faults: Faults
) -> tuple[dict[str, TableValues], dict[str, str]]:
    tables: dict[str, TableValues] = {}
    documents: dict[str, str] = {}
    for name, entry in found.items():
        if not (name.endswith(places.READ) and places.belongs(name) and _is_file(entry)):
            continue
        text = _text(name, Path(entry.path).read_bytes(), faults)
        if text is None:
            continue
        if name.endswith(".md"):
            documents[name] = text
        else:
            tables[name] = _table(name, text, faults)
    return tables, documents


def _texts(values: object) -> Iterator[str]:
    """Each text in a table, at any depth."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from _texts(value)


def walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield each file of the project's folders with its relative POSIX path, in a fixed order.

    Hidden files, and folders that other programs make, are left out. Links are followed. A link to
    a folder that contains it, or to nothing, is yielded itself, and so is a folder with almost the
    right name: none is ignored in silence. Raises StateError if there is no such folder.
    """
    if not root.is_dir():
        raise StateError(
            f"There is no folder {root}. Correct 'sources' in nejtak.toml, or use --source."
        )
    return _walk(str(root), "", [root.stat()])


def _walk(
    folder: str, path: str, above: list[os.stat_result]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        in_order = sorted(entries, key=lambda entry: entry.name)
    for entry in in_order:
        if entry.name.startswith(HIDDEN) or entry.name in places.LITTER:
            continue
        name = path + composed(entry.name)
        if not path and name not in places.FOLDERS + NOT_OVERRIDABLE:
            if _is_folder(entry) and places.almost(name, folder=True):
                yield name, entry
            continue
        if not _is_folder(entry):
            if _is_file(entry) or entry.is_symlink():
                yield name, entry
            continue
        here = entry.stat()
        if any(os.path.samestat(here, one) for one in above) or places.almost(name, folder=True):
            yield name, entry
        else:
            yield from _walk(entry.path, f"{name}/", [*above, here])


def entry_stat(entry: os.DirEntry[str]) -> os.stat_result:
    """The status of an entry that `walk` yields: of the file, or of a link to no file."""
    return entry.stat(follow_symlinks=_is_file(entry))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with contextlib.suppress(OSError):  # links to each other
        return entry.is_dir()
    return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    with contextlib.suppress(OSError):
        return entry.is_file()
    return False


def read_table(file: Path, faults: Faults) -> TableValues | None:
    """Read one file; None if it is missing, or, with a fault, if it cannot be read."""
    if not file.is_file():
        return None
    text = _text(file.name, file.read_bytes(), faults)
    known = len(faults.collected)
    table = _table(file.name, text, faults) if text is not None else None
    return table if len(faults.collected) == known else None


def _text(name: str, content: bytes, faults: Faults) -> str | None:
    try:
        return decode_text(content)
    except UnicodeDecodeError as error:
        faults.add(name, content.count(b"\n", 0, error.start) + 1, "not-utf8")
        return None


def _table(name: str, text: str, faults: Faults) -> TableValues:
    syntax, read = "toml-syntax", tomllib.loads
    if name.endswith(".json"):
        syntax, read = "json-syntax", json.loads
    try:
        table = read(text)
    except RecursionError:
        faults.add(name, "", syntax, error="Nested too deeply")
    except json.JSONDecodeError as error:
        faults.add(name, error.lineno, syntax, error=error.msg)
    except ValueError as error:
        line, sign = _sign(text, str(error))
        if sign:
            faults.add(name, line, "toml-sign", sign=sign, plain=_PLAIN[sign])
        else:
            faults.add(name, line, syntax, error=_PLACE.sub("", str(error)))
    else:
        return table if isinstance(table, dict) else {}
    return {}


def _sign(text: str, error: str) -> tuple[str, str]:
    """The line of an error in TOML, and the letter in it that TOML has only inside of quotes."""
    place = _PLACE.search(error)
    lines = text.split("\n")
    if place is None:  # the end of the file: a quote of three that nothing ends
        ends = (n for n, line in enumerate(lines, 1) for sign in _PLAIN if sign * 3 in line)
        number = next(ends, 0)
        line = lines[number - 1] if number else ""
    else:
        number = int(place[1])
        line = lines[number - 1] if number <= len(lines) else ""
    outside = re.sub(r'"(\\.|[^"\\])*"|\'[^\']*\'|#.*', "", line)
    return str(number or ""), next((sign for sign in outside if sign in _PLAIN), "")
