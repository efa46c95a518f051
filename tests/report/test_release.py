"""A release: its files, its certificate, its place in the ledger, and that it can be made again."""

import hashlib
import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from report_project import GOLDEN, answers, project

from nejtak.errors import StateError
from nejtak.report import Approved, Beside, make, to_pdf
from nejtak.report.approved import from_review
from nejtak.report.audit.reader import parse
from nejtak.review.quotes import Quote
from nejtak.wave import ledger

QUOTES = (
    Approved("quote", "advice", "process", "Der gik fem uger.\nSå sagde jeg ja et andet sted."),
    Approved("quote", "advice", "", "<b>Fedt</b> & 13 gange bedre"),
    Approved("paraphrase", "advice", "offer", "Sig lønnen tidligere."),
)


def test_a_release_has_pages_figures_and_a_certificate() -> None:
    """Whoever gets it can check each file against the certificate."""
    found = project()
    client, wave, _ = next(found.waves())
    made = make(found, client, wave, GOLDEN)
    assert set(made.files) == {
        "da.html",
        "en.html",
        "figures.csv",
        "figures.xlsx",
        "figures.json",
        "codebook.json",
        "certificate.json",
    }
    said = json.loads(made.files["certificate.json"])
    assert (said["counted"], said["asked"]) == (38, 61)
    assert made.basis.counted == {"": 38}
    assert said["sums_attacked"] > 30
    assert said["files"] == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in made.files.items()
        if name != "certificate.json"
    }


@pytest.mark.parametrize("n", [5, 8, 38, 56])
def test_the_same_counted_answers_in_any_order_make_the_same_bytes(n: int) -> None:
    """A release can be made again, and tells nothing of the order of the answers."""
    found = project()
    client, wave, _ = next(found.waves())
    said = answers(n, decided={"pay": n // 2, "process": n // 4}, winnable={"yes": n // 3})
    made = make(found, client, wave, said)
    random.Random(n).shuffle(said)
    assert make(found, client, wave, said) == made


def test_the_same_report_again_is_the_same_release(tmp_path: Path) -> None:
    """Making a report twice hands out nothing new; other quotes make the next release."""
    found = project()
    client, wave, _ = next(found.waves())
    wave = replace(wave, folder=tmp_path)

    def release(*quotes: Approved) -> str:
        made = make(found, client, wave, GOLDEN, ledger.releases(wave), Beside(quotes))
        return ledger.record(wave, made.basis, made.files, made.figures).name

    assert [release(), release(), release(*QUOTES), release()] == [
        "2026-h2-1",
        "2026-h2-1",
        "2026-h2-2",
        "2026-h2-1",
    ]


def test_texts_stand_under_their_question_and_stay_words() -> None:
    """In the order they were given, as text; a paraphrase is no quotation."""
    found = project()
    client, wave, _ = next(found.waves())
    page = make(found, client, wave, GOLDEN, (), Beside(QUOTES)).files["da.html"].decode()
    order = ["Dit bedste råd?</h3>", "Der gik fem uger.", "Fedt", "Sig lønnen tidligere."]
    places = [page.rindex(part) for part in order]
    assert places == sorted(places)
    assert "&lt;b&gt;Fedt&lt;/b&gt; &amp; 13 gange bedre" in page
    tree = parse(page)
    assert all(node.attributes["dir"] == "auto" for node in tree.find("blockquote"))
    (ours,) = (node for node in tree.find("div", "ours"))
    assert [text for line in ours.find("p") for text in line.texts()] == ["Sig lønnen tidligere."]


def test_quotes_in_another_language_are_announced_and_marked() -> None:
    """A Danish quote in the English report says so, to eyes and to screen readers."""
    found = project()
    client, wave, _ = next(found.waves())
    said = Approved("quote", "advice", "", "Der gik fem uger.", language="da")
    files = make(found, client, wave, GOLDEN, (), Beside((said,))).files
    danish, english = (files[f"{code}.html"].decode() for code in ("da", "en"))
    assert '<blockquote dir="auto" lang="da">' in english
    assert "Quotes stand in the language that they were written in." in english
    assert "lang" not in danish[danish.index("<blockquote") :].partition(">")[0]
    assert "Citaterne står på det sprog" not in danish


@pytest.mark.parametrize(("n", "quoted"), [(10, False), (11, True)])
def test_quotes_need_eleven_counted_answers(n: int, quoted: bool) -> None:
    """Ten received are eight counted: then only what rests on two texts or more is shown."""
    found = project()
    client, wave, _ = next(found.waves())
    lone = Approved("paraphrase", "advice", "", "Kun én skrev det.", rests_on=1)
    beside = Beside((*QUOTES, lone))
    page = make(found, client, wave, GOLDEN[:n], (), beside).files["en.html"].decode()
    assert ("blockquote" in _body(page)) == ("Kun én skrev det." in page) == quoted
    assert "Sig lønnen tidligere." in page


def test_a_review_is_taken_as_it_stands() -> None:
    """Kind, question, theme, star and language; a paraphrase needs fewer answers than a quote."""
    taken = from_review(
        (
            Quote("advice", "job", "Behold", star=True, language="da"),
            Quote("advice", "offer", "Sagt", "paraphrase"),
        )
    )
    assert taken == (
        Approved("quote", "advice", "job", "Behold", star=True, language="da"),
        Approved("paraphrase", "advice", "offer", "Sagt"),
    )
    assert [one.least_counted for one in taken] == [11, 5]


def test_quotes_that_outnumber_their_figure_are_remarked_on() -> None:
    """Four quotes on the job, whose figure is 3-5, and none on pay, whose figure is 12-14."""
    found = project()
    client, wave, _ = next(found.waves())
    themes = ("job",) * 4 + ("offer",) * 4
    said = [Approved("quote", "advice", theme, "Nej.") for theme in themes]
    (remark,) = make(found, client, wave, GOLDEN, (), Beside(said)).remarks
    assert remark.startswith("4 quotes stand under the theme 'job', and its figure begins at 3.")


def _body(page: str) -> str:
    return page.partition("<body>")[2]


def test_without_a_browser_the_pdf_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The page itself is made all the same; it can be printed anywhere."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StateError, match="A PDF needs one of chromium"):
        to_pdf({"da.html": b"<p>Hej</p>"})


def test_a_report_prints_to_a_tagged_pdf(
    chromium: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A screen reader finds its headings and tables on paper too; the workbook is not printed."""
    (tmp_path / "chromium").symlink_to(chromium)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    found = project()
    client, wave, _ = next(found.waves())
    made = make(found, client, wave, GOLDEN)
    printed = to_pdf({name: made.files[name] for name in ("da.html", "figures.csv")})
    assert set(printed) == {"da.pdf"}
    assert printed["da.pdf"].startswith(b"%PDF-")
    assert b"/StructTreeRoot" in printed["da.pdf"]
