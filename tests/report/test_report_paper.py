"""The printed report: few sheets, headlines that stay with their tables, and a structure tree."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pdfplumber
import pikepdf
import pytest
from demo_report import approved, report
from pdfplumber.page import Page

from nejtak.report import to_pdf

SHEETS = {6: 2, 8: 2, 12: 3, 38: 5}  # at most, by answers
LANGUAGES = ("da", "en")
HEADINGS = ("H1", "H2", "H3")


class Placed(NamedTuple):
    """An element of the structure tree: its role, the page where it begins, and its upper edge."""

    role: str
    page: int
    top: float


@pytest.fixture(scope="module")
def printed(
    chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[int, str], bytes]:
    """The demo's report of each size in each language, as Chromium prints it."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "chromium").symlink_to(chromium)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=os.pathsep)
        return {
            (n, name.removesuffix(".pdf")): content
            for n in SHEETS
            for name, content in to_pdf(report(n, *approved()).files).items()
        }


def _opened(content: bytes) -> pdfplumber.PDF:
    return pdfplumber.open(io.BytesIO(content))


def test_a_report_is_short(printed: Mapping[tuple[int, str], bytes]) -> None:
    """Two sheets for five or eight counted answers, three for eleven, five for 38."""
    sheets = {}
    for (n, language), content in printed.items():
        with _opened(content) as pdf:
            sheets[n, language] = len(pdf.pages)
    assert {key: number for key, number in sheets.items() if number > SHEETS[key[0]]} == {}


def test_the_first_page_stands_alone(printed: Mapping[tuple[int, str], bytes]) -> None:
    """It holds the headline and the three actions, and the evidence begins on the next sheet."""
    for content in printed.values():
        placed = _placed(content)
        assert [one.page for one in placed if one.role == "H1"] == [1]
        tables = [one.page for one in placed if one.role == "Table"]
        assert tables[0] == 1
        assert set(tables[1:]).isdisjoint({1})


def test_no_headline_is_parted_from_its_table(printed: Mapping[tuple[int, str], bytes]) -> None:
    """What follows a headline begins on its page, and not above it; its table too."""
    checked = 0
    for key, content in printed.items():
        placed = _placed(content)
        for place, heading in enumerate(placed):
            if heading.role not in HEADINGS:
                continue
            for after in _following(placed[place + 1 :]):
                assert after.page == heading.page, (key, heading, after)
                assert heading.top <= after.top + 4, (key, heading, after)
                checked += 1
    assert checked > 50


def _following(after: list[Placed]) -> Iterator[Placed]:
    """The next element, and the next table before another headline."""
    yield from after[:1]
    for one in after:
        if one.role in HEADINGS:
            return
        if one.role == "Table":
            yield one
            return


def test_every_sheet_has_its_number_and_whose_it_is(
    printed: Mapping[tuple[int, str], bytes],
) -> None:
    """A running foot with the client, and "2/3"."""
    for content in printed.values():
        with _opened(content) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                foot = page.crop((0, page.height - 45, page.width, page.height)).extract_text()
                assert foot.startswith("Nordlys · ")
                assert foot.endswith(f"{number}/{len(pdf.pages)}")


def test_the_structure_tree_has_headings_tables_and_words_for_drawings(
    printed: Mapping[tuple[int, str], bytes],
) -> None:
    """One H1, tables whose headers have a scope, figures with words, and the language."""
    for (_, language), content in printed.items():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert str(pdf.Root.Lang) == language
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.docinfo["/Title"]).endswith("2026")
            nodes = [*_nodes(pdf.Root.StructTreeRoot.K)]
            roles = [str(node.S) for node in nodes]
            assert roles.count("/H1") == 1
            assert roles.count("/H2") >= 4
            assert roles.count("/H3") >= 4
            for table in (node for node in nodes if str(node.S) == "/Table"):
                scopes = [_scope(one) for one in _nodes(table.K) if str(one.S) == "/TH"]
                assert "/Column" in scopes
                assert "/Row" in scopes
                assert None not in scopes
            figures = [node for node in nodes if str(node.S) == "/Figure"]
            assert figures
            assert all(str(node.get("/Alt", "")) for node in figures)


def test_no_time_stands_in_a_print(
    printed: Mapping[tuple[int, str], bytes],
    chromium: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Printed again it is the same bytes, whenever that is."""
    content = printed[6, "da"]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        dates = {str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate")}
    assert dates == {"D:19800101000000+00'00'"}
    (tmp_path / "chromium").symlink_to(chromium)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    files = report(6, *approved()).files
    assert to_pdf({"da.html": files["da.html"]})["da.pdf"] == content


def _nodes(kids: Any) -> Iterator[Any]:
    """Every element below, in reading order."""
    for one in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            yield from _nodes(one.get("/K", pikepdf.Array()))


def _scope(header: Any) -> str | None:
    owned = header.get("/A", pikepdf.Array())
    owned = owned if isinstance(owned, pikepdf.Array) else [owned]
    return next((str(one.Scope) for one in owned if "/Scope" in one), None)


def _placed(content: bytes) -> list[Placed]:
    """Headings, paragraphs, tables and quotes in reading order, with where they begin."""
    with _opened(content) as pdf:
        tops = [_tops(page) for page in pdf.pages]
        return [found for root in pdf.structure_tree for found in _walk(root, tops)]


def _tops(page: Page) -> dict[int, float]:
    """The upper edge of each marked piece of content."""
    found: dict[int, float] = {}
    for char in page.chars:
        if char.get("mcid") is not None:
            found[char["mcid"]] = min(char["top"], found.get(char["mcid"], char["top"]))
    return found


def _walk(node: Mapping[str, Any], tops: list[dict[int, float]]) -> Iterator[Placed]:
    role = str(node.get("type"))
    if role in (*HEADINGS, "P", "Table", "BlockQuote", "Figure"):
        begins = min(_content(node, tops), default=None)
        if begins:
            yield Placed(role, *begins)
        if role == "Table":
            return
    for child in node.get("children", ()):
        yield from _walk(child, tops)


def _content(node: Mapping[str, Any], tops: list[dict[int, float]]) -> Iterator[tuple[int, float]]:
    page = node.get("page_number")
    for mcid in node.get("mcids") or ():
        if page and mcid in tops[page - 1]:
            yield page, tops[page - 1][mcid]
    for child in node.get("children", ()):
        yield from _content(child, tops)
