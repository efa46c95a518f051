"""Reads the import graph from the source text, and compares it with the order in the docs.

Imports inside functions and for type checking count too, and so does `import_module("name")`:
an import that only some runs make is an import.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

LOADS_THE_COLLECTOR = "nejtak.base.collector"
RUN_THE_COLLECTOR = {"local", "interview"}
COLLECTOR = {"app", "chalicelib", "collector"}
STREAMS = {"sys.stdin", "sys.stdout", "sys.stderr"}
LONGEST = 300

Files = Mapping[str, str]


def order(architecture: str) -> list[str]:
    """The folders of nejtak/ by the table in docs/architecture.md, the first one first."""
    section = architecture.partition("## The order")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")][2:]
    return [name for row in rows for name in re.findall(r"`([\w.]+)`", row)]


def module_name(path: str) -> str:
    """`nejtak/wave/__init__.py` is `nejtak.wave`."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def folder(module: str) -> str:
    """The folder or module right below nejtak/ that a module lies in; empty for `nejtak`."""
    return module.partition(".")[2].partition(".")[0]


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


def disorder(files: Files, ordered: list[str]) -> Iterator[str]:
    """Every import within nejtak of a folder that comes later, and every folder without a place."""
    for path, text in files.items():
        here = folder(module_name(path))
        if not path.startswith("nejtak/") or path == "nejtak/__init__.py":
            continue
        if here not in ordered:
            yield f"{path}: {here} has no place in docs/architecture.md"
            continue
        for line, name in imports(path, text):
            there = folder(name)
            if name.split(".")[0] != "nejtak" or there == here:
                continue
            if there not in ordered:
                yield f"{path}:{line}: {name} has no place"
            elif ordered.index(there) > ordered.index(here):
                yield f"{path}:{line}: {here} imports {there}, which comes later"


def reaches(files: Files, starts: Iterable[str], forbidden: Iterable[str]) -> Iterator[str]:
    """Every way of imports from a module in the folders `starts` to a forbidden module."""
    modules = {module_name(path) for path in files if path.startswith("nejtak/")}
    graph: dict[str, set[str]] = {}
    for path, text in files.items():
        named = {name for _, name in imports(path, text)}
        graph[module_name(path)] = {_module(name, modules) for name in named} & modules
    walls = set(forbidden)
    for start in sorted(module for module in graph if folder(module) in set(starts)):
        ways = {start: [start]}
        queue = [start]
        while queue:
            here = queue.pop(0)
            for there in sorted(graph.get(here, set()) - ways.keys()):
                ways[there] = [*ways[here], there]
                queue.append(there)
        for reached in sorted(walls & ways.keys()):
            yield f"{start} reaches {reached}: {' > '.join(ways[reached])}"


def _module(name: str, modules: set[str]) -> str:
    """The module that an imported name is, or lies in."""
    return name if name in modules else name.rpartition(".")[0]


def crossings(files: Files) -> Iterator[str]:
    """Every import between nejtak and the collector, except to run it for preview or interviews."""
    for path, text in files.items():
        here = module_name(path)
        for line, name in imports(path, text):
            top = name.split(".")[0]
            if path.startswith("collector/") and top == "nejtak":
                yield f"{path}:{line}: the collector imports nejtak"
            if not path.startswith("nejtak/"):
                continue
            if top in COLLECTOR and here != LOADS_THE_COLLECTOR:
                yield f"{path}:{line}: nejtak imports the collector's {name}"
            elif name.startswith(LOADS_THE_COLLECTOR) and folder(here) not in RUN_THE_COLLECTOR:
                yield f"{path}:{line}: {folder(here)} has no need to run the collector"


def speakers(files: Files) -> Iterator[str]:
    """Every use of the terminal or of Click outside `cli`."""
    for path, text in files.items():
        # The engine is a process of its own, which tells its parent by one line that it is ready.
        if path.startswith("nejtak/cli/") or path == "nejtak/local/engine/__main__.py":
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
