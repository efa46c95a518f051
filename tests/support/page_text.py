"""The text of a report's page."""

from __future__ import annotations

from collections.abc import Iterator

from nejtak.report.audit.reader import Node, parse


def text(page: str) -> str:
    """All that a person reads, with single spaces."""
    tree = parse(page)
    return " ".join("".join(texts(tree)).replace("\u2060", "").split())


def texts(node: Node) -> Iterator[str]:
    """Its texts in order; elements but those inside a line are followed by a space."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag != "style":
            yield from texts(child)
            yield "" if child.tag in {"span", "em", "b", "a"} else " "
