"""The last look at a finished report, with the eyes of someone who wants to know who said what.

The gate knows nothing of how the page was made. It reads the page: the words that people see,
what browsers and screen readers are told, and the lengths of the bars. The figures it finds are
what the attacker is let loose on. Every other text must be one that was known before any answer
was read, and so must every attribute that holds a number: one in a title counts as much as one in
a table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from nejtak.disclosure import Band
from nejtak.report.audit.reader import Node, parse, refused, squeeze
from nejtak.report.tables.layout import Layout
from nejtak.report.tables.tabulate import ranked

Cell = tuple[str, str, str]
# A page uses these alone; none is a place to run a program or to keep what nobody sees.
TAGS = {
    "", "html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer",
    "h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "div", "span", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "svg", "rect",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-labelledby", "charset", "class", "colspan", "content", "dir", "height",
    "http-equiv", "id", "lang", "name", "preserveaspectratio", "role", "scope", "viewbox",
    "width", "x",
}  # fmt: skip
FIGURE, COUNTS = "share", "counts"  # the classes of texts that are read as figures
_PERCENTS = re.compile(r"\D*(\d+)\D+(\d+)\D*")
_COUNTS = re.compile(r"\D*(\d+)\D+(\d+)\D+(\d+)\D*")


@dataclass(frozen=True, slots=True)
class Known:
    """What a page may say whatever was answered.

    `texts` are whole texts and attribute values; `labels` stand for choices, and only where a
    choice is named; `markup` came from the client's files, where it was checked: it is taken out
    before the page is read.
    """

    texts: Collection[str]
    labels: Collection[str]
    markup: Collection[str]


def check(page: str, n: int, layouts: Sequence[Layout], known: Known) -> dict[Cell, Band]:
    """Return every figure on the page, by layout, row and column.

    Raises NejtakError, naming where, if the page says anything else that depends on answers.
    """
    for markup in known.markup:
        page = page.replace(markup, "", 1) if markup else page
    tree = parse(page)
    texts, labels = ({squeeze(text) for text in said} for said in (known.texts, known.labels))
    plain = {(name, squeeze(text)) for text in known.texts for name in ("content", "charset")}
    for layout in layouts:
        plain.add(("colspan", str(len(layout.columns) + 1)))
        plain |= {("id", f"{layout.id}{end}") for end in _ends(layout)}
        plain.add(("aria-labelledby", f"{layout.id}.title {layout.id}.asked"))
    for node in tree.find(""):
        _check_attributes(node, plain)
        _check_texts(node, texts, labels)
    return _figures(tree, n, layouts)


def _ends(layout: Layout) -> list[str]:
    return ["", ".title", ".asked", *(f".{row.id}" for row in layout.rows)]


def _check_attributes(node: Node, known: Collection[tuple[str, str]]) -> None:
    if node.tag not in TAGS:
        raise refused(f"<{node.tag}>", "a report does not use it")
    bar = node.tag in {"svg", "rect"}
    for name, value in node.attributes.items():
        where = f"<{node.tag} {name}>"
        if name not in ATTRIBUTES:
            raise refused(where, "a report does not use it")
        if bar and name in {"viewbox", "x", "width", "height"}:
            continue  # read as a figure
        if any(c.isnumeric() for c in value) and (name, squeeze(value)) not in known:
            raise refused(where, "it holds a number that was not known before the answers")


def _check_texts(node: Node, texts: Collection[str], labels: Collection[str]) -> None:
    kind = node.attributes.get("class")
    if kind in {FIGURE, COUNTS}:
        return  # read as a figure
    names_choice = node.tag == "th" or kind == "label"
    for text in node.texts():
        if text not in texts and not (names_choice and text in labels):
            raise refused(f"a text in <{node.tag}>", "it was not known before the answers")


def _figures(tree: Node, n: int, layouts: Sequence[Layout]) -> dict[Cell, Band]:
    """Read every table, and make sure that no figure stands outside."""
    reading = _Reading(n, _key(tree, n))
    shown = list(tree.find("table"))
    for layout in layouts:
        tables = [table for table in shown if table.attributes.get("id") == layout.id]
        if len(tables) != 1:
            raise refused(layout.id, "the page does not show it once")
        reading.table(tables[0], layout)
    for tag, kind in (("", FIGURE), ("svg", ""), ("td", "")):
        keys = len(reading.key) if tag == "td" else 0
        if sum(1 for _ in tree.find(tag, kind)) != reading.read + keys:
            raise refused(f"<{tag}>" if tag else kind, "a figure stands outside the tables")
    return reading.found


def _key(tree: Node, n: int) -> dict[str, Band]:
    """What the page says that its words stand for."""
    key = {}
    for table in tree.find("table", "key"):
        for row in (row for row in table.find("tr") if any(row.find("td"))):
            word, counts = _only(row, "th"), _only(row, "td", COUNTS)
            match = _COUNTS.fullmatch(counts)
            if match is None or int(match[3]) != n:
                raise refused("the key", f"{word!r} is not explained by counts of {n}")
            key[word] = Band(int(match[1]), int(match[2]))
    if len(key) != sum(1 for _ in tree.find("", COUNTS)):
        raise refused("the key", "counts stand outside it")
    return key


class _Reading:
    """Reads tables: what each cell says, and that cells which look alike say the same."""

    def __init__(self, n: int, key: Mapping[str, Band]) -> None:
        self.n = n
        self.key = key
        self.found: dict[Cell, Band] = {}
        self.read = 0
        self.said: dict[Band, str] = {}

    def table(self, table: Node, layout: Layout) -> None:
        """Read a table, whose rows must be the layout's, in the order of their bands."""
        ids = {f"{layout.id}.{row.id}": row.id for row in layout.rows}
        order: list[str] = []
        for body in table.find("tbody"):
            named = [id_ for node in body.find("") if (id_ := node.attributes.get("id"))]
            order += (ids.get(id_, id_) for id_ in named)
            cells = list(body.find("td"))
            if len(cells) != len(layout.columns):
                raise refused(".".join(named), "its columns are not those of the contract")
            for column, cell in zip(layout.columns, cells, strict=True):
                band = self.cell(f"{' '.join(named)} {column}".strip(), cell)
                self.found |= {(layout.id, ids.get(i, i), column): band for i in named}
        if sorted(order) != sorted(ids.values()):
            raise refused(layout.id, "its rows are not those of the wave's contract")
        bands = {
            (r.id, column): self.found[layout.id, r.id, column] for r, column in layout.cells()
        }
        if [row.id for row in ranked(layout, bands)] != order:
            raise refused(layout.id, "the order of its rows does not follow from their bands")

    def cell(self, where: str, cell: Node) -> Band:
        """Return the counts that a cell's bar spans; its words must span at least as many."""
        words, band = _only(cell, "span", FIGURE), _bar(where, cell, self.n)
        told = self.key.get(words) or _percents(words, self.n)
        if told is None or told.low > band.low or told.high < band.high:
            raise refused(where, "its words say something else, or more, than its bar")
        if self.said.setdefault(band, words) != words:
            raise refused(where, "two cells with the same bar have different words")
        self.read += 1
        return band


def _percents(words: str, n: int) -> Band | None:
    """The counts of n that lie in a range of percents; None where there is no range."""
    match = _PERCENTS.fullmatch(words)
    if match is None or "%" not in words:
        return None
    return Band(-(-int(match[1]) * n // 100), int(match[2]) * n // 100)


def _bar(where: str, cell: Node, n: int) -> Band:
    """The counts between the ends of a bar's light part, its dark part being what is before."""
    bars = [dict(bar.attributes) for bar in cell.find("svg")]
    sure = [dict(rect.attributes) for rect in cell.find("rect", "sure")]
    span = [dict(rect.attributes) for rect in cell.find("rect", "span")]
    try:
        low = int(sure[0]["width"]) if sure else 0
        high = low + int(span[0]["width"])
        drawn = (
            [bar["viewbox"] for bar in bars],
            [(rect.get("x", "0"), rect["width"], rect["height"]) for rect in [*sure, *span]],
        )
    except (LookupError, ValueError) as error:
        raise refused(where, "its bar cannot be read") from error
    dark = [("0", str(low), "1")] if low else []
    if drawn != ([f"0 0 {n} 1"], [*dark, (str(low), str(high - low), "1")]):
        raise refused(where, "its bar is not drawn as a band")
    if sum(1 for _ in cell.find("rect")) != len(sure) + len(span):
        raise refused(where, "its bar has parts that are not read")
    return Band(low, high)


def _only(node: Node, tag: str, kind: str = "") -> str:
    """The text of the one element below with this tag and class."""
    found = [text for element in node.find(tag, kind) for text in element.texts()]
    if len(found) != 1:
        raise refused(f"<{node.tag}>", f"it does not have one {kind or tag}")
    return found[0]
