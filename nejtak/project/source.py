"""Reads an admin's sources from disk, whatever the files mean.

Faults of reading are collected like all others, so that one run reports them all.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nejtak.base import shipped as ours
from nejtak.errors import Fault, Faults, StateError

OVERRIDABLE = ("locales/", "playbook/", "privacy/")
STAGES = "stages.toml"  # the former place of the stages, which are now in nejtak.toml
NOT_OVERRIDABLE = ("templates", "static", "headers.toml")
HIDDEN = "."  # the names of ignored files and folders begin with it: `.git`, an editor's backups
# The end of tomllib's messages; nejtak reports the line as the place of the fault.
_LINE = re.compile(r" \(at line ([0-9]+), column .*$")


TableValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The files in `root`, by their relative POSIX paths.

    `shipped` are nejtak's own files, which these override; None if `root` is nejtak's own folder.
    `tables` are the .toml and .json files, `documents` the .md files, `files` all of them.
    """

    root: Path
    shipped: Source | None
    tables: Mapping[str, TableValues]
    documents: Mapping[str, str]
    files: frozenset[str]
    faults: tuple[Fault, ...]

    def folders(self, parent: str) -> tuple[str, ...]:
        """The names of the folders in `parent` with any file in them, sorted."""
        inside = _inside(self.files).get(parent, ())
        return tuple(sorted(name.removesuffix("/") for name in inside if name.endswith("/")))

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The stems of the files in `folder` that end in `suffix`, sorted."""
        inside = _inside(self.files).get(folder, ())
        return tuple(sorted(name.removesuffix(suffix) for name in inside if name.endswith(suffix)))


@lru_cache(maxsize=1)
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
    tables: dict[str, TableValues] = {}
    documents: dict[str, str] = {}
    files = []
    for name, entry in walk(root):
        if not name.startswith(under or ""):
            continue
        files.append(name)
        if not _is_file(entry):
            faults.add(name, "", "link-loop" if _is_folder(entry) else "link-broken")
            continue
        if not name.endswith((".toml", ".json", ".md")):
            continue
        text = _text(name, Path(entry.path).read_bytes(), faults)
        if text is None:
            continue
        if name.endswith(".md"):
            documents[name] = text
        else:
            tables[name] = _table(name, text, faults)
    return Source(root, shipped, tables, documents, frozenset(files), tuple(faults.collected))


def walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield each file in `root` with its relative POSIX path, in a fixed order.

    Hidden files and folders are left out. Links are followed. A link to a folder that contains it,
    or to nothing, is yielded itself, so that no link is ignored in silence. Raises StateError if
    there is no such folder.
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
        if entry.name.startswith(HIDDEN):
            continue
        if not _is_folder(entry):
            if _is_file(entry) or entry.is_symlink():
                yield path + entry.name, entry
            continue
        here = entry.stat()
        if any(os.path.samestat(here, one) for one in above):
            yield path + entry.name, entry
        else:
            yield from _walk(entry.path, f"{path}{entry.name}/", [*above, here])


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
        return content.decode("utf-8-sig").replace("\r\n", "\n")
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
        place = _LINE.search(str(error))
        faults.add(name, place[1] if place else "", syntax, error=_LINE.sub("", str(error)))
    else:
        return table if isinstance(table, dict) else {}
    return {}
