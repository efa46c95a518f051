"""Splits a Markdown document of words into its sections: titles, items with ids, and bodies.

Headings and list items have ids (`### Hvad talte for os? {#positives}`, `- Løn {#pay}`); their
words are plain, so emphasis in them is left out. An item without an id is ordinary Markdown.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from nejtak.base.marks import has_marks
from nejtak.errors import Faults
from nejtak.project.lists import list_item
from nejtak.project.markup import Forbidden, plain_words, render
from nejtak.project.unshown import report_unshown

HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
# Some writers end a heading with the same signs with which it begins.
CLOSING = re.compile(r"(?:^|\s)#+$")
SECTIONS, QUESTIONS = 2, 3
# Line ends that word processors write inside of a paragraph.
_BREAKS = re.compile("[\v\f\x85\u2028\u2029]")
# Invisible characters before the sign that begins a line, and at its end.
_INVISIBLE = re.compile(
    "(?:(?<=^)|(?<=^ ))[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+(?=\\s*[-#*+•·–—\\d])"
    "|[\xad\u200b\u2060\ufeff]+\\s*$"
)
_ESCAPED_ID = re.compile(r"\\?\{\\?#([^\s{}\\]+)\\?\}\s*$")


@dataclass(slots=True)
class MarkdownSection:
    """One heading with its content: numbered Markdown lines, and items with ids."""

    line: int
    level: int
    title: str
    id: str
    body: list[tuple[int, str]] = field(default_factory=list)
    items: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The body's Markdown; empty if it has no words."""
        text = "\n".join(line for _, line in self.body)
        return text if text.strip() else ""

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
    lines = [
        (number, part)
        for number, line in enumerate(text.split("\n"), 1)
        for part in _BREAKS.split(_INVISIBLE.sub("", line))
    ]
    reported = report_unshown(file, lines, faults)
    for number, line in lines:
        if has_marks(line):
            faults.add(file, number, "marks")
        shown = "" if number in reported else line
        heading = HEADING.fullmatch(shown)
        if heading is None:
            if current is not None:
                _add_line(file, current, number, shown, faults)
            elif shown.strip():
                early = early or number
            continue
        current = _heading(file, number, heading, faults)
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


def _heading(file: str, number: int, found: re.Match[str], faults: Faults) -> MarkdownSection:
    level = len(found[1])
    words, id_ = _split_id(CLOSING.sub("", found[2].rstrip()))
    return MarkdownSection(number, level, *_plain(file, number, words, id_ or "", faults))


def _split_id(text: str) -> tuple[str, str | None]:
    """Split `Løn og goder {#pay}` into words and id; None if it has no id."""
    text = _ESCAPED_ID.sub(r"{#\1}", text)
    words, mark, rest = text.rstrip().rpartition("{#")
    id_ = rest.removesuffix("}")
    if not mark or id_ == rest or "}" in id_ or any(c.isspace() for c in id_):
        return text.strip(), None
    return words.strip(), id_


def _plain(file: str, number: int, text: str, id_: str, faults: Faults) -> tuple[str, str]:
    """The plain words of a heading or an item, and its id.

    Pandoc adds an id of its own behind ours, made from the words and ours.
    """
    words, first = _split_id(text)
    if first is not None and id_.endswith(f"-{first}"):
        text, id_ = words, first
    elif first is not None and id_:
        faults.add(file, number, "two-ids", id=id_)
    plain, found = plain_words(text)
    for message, tag in found:
        faults.add(file, number, message, tag=tag)
    return plain or text, id_


def _add_line(file: str, section: MarkdownSection, number: int, line: str, faults: Faults) -> None:
    """Add a line to a section; the last line of an item with an id completes it."""
    _, id_ = _split_id(line)
    section.body.append((number, line))
    if id_ is None:
        return
    start = _start_of_item(section.body)
    if start is None:
        faults.add(file, number, "stray-id", id=id_)
        return
    number = section.body[start][0]
    whole = " ".join(text.strip() for _, text in section.body[start:])
    item = list_item(whole)
    words, id_ = _split_id(item.words if item else whole)
    section.body[start:] = [(line, "") for line, _ in section.body[start:]]
    label, id_ = _plain(file, number, words, id_ or "", faults)
    if item and item.number is not None:
        faults.add(file, number, "numbered-item", mark=item.mark)
    if not label:
        faults.add(file, number, "empty-label", id=id_)
    if any(id_ == known for *_, known in section.items):
        faults.add(file, number, "duplicate-label", id=id_)
    section.items.append((number, label, id_))


def _start_of_item(body: list[tuple[int, str]]) -> int | None:
    """Where the item begins whose last line is the last one; None if it is in no item."""
    for place in range(len(body) - 1, -1, -1):
        line = body[place][1]
        if not line.strip():
            return None
        if list_item(line):
            return place
    return None


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
    if not section.text:
        return ""
    safe, found = render(section.text)
    for fault in sorted(set(found)):
        for number in range(1, found.count(fault) + 1):
            faults.add(file, _line_of(section, fault, number), fault[0], tag=fault[1])
    return safe


def _line_of(section: MarkdownSection, fault: Forbidden, number: int) -> int:
    """The first line of the shortest run of lines with the `number`th fault of that kind."""
    lines = [line for _, line in section.body]

    def times(start: int, end: int) -> int:
        return render("\n".join(lines[start:end]))[1].count(fault)

    ends = range(1, len(lines))
    end = bisect_left(ends, number, key=lambda end: times(0, end)) + 1
    size = bisect_left(range(1, end), 1, key=lambda size: times(end - size, end)) + 1
    return section.body[end - size][0]
