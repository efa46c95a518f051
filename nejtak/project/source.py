"""Reads an admin's `site_src` from disk; knows nothing of what the files mean.

Faults of reading are collected like all others, so that one run tells them all.
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
from nejtak.errors import Faults, Problem, StateError

LENT = ("locales/", "playbook/", "privacy/")
STAGES = "stages.toml"  # where they were; its tables stand in nejtak.toml now
ALONE = ("templates", "static", "headers.toml")
HIDDEN = "."  # begins the names of what has no meaning here: `.git`, an editor's leftovers
# How tomllib ends its messages; the line belongs where the other faults have theirs.
_LINE = re.compile(r" \(at line ([0-9]+), column .*$")


@dataclass(frozen=True, slots=True)
class Source:
    """Everything below `root`, by its path there in POSIX form.

    `shipped` is what nejtak brings itself and the rest lies over: None if it is `root` itself.
    `tables` are the .toml and .json files, `documents` the .md files, `files` all there is.
    """

    root: Path
    shipped: Source | None
    tables: Mapping[str, dict[str, Any]]
    documents: Mapping[str, str]
    files: frozenset[str]
    problems: tuple[Problem, ...]

    def folders(self, parent: str) -> tuple[str, ...]:
        """The names of the folders in `parent` that hold any file, sorted."""
        inside = _inside(self.files).get(parent, ())
        return tuple(sorted(name.removesuffix("/") for name in inside if name.endswith("/")))

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The stems of the files in `folder` that end in `suffix`, sorted."""
        inside = _inside(self.files).get(folder, ())
        return tuple(sorted(name.removesuffix(suffix) for name in inside if name.endswith(suffix)))


@lru_cache(maxsize=1)
def _inside(files: frozenset[str]) -> Mapping[str, Set[str]]:
    """What is in each folder: files by their names, folders with a slash after them."""
    found: dict[str, set[str]] = {}
    for path in files:
        slash = ""
        while "/" in path:
            path, _, name = path.rpartition("/")  # noqa: PLW2901 - up the path, to the root
            found.setdefault(path, set()).add(name + slash)
            slash = "/"
    return found


def load(root: Path) -> Source:
    """Read an admin's sources; raise StateError if there is no such folder.

    nejtak's own locales and playbook lie under them. What the promise to candidates hangs on is
    nejtak's alone: a copy in the sources is a fault, since an upgrade would not reach it.
    """
    faults = Faults()
    if root.resolve() == ours.SITE.resolve():
        return _read(root, None, faults)
    for name in ALONE:
        if (root / name).exists():
            faults.add(name, "", "not-yours")
    if (root / STAGES).exists():
        faults.add(STAGES, "", "stages-moved")
    return _read(root, _read(ours.SITE, None, faults, LENT), faults)


def _read(
    root: Path, shipped: Source | None, faults: Faults, under: tuple[str, ...] = ()
) -> Source:
    tables: dict[str, dict[str, Any]] = {}
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
    return Source(root, shipped, tables, documents, frozenset(files), tuple(faults.problems))


def walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield each file below `root` with its path there in POSIX form, in a fixed order.

    Hidden files and folders are left out. Links are followed. One that leads
    back to a folder that it lies in, or to nothing, cannot be: it is yielded itself, so that no
    link is left out in silence. Raises StateError where there is no such folder.
    """
    if not root.is_dir():
        raise StateError(
            f"There is no folder {root}. Mend 'sources' in nejtak.toml, or name one with --source."
        )
    return _walk(str(root), "", [root.stat()])


def _walk(
    folder: str, path: str, above: list[os.stat_result]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
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


def status(entry: os.DirEntry[str]) -> os.stat_result:
    """Of what `walk` yields: the file's own, or the link's where it leads to no file."""
    return entry.stat(follow_symlinks=_is_file(entry))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with contextlib.suppress(OSError):  # links that lead to each other
        return entry.is_dir()
    return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    with contextlib.suppress(OSError):
        return entry.is_file()
    return False


def read_table(file: Path, faults: Faults) -> dict[str, Any] | None:
    """Read one file by itself; None if it is not there or cannot be read, which is a fault."""
    if not file.is_file():
        return None
    text = _text(file.name, file.read_bytes(), faults)
    known = len(faults.problems)
    table = _table(file.name, text, faults) if text is not None else None
    return table if len(faults.problems) == known else None


def _text(name: str, content: bytes, faults: Faults) -> str | None:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        faults.add(name, content.count(b"\n", 0, error.start) + 1, "not-utf8")
        return None


def _table(name: str, text: str, faults: Faults) -> dict[str, Any]:
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
