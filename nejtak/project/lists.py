"""Lists as people write them, rewritten as python-markdown reads them.

A list needs no empty line before it, and two blanks make an item part of the one above. `•`, other
bullets that word processors write, and `1)` begin an item like `-` and `1.`. A number or a dash
that begins a single line is a part of its sentence: "2024. A good year", "1. May", "– and so on".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_BULLETS = "•◦‣⁃∙●○■▪▫◆◇❖▶►➢➤✓✔\uf000-\uf0ff"  # the last ones are from a font of symbols
_DASHES = "–—−·→➔➜"
_MARK = re.compile(
    r"(?P<indent>\s*)(?P<mark>[-*+](?=\s)|[o§](?=\t)|"
    rf"[{_DASHES}](?=\s)|[{_BULLETS}]\ufe0f?|(?P<number>\d{{1,9}})[.)](?=\s))\s*(?P<words>\S.*)"
)
_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
_TAB = 4  # python-markdown's indentation of one level


@dataclass(frozen=True, slots=True)
class ListItem:
    """The line that begins an item: its column, its mark, the number in it, and the words."""

    column: int
    mark: str
    number: int | None
    words: str

    @property
    def sort(self) -> str:
        """The sort of list that it is in, if it is in one."""
        return self.mark[-1] if self.number is not None else "-"


def list_item(line: str) -> ListItem | None:
    """The item that a line seems to begin."""
    found = None if _RULE.fullmatch(line) else _MARK.fullmatch(line)
    if found is None:
        return None
    number = None if found["number"] is None else int(found["number"])
    return ListItem(_width(found["indent"]), found["mark"], number, found["words"])


def rewrite_lists(text: str) -> str:
    """The text with each list as python-markdown reads it."""
    lines = text.split("\n")
    return "\n".join(_rewritten(lines, _items(lines)))


def misnumbered(lines: Sequence[str]) -> Iterator[int]:
    """Where a list begins whose numbers do not follow each other, so that they would change."""
    for run in _runs(lines):
        numbers = _numbers(lines, run)
        if len(run) > 1 and numbers and not _counts(numbers) and not _inside(lines, run):
            yield run[0]


def _rewritten(lines: Sequence[str], items: Mapping[int, ListItem]) -> Iterator[str]:
    above: list[ListItem] = []  # the items that the line is in, the outermost first
    blank, inner = True, False  # inner: in a paragraph of an item, which has to end first
    for number, line in enumerate(lines):
        item = items.get(number)
        if not line.strip():
            yield ""
        elif item is not None and (above or not blank or item.column < _TAB):
            apart = _enter(above, item)
            if (apart or inner) and not blank:
                yield ""
            inner = False
            mark = "-" if item.number is None else f"{item.number}."
            yield f"{' ' * _TAB * (len(above) - 1)}{mark} {_literal(item.words)}"
        else:
            if blank:
                while above and _column(line) < above[-1].column + 2:
                    above.pop()
            inner = blank or inner
            depth = len(above) if inner else len(above) - 1
            yield _literal(" " * _TAB * depth + line.lstrip() if above else line)
        blank = not line.strip()


def _enter(above: list[ListItem], item: ListItem) -> bool:
    """Put an item in its place among those above; return whether a new list begins."""
    while len(above) > 1 and item.column < above[-2].column + 2:
        above.pop()
    if above and item.column >= above[-1].column + 2:
        above.append(item)
        return False
    apart = not above or above[-1].sort != item.sort
    above[-1:] = [item]
    return apart


def _literal(line: str) -> str:
    """A line whose number or single #, if it begins with one, is a part of its sentence."""
    return re.sub(r"^(\s*)(?:(\d+)(\.)(?=\s)|(#)(?![#\s]))", r"\1\2\\\3\4", line)


def _items(lines: Sequence[str]) -> dict[int, ListItem]:
    """The lines that begin an item; a number or a dash does so only beside others."""
    items = {
        number: item
        for number, line in enumerate(lines)
        if (item := list_item(line)) and not _needs_others(item)
    }
    for run in _runs(lines):
        numbers = _numbers(lines, run)
        if len(run) > 1 and (_counts(numbers) if numbers else True) and not _inside(lines, run):
            items |= {number: item for number in run if (item := list_item(lines[number]))}
    return items


def _needs_others(item: ListItem) -> bool:
    return item.number is not None or item.mark in _DASHES


def _runs(lines: Sequence[str]) -> Iterator[list[int]]:
    """The lines with numbers, or with the same dash, that would be the items of one list."""
    seen: set[int] = set()
    for start, line in enumerate(lines):
        first = list_item(line)
        if first is None or not _needs_others(first) or start in seen:
            continue
        run = [start, *_following(lines, start, first)]
        seen.update(run)
        yield run


def _following(lines: Sequence[str], start: int, first: ListItem) -> Iterator[int]:
    blank = False
    for number in range(start + 1, len(lines)):
        line = lines[number]
        item = list_item(line)
        inner = _column(line) >= first.column + 2
        if item is not None and not inner:
            if item.sort != first.sort or (item.number is None and item.mark != first.mark):
                return
            yield number
        elif line.strip() and blank and not inner:
            return
        blank = not line.strip()


def _numbers(lines: Sequence[str], run: Sequence[int]) -> list[int]:
    items = (list_item(lines[number]) for number in run)
    return [item.number for item in items if item is not None and item.number is not None]


def _counts(numbers: Sequence[int]) -> bool:
    """Whether each number follows the one before; some write 1 everywhere."""
    steps = {after - before for before, after in itertools.pairwise(numbers)}
    return steps == {1} or set(numbers) == {1}


def _inside(lines: Sequence[str], run: Sequence[int]) -> bool:
    """Whether a run begins inside of a paragraph, and not with the number 1."""
    before = lines[run[0] - 1] if run[0] else ""
    first = _numbers(lines, run[:1])
    return bool(before.strip()) and list_item(before) is None and first not in ([], [1])


def _column(line: str) -> int:
    return _width(line[: len(line) - len(line.lstrip())])


def _width(indent: str) -> int:
    return len(indent.expandtabs(_TAB))
