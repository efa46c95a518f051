"""A client's logo: read as data, checked against an allow-list, written anew for the page.

Nothing of the file is copied. Its shapes are read into a tree, everything that may stay is
checked, and the markup is made from the tree with ids of our own. So a fault in the check can
cost a picture, never run a program. The tree holds no text, which also means that the direction
of the page's writing cannot change it.

Sources: SVG 2 (W3C) for names and grammars; the XML parser is the standard library's expat, told
to stop at a DOCTYPE, without which no entity can be declared.
"""

from __future__ import annotations

import graphlib
import html
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from nejtak.brand import svg_rules as rules
from nejtak.brand.svg_reader import Fault, Node, read, show
from nejtak.errors import Problem, SourceError

MAX_BYTES = 32 * 1024
MAX_DRAWN = 5_000  # elements, each counted as often as it is referred to
BOX = (240, 48)  # CSS px that the logo fits in where no style sheet says otherwise
PREFIX = "logo_"  # ids of questions and waves hold no underscore


def logo_svg(path: Path, *, name: str) -> str:
    """Return the logo as markup for an HTML page, named for those who do not see it.

    Raises SourceError with every reason why it cannot be used.
    """
    root, faults = _examine(path)
    if root is None or faults:
        raise SourceError(_problems(faults, path.as_posix()))
    referred = dict.fromkeys(id_ for _, id_ in _references(root.walk()))
    ids = {id_: f"{PREFIX}{number}" for number, id_ in enumerate(referred, 1)}
    width, height = _size(root)
    scale = min(BOX[0] / width, BOX[1] / height)
    own = {"x", "y", "width", "height", "id"}
    attributes = {
        "role": "img",
        "aria-label": name,
        "width": f"{width * scale:.4g}",
        "height": f"{height * scale:.4g}",
        **{key: value for key, value in root.attributes.items() if key not in own},
    }
    return _markup(replace(root, attributes=attributes), ids)


def logo_problems(path: Path, file: str) -> list[Problem]:
    """Return every reason why a page cannot use this logo, with its line; none if it can.

    `file` is what the admin calls the file.
    """
    _, faults = _examine(path)
    return _problems(faults, file)


def _problems(faults: list[Fault], file: str) -> list[Problem]:
    """Return one problem for each kind of fault, at the first line that has it."""
    times = Counter(message for _, message in faults)
    first = {message: line for line, message in sorted(faults, reverse=True)}
    return sorted(
        Problem(
            file,
            str(line) if line else "",
            f"{message}. ({times[message]} times)" if times[message] > 1 else f"{message}.",
        )
        for message, line in first.items()
    )


def _examine(path: Path) -> tuple[Node | None, list[Fault]]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return None, [(0, rules.WHY_UNREADABLE.format(found=error.strerror))]
    fault = _not_svg(data)
    if fault:
        return None, [(0, fault)]
    root, faults = read(data)
    return root, [*faults, *(_whole(root) if root else ())]


def _not_svg(data: bytes) -> str:
    """Say what the file is instead of SVG in UTF-8 of a fitting size; nothing if it is that."""
    if not data.strip():
        return rules.WHY_EMPTY
    if data.startswith(b"\x1f\x8b"):
        return rules.WHY_COMPRESSED
    if data.startswith(rules.OTHER_FORMATS):
        return rules.WHY_OTHER_FORMAT
    if len(data) > MAX_BYTES:
        return rules.WHY_LARGE.format(most=MAX_BYTES // 1024)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return rules.WHY_NOT_UTF8
    return ""


def _whole(root: Node) -> Iterator[Fault]:
    """Yield what is wrong with the drawing as a whole."""
    if not _size(root)[0]:
        yield root.line, _no_view_box(root.attributes)
    nodes = list(root.walk())
    if not any(node.tag in rules.SHAPES for node in nodes):
        yield 0, rules.WHY_NO_SHAPE
    referred = {id_ for _, id_ in _references(nodes)}
    ids: dict[str, Node] = {}
    for node in nodes:
        id_ = node.attributes.get("id", "")
        if id_ in referred and ids.setdefault(id_, node) is not node:
            yield node.line, rules.WHY_TWICE.format(id=show(id_))
    for node, id_ in _references(nodes):
        if id_ not in ids:
            yield node.line, rules.WHY_NOWHERE.format(found=f"<{node.tag}>", id=show(id_))
    yield from _too_much(nodes, ids)


def _too_much(nodes: list[Node], ids: dict[str, Node]) -> Iterator[Fault]:
    """Yield a fault where references run in a circle, or multiply to more than a page can bear."""
    needs = {node: list(node.children) for node in nodes}
    for node, id_ in _references(nodes):
        if id_ in ids:
            needs[node].append(ids[id_])
    drawn: dict[Node, int] = {}
    try:
        for node in graphlib.TopologicalSorter(needs).static_order():
            drawn[node] = 1 + sum(drawn[need] for need in needs[node])
    except graphlib.CycleError as error:
        yield min(node.line for node in error.args[1]), rules.WHY_CIRCLE
    else:
        if drawn[nodes[0]] > MAX_DRAWN:
            yield 0, rules.WHY_MANY


def _size(root: Node) -> tuple[float, float]:
    """Return width and height of the drawing, both 0 where its viewBox does not tell."""
    found = rules.VIEW_BOX.fullmatch(root.attributes.get("viewBox", ""))
    width, height = (float(found[3]), float(found[4])) if found else (0.0, 0.0)
    fine = width > 0 and height > 0 and math.isfinite(width / height)
    return (width, height) if fine else (0.0, 0.0)


def _no_view_box(attributes: dict[str, str]) -> str:
    size = [attributes.get(side, "").removesuffix("px") for side in ("width", "height")]
    known = all(part.replace(".", "", 1).isdecimal() for part in size)
    return rules.WHY_VIEW_BOX.format(size=" ".join(size if known else ("WIDTH", "HEIGHT")))


def _references(nodes: Iterable[Node]) -> Iterator[tuple[Node, str]]:
    return ((node, id_) for node in nodes for id_ in node.references())


def _markup(node: Node, ids: dict[str, str]) -> str:
    """Return the element as HTML takes it: no namespaces, ids of our own, no text."""
    written = "".join(
        f' {name}="{html.escape(_renamed(name, value, ids))}"'
        for name, value in node.attributes.items()
        if name != "id" or value in ids
    )
    inside = "".join(_markup(child, ids) for child in node.children)
    return f"<{node.tag}{written}>{inside}</{node.tag}>" if inside else f"<{node.tag}{written}/>"


def _renamed(name: str, value: str, ids: dict[str, str]) -> str:
    if name == "id":
        return ids[value]
    if name == "href":
        return "#" + ids[value.removeprefix("#")]
    return rules.REFERENCE.sub(lambda found: f"url(#{ids[found[2]]})", value)
