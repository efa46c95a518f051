"""The report page: what it says of the golden wave, and that it says no more than its figures."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attack_reader import from_page
from page_text import text, texts
from playwright.sync_api import Browser
from report_project import GOLDEN, GOLDEN_COUNTS, answers, project
from sources import own_site

from nejtak.errors import NejtakError, SourceError, StateError
from nejtak.project.model import Client, Project
from nejtak.report import Release, design, find, make
from nejtak.report.audit.reader import parse
from nejtak.report.page.page import Content, content, page
from nejtak.wave.counted import count

SIZES = (5, 8, 12, 38, 400)


def report(
    found: Project, said: Sequence[Mapping[str, Any]], language: str = "da", **wave: Any
) -> str:
    """The page for these answers; `wave` replaces fields of the wave."""
    client, own, survey = next(found.waves())
    own = replace(own, **wave)
    assert own.contract
    findings = find(own.contract.questions, count(own, said), design(survey, client, own))
    return page(client, content(found, client, own, findings, language=language)).decode()


def random_answers(n: int, seed: int) -> list[dict[str, Any]]:
    """Answers as candidates might give them: some reasons are common, some skip."""
    chance = random.Random(seed)
    wave = next(project().waves())[1]
    said: list[dict[str, Any]] = []
    for _ in range(n):
        person: dict[str, Any] = {}
        assert wave.contract
        for id_, question in wave.contract.questions.items():
            if question.kind == "text" or chance.random() < 0.1:
                continue
            ids = question.choices
            weights = [3, *[1] * (len(ids) - 1)]
            if question.kind == "grid":
                person[id_] = {row: chance.choices(ids, weights)[0] for row in question.rows}
            elif question.kind == "choices":
                person[id_] = [choice for choice in ids if chance.random() < 0.5]
            else:
                person[id_] = chance.choices(ids, weights)[0]
        said.append(person)
    return said


def sabotaged(root: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """Take our templates from `root`, with this replaced in the report's."""
    own_site(root, monkeypatch)
    files = [*(root / "templates").glob("report*.html")]
    changed = [file for file in files if old in file.read_text(encoding="utf-8")]
    assert changed
    for file in changed:
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def figures(page: str) -> dict[str, str]:
    """The words of every figure on a page, by the name of its cell."""
    return {cell: one.words for one in from_page(page.encode()) for cell in one.cells}


def test_golden_wave_shows_the_figures_that_its_comment_works_out() -> None:
    """Every figure of the golden wave, worked out by hand."""
    assert figures(report(project(), GOLDEN)) == {
        "decided.pay": "12–14",
        "decided.process": "9–11",
        "decided.chemistry": "6–8",
        "decided.location": "3–5",
        "decided/reach.control": "21–25",
        "decided/reach.influence": "9–13",
        "also.pay": "9–11",
        "also.process": "12–14",
        "also.chemistry": "6–8",
        "also.location": "6–8",
        "also.other": "0–2",
        "winnable.yes": "18–20",
        "winnable.perhaps": "12–14",
        "rivals.tech": "24–26",
        "rivals.public": "9–11",
        "rivals.old": "0–2",
        "rating.1-2": "6–8",
        "rating.4-5": "15–17",
        "compared.tasks.there": "15–17",
        "compared.tasks.here": "6–8",
        "compared.growth.there": "3–5",
        "compared.growth.here": "18–20",
    }


def test_golden_wave_in_danish() -> None:
    """The first page and the headlines of the evidence, as a manager reads them."""
    shown = text(report(project(), GOLDEN))
    for said in (
        "I kunne have vundet mindst 18 af dem, der svarede De siger selv, at I kunne have gjort "
        "noget, så de havde sagt ja. Blandt alle, der svarede, afgjorde »Løn og goder« det oftest, "
        "dernæst »Rekrutteringsforløbet«. Begge dele bestemmer I selv.",
        "Kunne være vundet 18–20 af 38 svarede »Ja« til »Kunne vi have fået dig til at sige ja?«",
        "Fik et nej 29 % af 212 tilbud Første måling. En linje kræver to perioder. Her er tallet "
        "med sin usikkerhed. Usikkerhed på andelen: 23–35 %.",
        "38 svar tæller med. Nogle svar kan være udeladt ved lodtrækning. 61 blev spurgt.",
        "Nordlys 1. juli 2026 – 31. december 2026 · Udarbejdet af Åben Dør",
        "Mindst 21 af 38 nævner »Løn og goder«, som afgjorde det for 12–14",
        "Mindst 18 af 38 siger, at I kunne have fået dem til at sige ja",
        "Blandt alle 61 spurgte er det mindst 18 og højst 43",
        "Mere end halvdelen svarede »Et job i samme branche«",
        "Oftere »Bedre dér« end »Bedre hos jer«: Opgaverne.",
        "Oftere »Bedre hos jer« end »Bedre dér«: Udviklingen.",
        "Rekrutteringsforløbet I bestemmer selv",
        "Beliggenhed og transport I kan påvirke det",
        "Ingen citater denne gang",
        "38 ud af 61 spurgte tæller med.",
        "Demo: Nordlys er et opdigtet firma.",
    ):
        assert said in shown, said


def test_golden_wave_in_english() -> None:
    """The same figures in the client's other language, with British dates."""
    page = report(project(), GOLDEN, "en")
    shown = text(page)
    assert '<html lang="en" dir="ltr">' in page
    assert "You could have won at least 18 of those who answered By their own account" in shown
    assert "“Pay and benefits” decided it most often, then “The hiring process”." in shown
    assert "Declined 29% of 212 offers" in shown
    assert "1 July 2026 – 31 December 2026" in shown
    assert "At least 18 of 38 say that you could have made them say yes" in shown
    assert figures(page) == figures(report(project(), GOLDEN))


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("n", SIZES)
def test_every_size_is_rendered(n: int, language: str) -> None:
    """Small waves and large ones make a report, in each language, with a figure for each cell."""
    for seed in range(3):
        page = report(project(), random_answers(n, seed), language, declined=2 * n, offers=6 * n)
        assert len(figures(page)) == ({5: 13, 8: 20}.get(n, 22))


def test_counts_are_told_up_to_sixty_two_and_percents_above() -> None:
    """A share of few answers would look like the error of a poll."""
    few, many = (
        figures(report(project(), random_answers(n, 1), declined=200)).values() for n in (62, 65)
    )
    assert all(re.fullmatch(r"\d+–\d+", words) for words in few)
    assert all(re.fullmatch(r"\d+–\d+\xa0%", words) for words in many)


def test_percents_are_true_of_the_whole_figure() -> None:
    """Rounding to whole percents never cuts a count off, whatever the number counted."""
    for n in (65, 98, 200, 401, 1235):
        page = report(project(), random_answers(n, n), declined=2 * n, offers=6 * n)
        for one in from_page(page.encode()):
            percents = re.fullmatch(r"(\d+)–(\d+)\xa0%", one.words)
            assert percents is not None
            if one.form:
                low, high, _ = (100 * part for part in one.drawn)
                assert int(percents[1]) <= low + 0.01
                assert high - 0.01 <= int(percents[2])


def test_two_runs_and_any_order_of_the_counted_give_the_same_bytes() -> None:
    """A report can be made again, and tells nothing of the order of the answers."""
    mixed = [*GOLDEN]
    random.Random(1).shuffle(mixed)
    assert report(project(), GOLDEN) == report(project(), GOLDEN) == report(project(), mixed)


def test_missing_counts_are_said() -> None:
    """If the employer has not told its counts, the page says so and works nothing out."""
    shown = text(report(project(), GOLDEN, offers=None))
    assert "Andelen af nej mangler Send antallet af tilbud og nej" in shown
    shown = text(report(project(), GOLDEN, offers=None, declined=None, asked=61))
    assert "38 ud af 61 spurgte tæller med." in shown
    assert "Fik et nej" not in shown


def test_a_flooded_wave_counts_two_fewer_than_were_asked() -> None:
    """More answers than people asked do not look like a good response."""
    shown = text(report(project(), GOLDEN, declined=20))
    assert "17 svar tæller med." in shown
    assert "38" not in shown


def test_labels_cannot_become_markup() -> None:
    """Whoever writes a survey's or a client's words writes words."""
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{a}{{ 7*7 }}'
    page = report(project(labels={"pay": evil, "there": evil}, name=evil, partner=evil), GOLDEN)
    assert evil in "".join(texts(parse(page)))
    assert not re.search(r"<(script|img)|49", page)


def test_a_language_that_the_client_does_not_have_is_refused() -> None:
    """The message says which client."""
    with pytest.raises(StateError, match="nordlys has no report in 'de'"):
        report(project(), GOLDEN, "de")


def test_a_text_that_the_locale_lacks_is_named() -> None:
    """An agency's own locale that is behind gets a message with file and key, and no report."""
    found = project()
    strings = {**found.locales["da"].strings}
    strings["report"] = {**strings["report"], "block": "{low} af {total}"}
    locales = {**found.locales, "da": replace(found.locales["da"], strings=strings)}
    with pytest.raises(SourceError) as error:
        report(replace(found, locales=locales), answers(6))
    assert str(error.value) == (
        "locales/da.toml:report.block: '{total}' is not one of {high}, {low}."
    )


def test_a_fault_in_the_template_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that asks for what is not there gives no half report."""
    sabotaged(tmp_path, monkeypatch, HEADING, "<h1>{{ leed }}</h1>")
    with pytest.raises(SourceError, match=re.escape("templates/report.html: 'leed' is undefined.")):
        report(project(), GOLDEN)


def test_rows_that_may_count_nobody_share_a_line() -> None:
    """A long tail of reasons takes one line, and each of them has its figure still."""
    page = report(project(), answers(38, decided={"location": 9}))
    assert figures(page)["decided.pay"] == figures(page)["also.chemistry"] == "0–2"
    line = "0–2 i begge kolonner: Løn og goder · Rekrutteringsforløbet · Kemien"
    assert line in text(page)


def test_figures_are_only_added_up_if_nobody_is_in_both() -> None:
    """Without `beside` a tick on the deciding reason stays: both figures may count one person."""
    found = project()
    survey = found.surveys["why"]
    loose = tuple(replace(question, beside=None) for question in survey.questions)
    found = replace(found, surveys={"why": replace(survey, questions=loose)})
    said = answers(14, decided={"pay": 8}, also={"pay": 8})
    page = text(report(found, said, "en"))
    assert "At least 12 of 14" not in page
    assert "“Pay and benefits” decided it most often" in page


def test_reasons_without_a_deciding_question_decided_nothing() -> None:
    """A list of reasons on its own says which are common, not what they did not decide."""
    found = project()
    survey, wave = found.surveys["why"], next(found.waves())[1]
    assert wave.contract
    alone = replace(wave.contract, questions={"also": wave.contract.questions["also"]})
    loose = tuple(replace(question, beside=None) for question in survey.questions)
    found = replace(found, surveys={"why": replace(survey, questions=loose)})
    page = text(report(found, answers(12, also={"pay": 9, "process": 3}), "en", contract=alone))
    assert "without deciding it" not in page
    assert page.count("More than half answered “Pay and benefits”") == 2


def test_the_ends_of_a_scale_are_taken_together_and_explained() -> None:
    """1-2 and 4-5 have no words of their own."""
    shown = text(report(project(), answers(8, rating={"5": 6})))
    assert "Mere end halvdelen svarede »4–5«" in shown
    assert "1 = Slet ikke, 5 = Helt sikkert" in shown


FIGURE = '<span class="no">{{ mark.words }}</span>'
DRAWING = "{{ mark.drawing }}"
HEADING = "<h1>{{ front.headline }}</h1>"
NOT_TOLD = "something else than the exports"
SABOTAGE = {
    "an exact percentage": (FIGURE, '<span class="no">34 %</span>', NOT_TOLD),
    "an exact count": (FIGURE, '<span class="no">16</span>', NOT_TOLD),
    "a narrower range": (FIGURE, '<span class="no">12–13</span>', NOT_TOLD),
    "no words": (FIGURE, "", "it does not have one text"),
    "a dot more": (DRAWING, DRAWING + '<svg class="dots"></svg>', "several drawings"),
    "another drawing": (DRAWING, '<svg class="dots"></svg>', NOT_TOLD),
    "a longer bar": (DRAWING, "{{ mark.drawing|replace('15.5', '21.5') }}", "not drawn as a"),
    "a cell of its own": ('"{{ mark.cells }}"', '"decided.other"', "that is not told"),
    "a comment": (HEADING, HEADING + "<!-- 13 -->", "a comment"),
    "a row left out": ("in section.lines %}", "in section.lines[1:] %}", "does not show it"),
    "the rest left out": ("in section.rests %}", "in section.rests[1:] %}", "does not show it"),
}


@pytest.mark.parametrize("what", SABOTAGE)
def test_the_audit_refuses_a_page_that_shows_other_figures(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words, in bars, or in figures that are missing."""
    old, new, message = SABOTAGE[what]
    sabotaged(tmp_path, monkeypatch, old, new)
    with pytest.raises(NejtakError, match=re.escape(message)) as error:
        release(project())
    assert "13" not in str(error.value)


def release(found: Project, said: Sequence[Mapping[str, Any]] = GOLDEN) -> Release:
    """A release of the project's wave."""
    client, own, _ = next(found.waves())
    return make(found, client, own, said)


LEAKS = {
    "in the message": lambda page, n: page.replace("</h1>", f" ({n})</h1>"),
    "in words": lambda page, n: page.replace("</h1>", f"</h1><p>{'en ' * n}svarede løn.</p>"),
    "in a title": lambda page, n: page.replace("<h1>", f'<h1 title="{n}">'),
    "in the tab's title": lambda page, n: page.replace("</title>", f" {n}</title>"),
    "in a class": lambda page, n: page.replace("<h1>", f'<h1 class="n{n}">'),
    "in a style": lambda page, n: page.replace("<h1>", f'<h1 style="width:{n}%">'),
    "in the number of blanks": lambda page, n: page + "\n" * n,
    "in the order of the rows": lambda page, n: page.replace("<tr", "<tr  "[: 3 + n % 2]),
}


@pytest.mark.parametrize("how", LEAKS)
def test_the_audit_refuses_a_page_that_says_more(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else follows from answers: the page cannot be made again from its figures."""
    counts = iter([13, 12])  # a page that knew the answers, and one that does not

    def leaking(client: Client, made: Content) -> bytes:
        html = page(client, made).decode()
        leaks = made.words.locale.code == "da"
        return (LEAKS[how](html, next(counts)) if leaks else html).encode()

    monkeypatch.setattr("nejtak.report.release.page", leaking)
    with pytest.raises(NejtakError, match=r"da\.html: it says something beside its figures"):
        release(project())


def test_exact_counts_of_the_golden_wave_are_nowhere() -> None:
    """Positive control for the reader's eye: no count of the golden wave stands in any text."""
    secret = {16, 13, 19, 25, 10, 7} & {
        count for counts in GOLDEN_COUNTS.values() for count in counts.values()
    }
    shown = text(report(project(), GOLDEN)).replace("19,4 %", "")  # a share that others published
    assert len(secret) == 6
    assert not [c for c in secret if re.search(rf"(?<![\d–]){c}(?![\d–])", shown)]


NO_BREAK = """() => [...document.querySelectorAll('.no, thead th, h1 em')].filter(e => {
  const range = document.createRange(); range.selectNodeContents(e);
  const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
  const words = e.textContent.trim().split(/ /).length;
  return e.matches('thead th') ? lines.size > words : lines.size > 1;
}).map(e => e.textContent)"""
ALIKE = """() => [...document.querySelectorAll('table:not(.wings)')].every(t => {
  const widths = [...t.querySelectorAll('.fig svg')].map(b => b.getBoundingClientRect().width);
  return widths.every(w => w > 40 && Math.abs(w - widths[0]) < 1);
})"""


@pytest.mark.parametrize("n", [6, 12, 38, 62])
def test_the_page_in_a_browser(n: int, browser: Browser, tmp_path: Path) -> None:
    """Nothing overflows, breaks inside a figure or asks for anything, from 256 to 1280 px."""
    long = "Rekrutteringsforløbsoplevelsesundersøgelsen"
    said = GOLDEN if n == 38 else random_answers(n, 1)
    file = tmp_path / "report.html"
    page_ = report(project(labels={"pay": long}), said, declined=90)
    file.write_text(page_, encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        for width in (256, 320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(NO_BREAK) == []
            assert page.evaluate(ALIKE)
        assert set(asked) == {file.as_uri()}
        assert complaints == []
