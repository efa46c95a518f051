"""A release's figures as files to work on: CSV, XLSX and JSON, and the codebook of all three.

They say what the page says and no more: blocks of counts and sums of them, the number counted, and
shares in whole percents rounded outwards. What the files hold follows from the figures, their words
and the facts alone, to the byte: no time, no name of a machine or a person, and an order that
follows from ids. So whoever has read them (`nejtak.report.audit.read_exports`) can make them again
and compare.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from nejtak.base.csv_safe import cell_text, to_csv
from nejtak.errors import NejtakError
from nejtak.report.fields import FIELDS, HEAD
from nejtak.report.figures import Labelled, order
from nejtak.report.zipped import EPOCH, fixed

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FORMAT = 2
CSV, XLSX, JSON, CODEBOOK = "figures.csv", "figures.xlsx", "figures.json", "codebook.json"
SHEETS = ("Figures", "Codebook", "About")
CODEBOOK_HEAD = ("what", "question", "id", "label", "description")
ABOUT_HEAD = ("fact", "value")


def files(
    figures: Sequence[Labelled], facts: Mapping[str, str | int], language: str, name: str
) -> dict[str, bytes]:
    """Return the export of one release by file name.

    `facts` are known without any answer, by their names: client, wave, days, the employer's
    counts. `language` is that of the words, `name` that of the release, a path of slugs. The same
    figures in any order give the same bytes. Raises ValueError, a fault of ours, if a figure is
    invalid or appears twice; NejtakError if a text is too long for a cell.
    """
    known = sorted(figures, key=lambda f: order(f.figure))
    _check(known)
    rows = [_row(figure) for figure in known]
    said = {cell_text(key): _clean(value) for key, value in sorted(facts.items())}
    release: dict[str, str | int] = {"format": FORMAT, "name": name, "language": language}
    sheets: dict[str, list[Sequence[str | int]]] = {
        SHEETS[0]: [HEAD, *rows],
        SHEETS[1]: [CODEBOOK_HEAD, *_codebook_rows(known)],
        SHEETS[2]: [ABOUT_HEAD, *release.items(), *said.items()],
    }
    return {
        CSV: to_csv([HEAD, *rows]),
        XLSX: _xlsx(sheets),
        JSON: _json({**release, "facts": said, "figures": [_record(row) for row in rows]}),
        CODEBOOK: _json({**release, **_schema(), **_words(known)}),
    }


def _check(figures: Sequence[Labelled]) -> None:
    """Refuse a figure that would be counted twice, or that is not valid."""
    for labelled in figures:
        if fault := labelled.figure.fault():
            raise ValueError(f"no figure: {'/'.join(labelled.figure.place)}: {fault}")
    if len({labelled.figure.place for labelled in figures}) < len(figures):
        raise ValueError("two figures for one cell")


def _clean(value: str | int) -> str | int:
    return cell_text(value) if isinstance(value, str) else value


def _row(labelled: Labelled) -> tuple[str | int, ...]:
    figure = labelled.figure
    return (
        figure.group,
        cell_text(labelled.group_label),
        figure.question,
        cell_text(labelled.question_title),
        figure.row,
        cell_text(labelled.row_label),
        " ".join(figure.members),
        figure.column,
        cell_text(labelled.column_label),
        figure.low,
        figure.high,
        figure.base,
        figure.low_percent,
        figure.high_percent,
    )


def _record(row: Sequence[str | int]) -> dict[str, object]:
    """A row by the names of its fields; the members as a list."""
    record = dict(zip(HEAD, row, strict=True))
    return {**record, "members": str(record["members"]).split(" ")}


def _json(content: Mapping[str, object]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _schema() -> dict[str, object]:
    """The Table Schema of figures.csv (https://specs.frictionlessdata.io/table-schema/).

    No text marks a missing value: an empty group means everybody.
    """
    keys = ("name", "title", "description", "type", "constraints")
    return {
        "fields": [{key: getattr(field, key) for key in keys} for field in FIELDS],
        "primaryKey": ["group", "question", "row", "column"],
        "missingValues": [],
    }


class CodebookRow(TypedDict):
    """A row of a table in the codebook."""

    label: str
    members: list[str]


class AskedWords(TypedDict):
    """A question in the codebook, with its rows and columns by id."""

    title: str
    rows: dict[str, CodebookRow]
    columns: dict[str, str]


class Codebook(TypedDict):
    """The words of groups and questions, by id."""

    groups: dict[str, str]
    questions: dict[str, AskedWords]


def _words(figures: Sequence[Labelled]) -> Codebook:
    """The groups and questions that there are figures of, with their words."""
    groups: dict[str, str] = {}
    questions: dict[str, AskedWords] = {}
    for labelled in figures:
        figure = labelled.figure
        if figure.group:
            groups[figure.group] = cell_text(labelled.group_label)
        words = AskedWords(title=cell_text(labelled.question_title), rows={}, columns={})
        asked = questions.setdefault(figure.question, words)
        label = cell_text(labelled.row_label)
        asked["rows"][figure.row] = CodebookRow(label=label, members=list(figure.members))
        if figure.column:
            asked["columns"][figure.column] = cell_text(labelled.column_label)
    return {"groups": groups, "questions": questions}


def _codebook_rows(figures: Sequence[Labelled]) -> Iterator[tuple[str, ...]]:
    """The codebook as a sheet: the fields, then groups and questions."""
    for field in FIELDS:
        yield "field", "", field.name, field.title, field.description
    words = _words(figures)
    for id_, label in sorted(words["groups"].items()):
        yield "group", "", id_, label, ""
    for question, asked in sorted(words["questions"].items()):
        yield "question", question, question, asked["title"], ""
        for id_, row in sorted(asked["rows"].items()):
            yield "row", question, id_, row["label"], " ".join(row["members"])
        for id_, label in sorted(asked["columns"].items()):
            yield "column", question, id_, label, ""


def _xlsx(sheets: Mapping[str, Sequence[Sequence[str | int]]]) -> bytes:
    """A workbook of these sheets, each with its header row frozen.

    xlsxwriter would take a text that looks like a formula, a link or a number for one: not here.
    """
    import xlsxwriter

    kept = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {**kept, "in_memory": True})
    book.set_properties({"created": EPOCH})
    head = book.add_format({"bold": True, "bottom": 1})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(_widths(name)):
            sheet.set_column(column, column, width)
        _write(book, name, rows, head)
    book.close()
    return fixed(file.getvalue())


def _widths(sheet: str) -> Sequence[int]:
    """Widths in characters that do not depend on the cells' content."""
    if sheet == SHEETS[0]:
        return [field.width for field in FIELDS]
    return (10, 16, 16, 40, 60) if sheet == SHEETS[1] else (20, 60)


def _write(book: Workbook, name: str, rows: Iterable[Sequence[str | int]], head: Format) -> None:
    sheet = book.get_worksheet_by_name(name)
    for number, row in enumerate(rows):
        look = None if number else head
        for column, cell in enumerate(row):
            write = sheet.write_string if isinstance(cell, str) else sheet.write_number
            if write(number, column, cell, look):
                raise NejtakError("A label is too long for a spreadsheet's cell. Shorten it.")
