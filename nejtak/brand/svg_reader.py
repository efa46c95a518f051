"""Reads an SVG as data: a tree of what may stay in a page, and a fault for all that may not.

The parser is the standard library's expat, told to stop at a DOCTYPE, without which no entity
can be declared. No text of the file is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from nejtak.brand import svg_rules as rules

MAX_DEPTH = 30  # of groups in groups

Fault = tuple[int, str]  # line, 0 for the whole file, and how to mend it


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One element that may stay: only known attributes, `id` and `href` among them."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node]

    def walk(self) -> Iterator[Node]:
        """Yield this element and all inside it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()

    def references(self) -> Iterator[str]:
        """Yield the ids that this element points to."""
        for name, value in self.attributes.items():
            if name == "href":
                yield value.removeprefix("#")
            elif found := rules.REFERENCE.search(value):
                yield found[2]


def read(data: bytes) -> tuple[Node | None, list[Fault]]:
    """Return the tree of an SVG in UTF-8, and what must be mended before a page may hold it.

    The tree is None where the file could not be read to its end.
    """
    reader = _Reader()
    try:
        reader.expat.Parse(data, True)
    except expat.ExpatError as error:
        why = rules.WHY_DAMAGED.format(found=expat.ErrorString(error.code))
        return None, [*reader.faults, (error.lineno, why)]
    except _Stop:
        return None, reader.faults
    return reader.root, reader.faults


class _Stop(Exception):  # noqa: N818  # not an error: the reader has noted why
    """What follows in the file cannot be read or would not be safe to read."""


class _Reader:
    """Makes a tree of what may stay, and notes everything that may not.

    `faults` grow while expat reads; `open` holds the elements that are not yet closed, and
    `skipped` counts those inside one that is left out or refused as a whole.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.open: list[Node] = []
        self.root: Node | None = None
        self.skipped = 0
        # Namespaced names come as "address name".
        self.expat = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self.expat.XmlDeclHandler = self.declaration
        self.expat.StartDoctypeDeclHandler = self.doctype
        self.expat.ProcessingInstructionHandler = self.instruction
        self.expat.StartElementHandler = self.start
        self.expat.EndElementHandler = self.end

    def refuse(self, why: str, found: str = "") -> None:
        self.faults.append((self.expat.CurrentLineNumber, why.format(found=found)))

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
            self.refuse(rules.WHY_ENCODING, show(encoding))

    def doctype(self, *_: object) -> None:
        self.refuse(rules.WHY_DOCTYPE)
        raise _Stop

    def instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self.refuse(rules.WHY_REFERENCE, "<?xml-stylesheet?>")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if len(self.open) + self.skipped >= MAX_DEPTH:
            self.refuse(rules.WHY_DEEP)
            raise _Stop
        if not self.open and not self.skipped and (tag != "svg" or space not in {"", rules.SVG}):
            self.refuse(rules.WHY_ROOT, f"<{show(tag)}>")
            raise _Stop
        if self.skipped or not self.matters(space, tag):
            self.skipped += 1
            return
        node = Node(tag, self.kept(tag, attributes), self.expat.CurrentLineNumber, [])
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        if self.skipped:
            self.skipped -= 1
        else:
            self.open.pop()

    def matters(self, space: str, tag: str) -> bool:
        """Say whether to look into an element; refuse it where it may not stay."""
        ours = space in {"", rules.SVG}
        if ours and tag in rules.ELEMENTS and (tag != "svg" or not self.open):
            return True
        if (ours and tag in rules.DROPPED_ELEMENTS) or _from_program(space):
            return False
        lower = tag.lower()
        why = rules.WHY_FILTER if lower.startswith("fe") else rules.WHY_UNKNOWN
        self.refuse(rules.WHY_ELEMENT.get(lower, why), f"<{show(tag)}>")
        return ours and tag in rules.LOOKED_INTO

    def kept(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        kept = {}
        for full, raw in attributes.items():
            space, _, name = full.removeprefix(f"{rules.XLINK} ").rpartition(" ")
            value = " ".join(raw.split())
            why = _why_not(space, name, value)
            if why:
                self.refuse(why, show(f'{name}="{value}"') + f" in <{tag}>")
            elif not space and (name == "id" or name in rules.ATTRIBUTES):
                kept[name] = value
        return kept


def _from_program(space: str) -> bool:
    return space.startswith(rules.DRAWING_PROGRAMS)


def _why_not(space: str, name: str, value: str) -> str:
    """Return why an attribute is refused; nothing where it is kept or dropped."""
    if name.lower().startswith("on"):
        return rules.WHY_EVENT
    if space == rules.XML:
        return rules.WHY_REFERENCE if name == "base" else ""
    if space:
        return "" if _from_program(space) else rules.WHY_UNKNOWN
    if name in rules.WHY_ATTRIBUTE:
        return rules.WHY_ATTRIBUTE[name]
    if name in rules.ATTRIBUTES:
        if rules.ATTRIBUTES[name].fullmatch(value):
            return ""
        outside = name == "href" or "url" in value.lower() or "//" in value
        return rules.WHY_REFERENCE if outside else rules.WHY_VALUE
    harmless = name in rules.DROPPED_ATTRIBUTES or name.startswith(("data-", "aria-"))
    return "" if harmless else rules.WHY_UNKNOWN


def show(text: str) -> str:
    """Return text from the file as it may be printed: short, and nothing that moves a cursor."""
    short = text if len(text) <= 60 else text[:59] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
