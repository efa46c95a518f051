"""Splits a Markdown document of words into its sections, and renders their content.

Headings and list items have ids (`### Hvad talte for os? {#positives}`, `- Løn {#pay}`). An item
without an id is ordinary Markdown. python-markdown renders it; the result is compared with an
allow-list, so that the admin gets a message about anything that is not allowed, and nh3 cleans it
in any case.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

import markdown
import nh3

from nejtak.base.marks import has_marks
from nejtak.errors import Faults

HEADING = re.compile(r"(#{1,6})\s+(.*)")
ITEM = re.compile(r"[-*+]\s+(.*)")
# Some writers end a heading with the same signs with which it begins.
CLOSING = re.compile(r"(?:^|\s)#+$")
ALLOWED = {"p", "em", "strong", "a", "ul", "ol", "li", "br"}
LINKS = ("https://", "mailto:")
SECTIONS, QUESTIONS = 2, 3


@dataclass(slots=True)
class MarkdownSection:
    """One heading with its content: numbered Markdown lines, and items with ids."""

    line: int
    level: int
    title: str
    id: str
    body: list[tuple[int, str]] = field(default_factory=list)
    items: list[tuple[int, str, str]] = field(default_factory=list)

    def labels(self) -> dict[str, str]:
        """The items' words by id; if two have the same id, the first."""
        return {item: label for _, label, item in reversed(self.items)}

    def stray(self, *, items: bool) -> int | None:
        """The first line with words, if any; with `items`, items with ids count too."""
        lines = [number for number, text in self.body if text.strip()]
        return min(lines + [number for number, *_ in self.items if items], default=None)


@dataclass(frozen=True, slots=True)
class MarkdownDocument:
    """One file of words: its title section, and the others by id in their order."""

    file: str
    title: MarkdownSection | None
    sections: dict[str, MarkdownSection]


def split_document(file: str, text: str, faults: Faults) -> MarkdownDocument:
    """Split a document; report headings without an id, and ids that are used twice."""
    title: MarkdownSection | None = None
    sections: dict[str, MarkdownSection] = {}
    current: MarkdownSection | None = None
    early = 0
    for number, line in enumerate(text.split("\n"), 1):
        if has_marks(line):
            faults.add(file, number, "marks")
        heading = HEADING.fullmatch(line)
        if heading is None:
            if current is not None:
                _add_line(file, current, number, line, faults)
            elif line.strip():
                early = early or number
            continue
        words, id_ = _split_id(CLOSING.sub("", heading[2].rstrip()))
        current = MarkdownSection(number, len(heading[1]), words, id_ or "")
        if current.level == 1 and title is None:
            title = current
        else:
            _add_section(file, current, sections, faults)
    if not text.strip():
        faults.add(file, "", "empty")
        faults.unread.add(file)
    elif title is None or early:
        faults.add(file, early or 1, "no-title")
    return MarkdownDocument(file, title, sections)


def _split_id(text: str) -> tuple[str, str | None]:
    """Split `Løn og goder {#pay}` into words and id; None if it has no id."""
    words, mark, rest = text.rstrip().rpartition("{#")
    id_ = rest.removesuffix("}")
    if not mark or id_ == rest or "}" in id_ or any(c.isspace() for c in id_):
        return text.strip(), None
    return words.strip(), id_


def _add_line(file: str, section: MarkdownSection, number: int, line: str, faults: Faults) -> None:
    item = ITEM.fullmatch(line)
    label, id_ = _split_id(item[1]) if item else ("", None)
    if id_ is None:
        section.body.append((number, line))
        return
    if not label:
        faults.add(file, number, "empty-label", id=id_)
    if any(id_ == known for *_, known in section.items):
        faults.add(file, number, "duplicate-label", id=id_)
    section.items.append((number, label, id_))


def _add_section(
    file: str, new: MarkdownSection, sections: dict[str, MarkdownSection], faults: Faults
) -> None:
    if new.level == 1 or new.level > QUESTIONS:
        faults.add(file, new.line, "heading-level", marks="#" * new.level)
        faults.unread.add(file)
    elif not new.id:
        faults.add(file, new.line, "no-heading-id")
        faults.unread.add(file)
    elif new.id in sections:
        faults.add(file, new.line, "duplicate-section", id=new.id, first=sections[new.id].line)
    else:
        sections[new.id] = new


def section_html(file: str, section: MarkdownSection, faults: Faults) -> str:
    """Render a section's Markdown as safe HTML; report forbidden markup, line by line."""
    text = "\n".join(line for _, line in section.body)
    if not text.strip():
        return ""
    raw, safe = _render(text)
    forbidden = _forbidden(raw)
    for fault in sorted(set(forbidden)):
        for number in range(1, forbidden.count(fault) + 1):
            faults.add(file, _line_of(section, fault, number), fault[0], tag=fault[1])
    return safe


def _line_of(section: MarkdownSection, fault: tuple[str, str], number: int) -> int:
    """The first line of the shortest run of lines with the `number`th fault of that kind."""
    lines = [line for _, line in section.body]

    def times(start: int, end: int) -> int:
        return _forbidden(_render("\n".join(lines[start:end]))[0]).count(fault)

    ends = range(1, len(lines))
    end = bisect_left(ends, number, key=lambda end: times(0, end)) + 1
    size = bisect_left(range(1, end), 1, key=lambda size: times(end - size, end)) + 1
    return section.body[end - size][0]


@cache
def _render(text: str) -> tuple[str, str]:
    raw = markdown.markdown(text, output_format="html")
    safe = nh3.clean(
        raw,
        tags=ALLOWED,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return raw, safe


def _forbidden(raw: str) -> list[tuple[str, str]]:
    finder = _Finder()
    finder.feed(raw)
    finder.close()
    return finder.forbidden


class _Finder(HTMLParser):
    """Collects markup that is not on the allow-list, as `(message, tag)`."""

    def __init__(self) -> None:
        super().__init__()
        self.forbidden: list[tuple[str, str]] = []
        self._begun: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forbidden tags, attributes and link targets."""
        self._begun.add(tag)
        if tag not in ALLOWED:
            self.forbidden.append(("markup", tag))
            return
        for name, value in attrs:
            if tag != "a" or name != "href":
                self.forbidden.append(("markup", f"{tag} {name}"))
            elif not (value or "").startswith(LINKS):
                self.forbidden.append(("link", ""))

    def handle_endtag(self, tag: str) -> None:
        """Collect end tags without a start tag; start tags are collected above."""
        if tag not in ALLOWED | self._begun:
            self.forbidden.append(("markup", f"/{tag}"))

    def handle_comment(self, data: str) -> None:
        """Refuse comments, which may contain a half-written tag."""
        self.forbidden.append(("markup", "!-- --"))

    def handle_decl(self, decl: str) -> None:
        """Refuse declarations for the same reason."""
        self.forbidden.append(("markup", "!"))

    def unknown_decl(self, data: str) -> None:
        """Refuse XML's declarations."""
        self.forbidden.append(("markup", "!"))

    def handle_pi(self, data: str) -> None:
        """Refuse processing instructions."""
        self.forbidden.append(("markup", "?"))
