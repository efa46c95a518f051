"""Reads a finished report page into a tree, strictly: anything hidden from readers is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from nejtak.errors import NejtakError

VOID = {"br", "img", "meta", "source"}


@dataclass(slots=True)
class Node:
    """An element: its attributes, and its texts and elements in their order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def find(self, tag: str, kind: str = "") -> Iterator[Node]:
        """Yield this node and all below it with this tag and this class; empty means any."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if (not tag or tag == node.tag) and (not kind or kind == node.attributes.get("class")):
                yield node
            waiting += [child for child in reversed(node.children) if not isinstance(child, str)]

    def texts(self) -> Iterator[str]:
        """Yield its own texts but blank ones, with single spaces."""
        for child in self.children:
            if isinstance(child, str) and (text := squeeze(child)):
                yield text


def parse(page: str) -> Node:
    """Return the page's tree; raise NejtakError if it has comments or unclosed elements."""
    parser = _Tree()
    parser.feed(page)
    parser.close()
    if len(parser.open) > 1:
        raise refused(f"<{parser.open[-1].tag}>", "it is not closed")
    return parser.open[0]


def squeeze(text: str) -> str:
    """The text with single spaces, as a browser shows it; no-break spaces count as spaces."""
    return " ".join(text.split())


def refused(where: str, why: str) -> NejtakError:
    """The error that keeps a report from being written."""
    return NejtakError(f"The report is refused and nothing is written: {where}: {why}.")


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Put an element into the one that is open, and open it."""
        node = self._add(tag, attrs)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Put an element without content into the one that is open."""
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Node:
        if len(dict(attrs)) < len(attrs):
            raise refused(f"<{tag}>", "an attribute is given twice")
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        return node

    def handle_endtag(self, tag: str) -> None:
        """Close the elements that are open."""
        if tag != self.open[-1].tag:
            raise refused(f"</{tag}>", "it closes nothing")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        """Refuse content that is hidden on the page but readable in the file."""
        raise refused("a comment", "a report has none")

    def handle_decl(self, decl: str) -> None:
        """Refuse any declaration but the one that opens the page."""
        if decl.lower() != "doctype html":
            self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        """Refuse a marked section: it is read as a comment."""
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        """Refuse a processing instruction: it is read as a comment."""
        self.handle_comment(data)
