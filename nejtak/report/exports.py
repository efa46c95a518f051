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
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from nejtak.base.csv_safe import cell_text, to_csv
from nejtak.errors import NejtakError
from nejtak.report.figures import ID, Labelled, order

if TYPE_CHECKING:
    from xlsxwriter import Workbook

FORMAT = 2
CSV, XLSX, JSON, CODEBOOK = "figures.csv", "figures.xlsx", "figures.json", "codebook.json"
SHEETS = ("Figures", "Codebook", "About")
CODEBOOK_HEAD = ("what", "question", "id", "label", "description")
ABOUT_HEAD = ("fact", "value")
EPOCH = datetime(1980, 1, 1)  # zip's first day, which has no zone either


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the figures: its name, and what Table Schema says of it."""

    name: str
    title: str
    description: str
    type: str
    constraints: Mapping[str, Any]
    width: int  # in characters, on the sheet


_ID = {"required": True, "pattern": ID.pattern}
_ID_OR_NONE = {"required": True, "pattern": f"({ID.pattern})?"}
_TEXT = {"required": True}
_COUNT = {"required": True, "minimum": 0}
_SHARE = {"required": True, "minimum": 0, "maximum": 100}
FIELDS = (
    Field("group", "Group", "Id of the group of respondents; empty for all of them.",
          "string", _ID_OR_NONE, 14),
    Field("group_label", "Group in words", "The group of respondents in words.",
          "string", _TEXT, 20),
    Field("question", "Question", "Id of the question.", "string", _ID, 16),
    Field("question_title", "Question in words", "The question as candidates read it.",
          "string", _TEXT, 40),
    Field("row", "Row", "Id of the choice, of the grid's row, or of several taken together.",
          "string", _ID, 16),
    Field("row_label", "Row in words", "The row as candidates read it.", "string", _TEXT, 32),
    Field("members", "Members", "Ids of the choices that the row takes together, a space between.",
          "string", {"required": True, "pattern": f"{ID.pattern}( {ID.pattern})*"}, 16),
    Field("column", "Column", "Id of the grid's column; empty where a row has one figure.",
          "string", _ID_OR_NONE, 16),
    Field("column_label", "Column in words", "The grid's column as candidates read it.",
          "string", _TEXT, 20),
    Field("low", "At least", "At least so many of the counted answered so.", "integer", _COUNT, 10),
    Field("high", "At most", "At most so many of the counted answered so.", "integer", _COUNT, 10),
    Field("base", "Of", "All answers counted in the group, those that skip the question too.",
          "integer", {"required": True, "minimum": 1}, 10),
    Field("low_percent", "At least, %", "`low` as percent of `base`, rounded down.",
          "integer", _SHARE, 12),
    Field("high_percent", "At most, %", "`high` as percent of `base`, rounded up.",
          "integer", _SHARE, 12),
)  # fmt: skip
HEAD = tuple(field.name for field in FIELDS)
NUMBERS = tuple(field.name for field in FIELDS if field.type == "integer")


def files(
    figures: Sequence[Labelled], facts: Mapping[str, str | int], language: str, name: str
) -> dict[str, bytes]:
    """Return the export of one release by file name.

    `facts` are what is known without any answer, by their names: client, wave, days, the
    employer's counts. `language` is that of the words, `name` that of the release, a path of
    slugs. The same figures in any order give the same bytes. ValueError, a fault of ours, where a
    figure is none or stands twice; NejtakError where a text is too long for a cell.
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
    """Refuse what would be counted twice, or is no figure."""
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
        figure.group, cell_text(labelled.group_label),
        figure.question, cell_text(labelled.question_title),
        figure.row, cell_text(labelled.row_label), " ".join(figure.members),
        figure.column, cell_text(labelled.column_label),
        figure.low, figure.high, figure.base, figure.low_percent, figure.high_percent,
    )  # fmt: skip


def _record(row: Sequence[str | int]) -> dict[str, Any]:
    """A row by the names of its fields; the members as a list."""
    record: dict[str, Any] = dict(zip(HEAD, row, strict=True))
    return {**record, "members": record["members"].split(" ")}


def _json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _schema() -> dict[str, Any]:
    """The Table Schema of figures.csv (https://specs.frictionlessdata.io/table-schema/).

    No text stands for a missing value: an empty group means everybody.
    """
    keys = ("name", "title", "description", "type", "constraints")
    return {
        "fields": [{key: getattr(field, key) for key in keys} for field in FIELDS],
        "primaryKey": ["group", "question", "row", "column"],
        "missingValues": [],
    }


def _words(figures: Sequence[Labelled]) -> dict[str, Any]:
    """The groups and questions that there are figures of, with their words."""
    groups: dict[str, str] = {}
    questions: dict[str, dict[str, Any]] = {}
    for labelled in figures:
        figure = labelled.figure
        if figure.group:
            groups[figure.group] = cell_text(labelled.group_label)
        words = {"title": cell_text(labelled.question_title), "rows": {}, "columns": {}}
        asked = questions.setdefault(figure.question, words)
        row = {"label": cell_text(labelled.row_label), "members": list(figure.members)}
        asked["rows"][figure.row] = row
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
    return _repacked(file.getvalue())


def _widths(sheet: str) -> Sequence[int]:
    """Widths in characters that do not depend on what is in the cells."""
    if sheet == SHEETS[0]:
        return [field.width for field in FIELDS]
    return (10, 16, 16, 40, 60) if sheet == SHEETS[1] else (20, 60)


def _write(book: Workbook, name: str, rows: Iterable[Sequence[str | int]], head: Any) -> None:
    sheet = book.get_worksheet_by_name(name)
    for number, row in enumerate(rows):
        look = None if number else head
        for column, cell in enumerate(row):
            write = sheet.write_string if isinstance(cell, str) else sheet.write_number
            if write(number, column, cell, look):
                raise NejtakError("A label is too long for a spreadsheet's cell. Shorten it.")


def _repacked(workbook: bytes) -> bytes:
    """The same parts, not compressed: what a zip library makes of them changes with its version."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)  # 1980-01-01 where no time is given
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return file.getvalue()
