"""Reads the import graph from the source text, and holds it against the floors of the docs.

Imports inside functions and for type checking count too, and so does `import_module("name")`:
an arrow that only some runs follow is an arrow.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

# The preview's server is a part of that wing.
PART_OF = {"serve": "preview"}
RUNS_THE_COLLECTOR = "preview"
COLLECTOR = {"app", "chalicelib", "collector"}
STREAMS = {"sys.stdin", "sys.stdout", "sys.stderr"}
LONGEST = 300

Files = Mapping[str, str]


def floors(architecture: str) -> dict[str, int]:
    """The floor of each module by the table in docs/architecture.md; the ground is 0."""
    section = architecture.partition("## The floors")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in section.splitlines() if line.startswith("|")][2:]
    return {
        name: floor
        for floor, modules in enumerate(reversed(rows))
        for name in re.findall(r"`([\w.]+)`", modules)
    }


def module_name(path: str) -> str:
    """`nejtak/parse/__init__.py` is `nejtak.parse`."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def unit(module: str) -> str:
    """The module of the table that a module is or belongs to; empty for `nejtak` itself."""
    name = module.partition(".")[2].partition(".")[0]
    return PART_OF.get(name, name)


def imports(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports, wherever in the file."""
    package = module_name(path).split(".")
    if not path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            called = called.id if isinstance(called, ast.Name) else called
            if called in {"import_module", "__import__"}:
                yield node.lineno, str(node.args[0].value)


def arrows(files: Files, floor: Mapping[str, int]) -> Iterator[str]:
    """Every import within `nejtak` that does not lead down, and every module without a floor."""
    for path, text in files.items():
        if not path.startswith("nejtak/") or path == "nejtak/__init__.py":
            continue
        here = unit(module_name(path))
        if here not in floor:
            yield f"{path}: {here} has no floor in docs/architecture.md"
            continue
        for line, name in imports(path, text):
            there = unit(name)
            if name.split(".")[0] != "nejtak" or there == here:
                continue
            if there not in floor:
                yield f"{path}:{line}: {name} has no floor"
            elif floor[there] >= floor[here]:
                yield f"{path}:{line}: {here} imports {there}, which is not below it"


def crossings(files: Files) -> Iterator[str]:
    """Every import between `nejtak` and the collector, but where the preview runs it."""
    for path, text in files.items():
        here = unit(module_name(path))
        for line, name in imports(path, text):
            top = name.split(".")[0]
            if path.startswith("collector/") and top == "nejtak":
                yield f"{path}:{line}: the collector imports nejtak"
            elif path.startswith("nejtak/") and top in COLLECTOR and here != RUNS_THE_COLLECTOR:
                yield f"{path}:{line}: nejtak imports the collector's {name}"


def speakers(files: Files) -> Iterator[str]:
    """Every use of the terminal or of Click outside the roof."""
    for path, text in files.items():
        # The engine is a process of its own, which tells its parent by one line that it is ready.
        if path.startswith("nejtak/cli/") or path == "nejtak/engine/__main__.py":
            continue
        if not path.startswith("nejtak/"):
            continue
        for line, name in imports(path, text):
            if name.split(".")[0] == "click" or name in STREAMS:
                yield f"{path}:{line}: only cli imports {name}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "input"}:
                yield f"{path}:{node.lineno}: only cli prints"
            elif isinstance(node, ast.Attribute) and ast.unparse(node) in STREAMS:
                yield f"{path}:{node.lineno}: only cli uses {ast.unparse(node)}"


def long_files(files: Files) -> Iterator[str]:
    """Every file that has grown past what one reads in a sitting."""
    for path, text in files.items():
        lines = len(text.splitlines())
        if lines > LONGEST:
            yield f"{path}: {lines} lines"
