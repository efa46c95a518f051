"""Slides: the page's figures in native charts, the same bytes each time, read by the audit."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from demo_report import approved, report
from pptx import Presentation
from report_project import GOLDEN, answers, people, project, with_jobs

from nejtak.errors import NejtakError
from nejtak.report import Release, design, find, make
from nejtak.report.audit import slides
from nejtak.report.tables.findings import Findings
from nejtak.wave.counted import count

SIZES = (5, 11, 38, 150)


@pytest.fixture(scope="module")
def made() -> Mapping[int, Release]:
    """The demo's report of each size, with slides."""
    return {n: report(n, *approved(), with_slides=True) for n in SIZES}


def _told(files: Mapping[str, bytes]) -> dict[str, tuple[int, int, int]]:
    """The figures of the CSV by the name of their cell."""
    rows = csv.DictReader(io.StringIO(files["figures.csv"].decode("utf-8-sig"), newline=""))
    found = {}
    for row in rows:
        cell = ".".join(filter(None, (row["question"], row["row"], row["column"])))
        name = f"{row['group']}:{cell}" if row["group"] else cell
        found[name] = (int(row["low"]), int(row["high"]), int(row["base"]))
    return found


def _charts(deck: bytes) -> Iterator[tuple[list[str], list[tuple[int, ...]]]]:
    """The cells of each chart about answers, and its rows."""
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_chart and shape.name != "chart":
                series: Any = shape.chart.plots[0].series
                yield shape.name.split(), [*zip(*(one.values for one in series), strict=True)]


@pytest.mark.parametrize("n", SIZES)
def test_charts_say_the_figures_of_the_release(made: Mapping[int, Release], n: int) -> None:
    """In each language: what is certain, what is possible, and the rest of all counted."""
    told, seen = _told(made[n].files), 0
    assert set(made[n].slides) == {"da.pptx", "en.pptx"}
    for deck in made[n].slides.values():
        for cells, rows in _charts(deck):
            assert len(cells) == len(rows)
            for named, row in zip(cells, rows, strict=True):
                for cell in named.split(","):
                    low, high, base = told[cell]
                    assert row == (low, high - low, base - high)
                    seen += 1
    assert seen > 10


def test_the_first_slide_is_the_first_page_and_each_section_has_one() -> None:
    """Headline, hero, ranks, rate, actions; then what the page has, in its order."""
    client, wave, _ = next(project().waves())
    deck = make(project(), client, wave, GOLDEN, with_slides=True).slides["da.pptx"]
    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(deck)).slides]
    assert titles[0] == "I kunne have vundet mindst 18 af dem, der svarede"
    for title in (
        "Mindst 21 af 38 nævner »Løn og goder«, som afgjorde det for 12\u2060–\u206014",
        "Mere end halvdelen svarede »Et job i samme branche«",
        "Ingen citater denne gang",
        "Sådan er tallene lavet",
    ):
        assert title in titles, title


def test_the_first_slide_has_the_cautions_of_the_first_page() -> None:
    """What a range means, that few answers are a pointer only, and that a client is invented."""
    client, wave, _ = next(project().waves())
    said = answers(12, decided={"pay": 9})
    deck = make(project(), client, wave, said, with_slides=True).slides["en.pptx"]
    first = Presentation(io.BytesIO(deck)).slides[0]
    foot = " ".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    for caution in ("means at least 9 and at most 11", "A pointer:", "an invented company"):
        assert caution in foot, caution


def test_slides_are_no_part_of_the_release(made: Mapping[int, Release]) -> None:
    """With them or without, the files and their hashes are the same."""
    assert report(11, *approved()).files == made[11].files
    assert b"pptx" not in made[11].files["certificate.json"]


def test_no_time_stands_in_slides_or_their_workbooks(made: Mapping[int, Release]) -> None:
    """All parts, of embedded workbooks too, bear zip's first day and are stored plainly."""
    books = 0
    for deck in made[38].slides.values():
        for archive in (deck, *_books(deck)):
            books += 1
            with zipfile.ZipFile(io.BytesIO(archive)) as parts:
                for part in parts.infolist():
                    assert part.date_time == (1980, 1, 1, 0, 0, 0)
                    assert part.compress_type == zipfile.ZIP_STORED
                core = parts.read("docProps/core.xml")
                assert core.count(b"1980-01-01T00:00:00Z") == 2
    assert books > 10


def _books(deck: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(deck)) as parts:
        yield from (parts.read(n) for n in parts.namelist() if n.endswith(".xlsx"))


def _golden() -> tuple[bytes, Findings]:
    client, wave, survey = next(project().waves())
    assert wave.contract
    found = find(wave.contract.questions, count(wave, GOLDEN), design(survey, client, wave))
    return make(project(), client, wave, GOLDEN, with_slides=True).slides["en.pptx"], found


def _changed(deck: bytes, folder: str, old: bytes, new: bytes) -> bytes:
    """The deck with this replaced in the first part below a folder that has it."""
    out, done = io.BytesIO(), False
    with zipfile.ZipFile(io.BytesIO(deck)) as parts, zipfile.ZipFile(out, "w") as target:
        for name in parts.namelist():
            part = parts.read(name)
            if name.startswith(folder) and not done and old in part:
                book = name.endswith(".xlsx")
                part = _changed(part, "xl/", old, new) if book else part.replace(old, new, 1)
                done = True
            target.writestr(name, part)
    assert done
    return out.getvalue()


@pytest.mark.parametrize(
    ("folder", "old", "new", "message"),
    [
        ("ppt/embeddings/", b"<v>12</v>", b"<v>13</v>", "say different things"),
        ("ppt/charts/", b"<c:v>12</c:v>", b"<c:v>13</c:v>", "say different things"),
        ("ppt/slides/slide", b'name="decided.pay', b'name="decided.other', "that is not told"),
        ("ppt/slides/slide", b'name="decided.pay', b'name="also.pay', "something else than"),
        ("ppt/slides/slide", b'name="decided.pay', b'name="also.pay also.pay', "more or fewer"),
    ],
    ids=["in a workbook", "in a chart", "an untold cell", "another cell", "a cell more"],
)
def test_the_audit_refuses_slides_that_show_other_figures(
    folder: str, old: bytes, new: bytes, message: str
) -> None:
    """Whatever is changed, in the workbook behind a chart, in its own copy, or in its name."""
    deck, found = _golden()
    slides.check_slides("en.pptx", deck, found)
    with pytest.raises(NejtakError, match=message):
        slides.check_slides("en.pptx", _changed(deck, folder, old, new), found)
    with pytest.raises(NejtakError, match=r"en\.pptx: it cannot be read"):
        slides.check_slides("en.pptx", b"nothing", found)


@pytest.mark.parametrize("hidden", [b"<!-- 17 -->", b"<!DOCTYPE w [<!ENTITY a '17'>]>"])
def test_the_audit_refuses_slides_with_comments_or_declarations(hidden: bytes) -> None:
    """Nothing stands in a slide that only a program reads, and no entity is expanded."""
    deck, found = _golden()
    with pytest.raises(NejtakError, match=r"en\.pptx: it cannot be read"):
        slides.check_slides(
            "en.pptx", _changed(deck, "ppt/slides/slide", b"<p:sld ", hidden + b"<p:sld "), found
        )


def test_groups_have_slides_of_their_own() -> None:
    """Each with its headline and a chart of its own figures."""
    found = with_jobs(sales=60, it=45)
    client, wave, _ = next(found.waves())
    wave = replace(wave, offers=300, declined=105)
    made = make(found, client, wave, people(1, sales=30, it=20), with_slides=True)
    deck = made.slides["en.pptx"]
    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(deck)).slides]
    assert any(title.startswith("Salg: ") for title in titles)
    told = _told(made.files)
    groups = {cell for cells, _ in _charts(deck) for cell in cells if ":" in cell}
    assert groups
    assert groups <= told.keys()
