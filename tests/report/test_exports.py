"""Exports: CSV, XLSX and JSON say what the release says and no more, and texts stay texts."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from csv_cells import cells, starts_a_formula
from hypothesis import given, settings
from hypothesis import strategies as st

from nejtak.base.csv_safe import cell_text, guarded
from nejtak.errors import NejtakError
from nejtak.report.audit.read_exports import WORDS, agree, read
from nejtak.report.exports import CODEBOOK, CSV, JSON, XLSX, files
from nejtak.report.fields import FIELDS, HEAD
from nejtak.report.figures import Figure, Labelled

FACTS: Mapping[str, str | int] = {"client": "Nordlys", "opens": "2026-07-01", "declined": 61}
PAY = Figure("", "weights", "pay", ("pay",), "decisive", 15, 17, 38)
FIGURES = (
    Labelled(PAY, "Hvad betød det?", "Løn og goder", "Afgørende"),
    Labelled(
        replace(PAY, column="contributed", low=6, high=8),
        "Hvad betød det?",
        "Løn og goder",
        "Talte med",
    ),
    Labelled(
        Figure("tech", "rating", "1-2", ("1", "2"), "", 0, 2, 12),
        "Vil du søge igen?",
        "1–2 – Slet ikke",
        "",
        "Udviklere",
    ),
    Labelled(Figure("", "rating", "10", ("10",), "", 36, 38, 38), "Vil du søge igen?", "10"),
    Labelled(Figure("", "rating", "9", ("9",), "", 0, 2, 38), "Vil du søge igen?", "9"),
)
HOSTILE = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "\u200b=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "'=1",
    '"=1',
    "{=1}",
    "x;=1+1",
    'x; "=1',
    "x\t-1",
    "x\n+1",
    "x\u2028=1",
    "x\r\n@A1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
    "\x00=1",
    "_x003D_1",
    "http://x",
    "1",
    "1e5",
    "TRUE",
    "\ufffe",
    "a\x0b=1",
    ";",
    "'",
    '"',
    "",
    "é" * 300,
)


def exported(figures: tuple[Labelled, ...] = FIGURES, **facts: str | int) -> dict[str, bytes]:
    """An export of these figures."""
    return files(figures, {**FACTS, **facts}, "da", "nordlys/2026-h2")


def test_the_files_say_what_the_page_says() -> None:
    """The golden figures, by hand: 15-17 of 38 is 39 to 45 %, and the order follows from ids."""
    made = exported()
    rows = cells(made[CSV])
    assert rows[0] == list(HEAD)
    assert [row[2:7:2] + row[7:8] + row[9:] for row in rows[1:]] == [
        ["rating", "9", "9", "", "0", "2", "38", "0", "6"],
        ["rating", "10", "10", "", "36", "38", "38", "94", "100"],
        ["weights", "pay", "pay", "contributed", "6", "8", "38", "15", "22"],
        ["weights", "pay", "pay", "decisive", "15", "17", "38", "39", "45"],
        ["rating", "'1-2", "'1 2", "", "0", "2", "12", "0", "17"],
    ]
    assert made[CSV].startswith(b"\xef\xbb\xbfgroup,")
    assert made[CSV].endswith(b"\r\n")
    release = json.loads(made[JSON])
    assert release["facts"] == dict(FACTS)
    assert release["figures"][4]["group_label"] == "Udviklere"
    assert release["figures"][4]["members"] == ["1", "2"]
    read_back = read(made)
    assert set(read_back["csv"]) == {labelled.figure for labelled in FIGURES}
    assert read_back["csv"] == read_back["xlsx"] == read_back["json"]
    labels = {record[key] for record in release["figures"] for key in WORDS}
    assert {"Løn og goder", "Talte med", "Udviklere", ""} <= labels
    assert [release["name"], release["language"]] == ["nordlys/2026-h2", "da"]


def test_the_codebook_tells_every_column_and_word() -> None:
    """Table Schema: fields in the order of the CSV, whose cells meet their constraints."""
    made = exported()
    codebook = json.loads(made[CODEBOOK])
    header, *rows = cells(made[CSV])
    assert [field["name"] for field in codebook["fields"]] == header
    assert set(codebook["primaryKey"]) <= set(header)
    for row in rows:
        for field, cell in zip(codebook["fields"], row, strict=True):
            rules = field["constraints"]
            assert field["title"]
            assert field["description"]
            if field["type"] == "integer":
                assert rules["minimum"] <= int(cell) <= rules.get("maximum", int(cell))
            elif "pattern" in rules:
                assert re.fullmatch(rules["pattern"], cell)
    assert codebook["groups"] == {"tech": "Udviklere"}
    assert codebook["questions"]["weights"] == {
        "title": "Hvad betød det?",
        "rows": {"pay": {"label": "Løn og goder", "members": ["pay"]}},
        "columns": {"contributed": "Talte med", "decisive": "Afgørende"},
    }


def test_two_exports_are_the_same_to_the_byte() -> None:
    """Nothing of when, where or in which order they are made is in them."""
    first, second = exported(), exported(FIGURES[::-1])
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first[XLSX])) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"1980-01-01"}
    assert "<dc:creator></dc:creator>" in core


@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_becomes_a_formula(label: str) -> None:
    """Not with the comma of the file, nor with the semicolon of Danish Excel or a tab."""
    hostile = replace(FIGURES[0], question_title=label, row_label=label, column_label=label)
    made = exported((hostile, *FIGURES[2:]), partner=label)
    read(made)
    for delimiter in ",;\t":
        found = [cell for row in cells(made[CSV], delimiter) for cell in row]
        assert not any(map(starts_a_formula, found))
    with zipfile.ZipFile(io.BytesIO(made[XLSX])) as book:
        sheets = b"".join(book.read(f"xl/worksheets/sheet{n}.xml") for n in (1, 2, 3))
    assert not re.search(rb"<f[ >/]|<hyperlink| t=\"(?!s\")", sheets)
    assert json.loads(made[JSON])["facts"]["partner"] == cell_text(label)


@pytest.mark.parametrize("id_", ["1-3", "mar-1", "2026-07", "1e5", "007", "true", "9-12", "pay"])
def test_ids_in_the_csv_read_back_as_they_are(id_: str) -> None:
    """The apostrophe belongs to the CSV, not to the id, and the codebook allows it."""
    figure = replace(PAY, group=id_, question=id_, row=id_, members=(id_, "x"), column=id_)
    made = exported((Labelled(figure, "a", "b", "c", "d"),))
    assert {name: found for name, [found] in read(made).items()} == dict.fromkeys(
        ("csv", "xlsx", "json"), figure
    )
    row = dict(zip(HEAD, cells(made[CSV])[1], strict=True))
    assert row["row"] == guarded(id_)
    for field in json.loads(made[CODEBOOK])["fields"]:
        if "pattern" in field["constraints"]:
            assert re.fullmatch(field["constraints"]["pattern"], row[field["name"]])


IDS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


@st.composite
def figures(draw: st.DrawFn) -> tuple[Labelled, ...]:
    """Figures with any words."""
    places = draw(st.sets(st.tuples(IDS | st.just(""), IDS, IDS, IDS | st.just("")), max_size=5))
    words = st.text(max_size=8)
    made = []
    for group, question, row, column in sorted(places):
        low, high, base = sorted(draw(st.tuples(*[st.integers(1, 400)] * 3)))
        members = tuple(draw(st.lists(IDS, min_size=1, max_size=3)))
        figure = Figure(group, question, row, members, column, low, high, base)
        made.append(Labelled(figure, *(draw(words) for _ in range(4))))
    return tuple(made)


@settings(max_examples=40, deadline=None)
@given(figures(), st.dictionaries(IDS, st.text(max_size=9) | st.integers(0, 10**6), max_size=3))
def test_what_is_written_reads_back(made: tuple[Labelled, ...], facts: dict[str, int]) -> None:
    """Any figures with any words, in each format."""
    found = read(files(made, facts, "da", "a/b"))
    agree(found)
    for figures_read in found.values():
        assert set(figures_read) == {labelled.figure for labelled in made}


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PAY, low=18),
        replace(PAY, high=39),
        replace(PAY, low=-1),
        replace(PAY, row="=1"),
        replace(PAY, members=()),
        replace(PAY, members=("a b",)),
        replace(PAY, question=""),
        replace(PAY, low=0, high=0, base=0),
    ],
)
def test_what_is_no_figure_is_not_exported(wrong: Figure) -> None:
    """A range that is none, an id that is none, and one cell twice, are faults of ours."""
    with pytest.raises(ValueError, match="no figure"):
        exported((Labelled(wrong, "", ""),))
    with pytest.raises(ValueError, match="two figures"):
        exported((FIGURES[0], FIGURES[0]))


def test_a_text_that_no_cell_can_hold_is_told() -> None:
    """Excel's cells hold 32,767 characters; the text would be missing, so it is refused."""
    with pytest.raises(NejtakError, match="too long for a spreadsheet's cell"):
        exported(note="x" * 32_768)


# The gate's eyes.


def rezipped(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The workbook with its parts changed and some added, packed as ours are."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 0
            new.writestr(entry, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(zipfile.ZipInfo(f"xl/{name}.xml"), part)
    return file.getvalue()


PARTS = {
    "a hidden sheet": ("workbook", b'sheetId="2"', b'sheetId="2" state="hidden"'),
    "a renamed sheet": ("workbook", b"Codebook", b"7 of 38"),
    "a defined name": ("workbook", b"</sheets>", b"</sheets><definedNames/>"),
    "a hidden row": ("sheet1", b'<row r="2"', b'<row r="2" hidden="1"'),
    "a hidden column": ("sheet1", b"<col ", b'<col hidden="1" '),
    "a width": ("sheet1", b"<sheetFormatPr ", b'<sheetFormatPr x="17" '),
    "a formula": ("sheet1", b'<c r="J2"><v>0</v>', b'<c r="J2"><f>0</f><v>0</v>'),
    "a colour": ("sheet1", b'<c r="J2"', b'<c r="J2" s="1"'),
    "a count": ("sheet1", b'<c r="J2"><v>0', b'<c r="J2"><v>1'),
    "a fraction": ("sheet1", b'<c r="J2"><v>0', b'<c r="J2"><v>0.0'),
    "an extra cell": ("sheet1", b"</c></row>", b'</c><c r="O1"><v>17</v></c></row>'),
    "an extra row": ("sheet1", b"</sheetData>", b'<row r="7"/></sheetData>'),
    "a cell in another sheet": (
        "sheet3",
        b"</sheetData>",
        b'<row r="99"><c r="A99"><v>7</v></c></row></sheetData>',
    ),
    "a comment in XML": ("sheet1", b"<sheetData>", b"<!-- 17 --><sheetData>"),
    "an entity": ("sheet1", b"<worksheet", b"<!DOCTYPE w [<!ENTITY a '17'>]><worksheet"),
    "a rich text": ("sharedStrings", b"<si><t>", b"<si><r/><t>"),
    "an author": ("core", b"<dc:creator>", b"<dc:creator>17"),
    "a date": ("core", b"1980-01-01", b"2026-11-22"),
    "a company": ("app", b"<Company>", b"<Company>17"),
    "a style": ("styles", b'val="Calibri"', b'val="Seventeen"'),
    "broken XML": ("sheet1", b"</worksheet>", b""),
}


@pytest.mark.parametrize("what", PARTS)
def test_a_workbook_that_holds_more_is_refused(what: str) -> None:
    """Hidden or shown, in cells or around them: it is found."""
    part, old, new = PARTS[what]
    made = exported()

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(f"/{part}.xml"):
            return content
        assert old in content
        return content.replace(old, new, 1)

    book = rezipped(made[XLSX], change)
    assert rezipped(made[XLSX], lambda _, content: content) == made[XLSX]
    with pytest.raises(NejtakError, match="refused and nothing is written"):
        read({**made, XLSX: book})


FORGED = {
    "a comment's part": lambda m: {XLSX: rezipped(m[XLSX], lambda _, c: c, comments1=b"<x/>")},
    "a note after the zip": lambda m: {XLSX: m[XLSX] + b"17"},
    "no zip": lambda _: {XLSX: b"17"},
    "a row less": lambda m: {CSV: m[CSV][: m[CSV].rindex(b"\r\n", 0, -2) + 2]},
    "a row more": lambda m: {CSV: m[CSV] + b"\r\n"},
    "another order": lambda m: {CSV: b"\r\n".join([*m[CSV].split(b"\r\n")[::-1]])},
    "a column more": lambda m: {CSV: m[CSV].replace(b"\r\n", b",17\r\n")},
    "another count": lambda m: {CSV: m[CSV].replace(b",15,17,38", b",16,17,38")},
    "another label": lambda m: {CSV: m[CSV].replace("Løn".encode(), b"17")},
    "a quote that says nothing": lambda m: {CSV: m[CSV].replace(b"weights", b'"weights"', 1)},
    "no BOM": lambda m: {CSV: m[CSV][3:]},
    "no UTF-8": lambda m: {CSV: m[CSV] + b"\xff"},
    "a key more": lambda m: {JSON: m[JSON].replace(b'"base"', b'"exact": 17,\n   "base"', 1)},
    "a space more": lambda m: {JSON: m[JSON] + b" "},
    "a fraction": lambda m: {JSON: m[JSON].replace(b": 15,", b": 15.0,")},
    "a truth": lambda m: {JSON: m[JSON].replace(b": 61", b": true")},
    "no JSON": lambda _: {JSON: b"17"},
    "no list": lambda m: {JSON: m[JSON].replace(b'"figures": [', b'"figures": 17, "x": [')},
    "another codebook": lambda m: {CODEBOOK: m[CODEBOOK].replace(b"candidates", b"17")},
    "a file more": lambda _: {"notes.txt": b"17"},
}


@pytest.mark.parametrize("what", FORGED)
def test_an_export_that_says_more_is_refused(what: str) -> None:
    """Each file says what the others say, and not a byte besides."""
    made = exported()
    forged = {**made, **FORGED[what](made)}
    assert forged != made
    with pytest.raises(NejtakError, match="refused and nothing is written"):
        read(forged)


def test_a_missing_file_is_refused() -> None:
    """All four belong together."""
    made = exported()
    del made[CODEBOOK]
    with pytest.raises(NejtakError, match="its files are not those of an export"):
        read(made)


def test_formats_that_differ_are_refused_by_name() -> None:
    """The page and the files say the same of the same places, in whatever order."""
    mine = [labelled.figure for labelled in FIGURES]
    agree({"page": mine, "csv": mine[::-1]})
    for other in (mine[1:], [replace(mine[0], low=14), *mine[1:]]):
        with pytest.raises(
            NejtakError, match=r"weights\.pay\.decisive: (page and csv|csv and page)"
        ):
            agree({"page": mine, "csv": other})
    with pytest.raises(NejtakError, match="two figures for one cell"):
        agree({"page": [*mine, mine[0]]})


def test_every_field_has_a_width_and_a_name_of_its_own() -> None:
    """The sheet's columns are the fields."""
    assert len({field.name for field in FIELDS}) == len(FIELDS) == 14
    assert all(field.width >= 10 for field in FIELDS)
