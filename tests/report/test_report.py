"""The report page: what it says of the golden wave, and that it says no more than the bands."""

import random
import re
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import contract_support
import pytest
from playwright.sync_api import Browser
from report_project import GOLDEN, GOLDEN_COUNTS, SITE, answers, project

from nejtak.errors import NejtakError, SourceError
from nejtak.project.model import Project
from nejtak.report import design, find, render
from nejtak.report.tables.tabulate import tabulate

SIZES = (5, 6, 7, 12, 38, 400)


def report(
    found: Project, said: Sequence[Mapping[str, Any]], language: str = "da", **wave: Any
) -> str:
    """The page for these answers; `wave` replaces fields of the wave."""
    client, own, survey = next(found.waves())
    own = replace(own, **wave)
    findings = find(contract_support.asked(own), said, design(survey, client, own))
    return render(found, client, own, findings, language=language).decode()


def random_answers(n: int, seed: int) -> list[dict[str, Any]]:
    """Answers as candidates might give them: some reasons are common, some skip."""
    chance = random.Random(seed)
    wave = next(project().waves())[1]
    said: list[dict[str, Any]] = []
    for _ in range(n):
        person: dict[str, Any] = {}
        for id_, question in contract_support.asked(wave).items():
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


def sabotaged(root: Path, old: str, new: str) -> None:
    """Copy our templates to `root`, with this replaced in the report's."""
    for folder in ("templates", "static"):
        shutil.copytree(SITE / folder, root / folder)
    template = root / "templates" / "report.html"
    text = template.read_text(encoding="utf-8")
    assert old in text
    template.write_text(text.replace(old, new), encoding="utf-8")


class Shown(HTMLParser):
    """What a person reads: texts by the nearest id and by class, and the bars' lengths."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.classes: list[str] = []
        self.pending: list[str] = []
        self.shares: dict[str, list[str]] = defaultdict(list)
        self.bars: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.texts: list[str] = []
        self.low = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note which row is read, and how far its bar goes."""
        given = {name: value or "" for name, value in attrs}
        if tag == "tbody":
            self.pending = []
        if tag == "div" and "id" in given:
            self.pending.append(given["id"])
        if tag == "svg" and given.get("class") == "bar":
            self.low = 0
        if tag == "rect" and given["class"] == "sure":
            self.low = int(given["width"])
        if tag == "rect" and given["class"] == "span":
            for id_ in self.pending:
                self.bars[id_].append((self.low, self.low + int(given["width"])))
        if tag not in {"meta", "rect"}:
            self.classes.append(given.get("class", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A bar's parts have no content."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.classes.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is read, and by which rows."""
        if self.classes and self.classes[-1] == "share":
            for id_ in self.pending:
                self.shares[id_].append(data.replace("\u2060", ""))
        if self.lasttag != "style":
            self.texts.append(data)

    def text(self) -> str:
        """All texts with single spaces."""
        return " ".join("".join(self.texts).replace("\u2060", "").split())


def test_golden_wave_shows_the_figures_that_its_comment_works_out() -> None:
    """Every share of the golden wave, in words and as a bar, worked out by hand."""
    shown = Shown(report(project(), GOLDEN))
    assert shown.shares == {
        "weights.pay": ["39–45\xa0%", "15–22\xa0%"],
        "weights.process": ["23–29\xa0%", "31–37\xa0%"],
        "weights.chemistry": ["23–29\xa0%", "15–22\xa0%"],
        "weights.location": ["7–14\xa0%", "15–22\xa0%"],
        "weights.other": ["0–6\xa0%", "0–6\xa0%"],
        "deciding.pay": ["31–37\xa0%"],
        "deciding.process": ["23–29\xa0%"],
        "deciding.chemistry": ["15–22\xa0%"],
        "deciding.location": ["7–14\xa0%"],
        "deciding.other": ["0–6\xa0%"],
        "deciding/reach.control": ["55–66\xa0%"],
        "deciding/reach.influence": ["23–35\xa0%"],
        "deciding/family.offer": ["31–37\xa0%"],
        "deciding/family.process": ["39–50\xa0%"],
        "deciding/family.job": ["7–14\xa0%"],
        "altered.yes": ["47–53\xa0%"],
        "altered.perhaps": ["31–37\xa0%"],
        "altered.no": ["7–14\xa0%"],
        "rivals.tech": ["63–69\xa0%"],
        "rivals.public": ["23–29\xa0%"],
        "rivals.old": ["0–6\xa0%"],
        "rating.1": ["0–6\xa0%"],
        "rating.2": ["7–14\xa0%"],
        "rating.3": ["31–37\xa0%"],
        "rating.4": ["23–29\xa0%"],
        "rating.5": ["15–22\xa0%"],
    }
    assert shown.bars["weights.pay"] == [(15, 17), (6, 8)]
    assert shown.bars["deciding.other"] == [(0, 2)]


def test_golden_wave_in_danish() -> None:
    """Message, employer's own counts, headlines and reach, as a manager reads them."""
    text = Shown(report(project(), GOLDEN)).text()
    for said in (
        "»Løn og goder« afgjorde det oftest Det bestemmer I selv. Bygger på 38 anonyme svar.",
        "af tilbuddene fik et nej 29 % 61 af 212 tilbud. Usikkerhed: 23–35 %.",
        "af dem, der sagde nej, har svaret 62 % 38 af 61 kandidater.",
        "Nordlys 1. juli 2026 – 31. december 2026 Udarbejdet af Åben Dør",
        "»Løn og goder« fik oftest svaret »Afgørende« Hvad betød det her? Andel af 38 svar",
        "»Ja« er det hyppigste svar",
        "Mere end halvdelen svarede »Et job i samme branche«",
        "Rekrutteringsforløbet I bestemmer selv · Mødet med jer",
        "Beliggenhed og transport I kan påvirke det · Jobbet",
        "Dit bedste råd?",
        "23–29 % betyder her mellem 9 og 11 af de 38.",
        "38 af 61 har svaret. De andre kan have haft andre grunde.",
        "Demo: Nordlys er et opdigtet firma.",
    ):
        assert said in text


def test_golden_wave_in_english() -> None:
    """The same figures in the client's other language."""
    page = report(project(), GOLDEN, "en")
    text = Shown(page).text()
    assert '<html lang="en" dir="ltr">' in page
    assert "“Pay and benefits” decided it most often That is in your own hands." in text
    assert "of the offers were declined 29% 61 of 212 offers. Uncertainty: 23–35%." in text
    assert Shown(page).shares["deciding.pay"] == ["31–37%"]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("n", SIZES)
def test_every_size_is_rendered_and_let_through(n: int, language: str) -> None:
    """Small waves and large ones make a report that the gate accepts, in each language."""
    for seed in range(3):
        page = report(project(), random_answers(n, seed), language, declined=2 * n, offers=6 * n)
        assert page.count("<table") == (6 if n in {5, 6, 7, 12} else 7)


@pytest.mark.parametrize(
    ("n", "key"),
    [
        (5, ["mere end halvdelen 3–5 af 5", "højst halvdelen 0–2 af 5"]),
        (6, ["mere end halvdelen 4–6 af 6", "højst halvdelen 0–3 af 6"]),
        (7, ["mere end halvdelen 4–7 af 7", "højst halvdelen 0–3 af 7"]),
        (9, ["mere end halvdelen 5–9 af 9", "højst halvdelen 0–4 af 9"]),
        (10, ["de fleste 7–10 af 10", "omkring halvdelen 4–6 af 10", "få 0–3 af 10"]),
        (12, ["de fleste 8–12 af 12", "omkring halvdelen 5–7 af 12", "få 0–4 af 12"]),
    ],
)
def test_few_answers_are_told_in_words_with_a_key(n: int, key: list[str]) -> None:
    """A word stands for exactly the counts that the page says it stands for."""
    text = Shown(report(project(), answers(n, deciding={"pay": n}))).text()
    assert " ".join(["Ord Antal svar", *key]) in text


def test_percents_are_true_of_the_whole_band() -> None:
    """Rounding to whole percents never cuts a count off, whatever the number of responses."""
    for n in (11, 14, 15, 23, 38, 60, 97, 199, 400, 1234):
        shown = Shown(report(project(), random_answers(n, n), declined=None))
        for id_, shares in shown.shares.items():
            for share, (low, high) in zip(shares, shown.bars[id_], strict=True):
                percents = re.fullmatch(r"(\d+)–(\d+)\xa0%", share)
                assert percents is not None
                assert int(percents[1]) <= 100 * low / n <= 100 * high / n <= int(percents[2])


def test_the_page_depends_on_answers_by_their_bands_alone() -> None:
    """Two waves with the same bands give the same bytes: nothing else of the answers gets out."""
    client, wave, survey = next(project().waves())
    pages: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    counted: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for seed in range(60):
        chance = random.Random(seed)
        picked = {"pay": chance.randint(3, 5), "process": chance.randint(0, 2)}
        said = answers(8, deciding=picked, rating={"5": chance.randint(6, 8)})
        tables = tabulate(contract_support.asked(wave), said, design(survey, client, wave))
        bands = tuple(band for table in tables for band in table.cells.values())
        pages[bands].add(report(project(), said))
        counted[bands].add(str(picked))
    assert all(len(found) == 1 for found in pages.values())
    assert max(len(found) for found in counted.values()) > 3


def test_two_runs_and_any_order_of_respondents_give_the_same_bytes() -> None:
    """A report can be made again, and tells nothing of the order of the answers."""
    mixed = [*GOLDEN]
    random.Random(1).shuffle(mixed)
    assert report(project(), GOLDEN) == report(project(), GOLDEN) == report(project(), mixed)


def test_no_message_where_the_bands_tell_nothing_apart() -> None:
    """A headline never claims a lead that the published figures do not show."""
    even = dict.fromkeys(("pay", "process", "chemistry", "location"), 9)
    text = Shown(report(project(), answers(38, deciding=even))).text()
    assert "Ingen enkelt grund skiller sig ud Bygger på 38 anonyme svar." in text


@pytest.mark.parametrize(
    ("deciding", "said"),
    [
        ({"pay": 21}, "»Løn og goder« afgjorde det for mere end halvdelen Det bestemmer I selv."),
        ({"chemistry": 9}, "»Kemien« afgjorde det oftest Det kan I påvirke."),
        (
            {"pay": 9, "chemistry": 11},
            "»Løn og goder« og »Kemien« afgjorde det oftest Det kan I påvirke.",
        ),
        ({"other": 9}, "»Noget andet« afgjorde det oftest Bygger på 38 anonyme svar."),
    ],
)
def test_message_and_reach_follow_from_the_bands(deciding: dict[str, int], said: str) -> None:
    """More than half, most often, a tie, and a reason without a reach each have their sentence."""
    assert said in Shown(report(project(), answers(38, deciding=deciding))).text()


def test_reach_is_the_clients_where_it_has_its_own() -> None:
    """A location that this client cannot move is out of its reach."""
    said = answers(38, deciding={"location": 9})
    assert "Det kan I påvirke." in report(project(), said)
    assert "Det ligger uden for jeres rækkevidde." in report(project(reach={}), said)


def test_missing_counts_are_said() -> None:
    """Where the employer has not told its counts, the page says so and works nothing out."""
    page = report(project(), GOLDEN, offers=None)
    assert "det er ikke oplyst, hvor mange tilbud I gav." in page
    assert "62\xa0%" in page
    page = report(project(), GOLDEN, offers=None, declined=None)
    assert "det er ikke oplyst, hvor mange der sagde nej." in page
    assert '<dl class="tiles">' not in page


def test_more_responses_than_declined_offers_are_flagged() -> None:
    """A flooded wave does not look like a good one."""
    page = report(project(), GOLDEN, declined=20)
    assert "Der er flere svar (38) end nej (20)." in page
    assert "af dem, der sagde nej, har svaret" not in page


def test_a_survey_of_texts_alone_has_a_report() -> None:
    """Where there is nothing to count, the page says what awaits review."""
    text = Shown(
        report(
            project(),
            [{}] * 6,
            contract=contract_support.contract({"advice": {"kind": "text", "max_length": 9}}),
        )
    ).text()
    assert "Kandidaterne har svaret med deres egne ord Bygger på 6 anonyme svar." in text


def test_labels_cannot_become_markup() -> None:
    """Whoever writes a survey's or a client's words writes words."""
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{a}{{ 7*7 }}'
    page = report(project(labels={"pay": evil, "decisive": evil}, name=evil, partner=evil), GOLDEN)
    assert evil in "".join(Shown(page).texts)
    assert not re.search(r"<(script|img)|49", page)


@pytest.mark.parametrize(
    ("said", "wave", "language", "message"),
    [
        (answers(4), {}, "da", "Fewer than 5 responses: nothing may be published about them."),
        (GOLDEN, {}, "de", "nordlys has no report in 'de'."),
    ],
)
def test_what_cannot_be_reported_is_refused(
    said: list[dict[str, Any]], wave: dict[str, Any], language: str, message: str
) -> None:
    """A wave too small, not open yet, or in a language that the client does not have."""
    with pytest.raises(NejtakError) as error:
        report(project(), said, language, **wave)
    assert str(error.value) == message


def test_a_text_that_the_locale_lacks_is_named() -> None:
    """An agency's own locale that is behind gets a message with file and key, and no report."""
    found = project()
    strings = {**found.locales["da"].strings}
    strings["report"] = {**strings["report"], "counts": "{low} af {total}"}
    locales = {**found.locales, "da": replace(found.locales["da"], strings=strings)}
    with pytest.raises(SourceError) as error:
        report(replace(found, locales=locales), answers(6))
    assert str(error.value) == (
        "locales/da.toml:report.counts: '{total}' is not one of {high}, {low}, {n}."
    )


def test_a_fault_in_the_template_is_named(tmp_path: Path) -> None:
    """A template that asks for what is not there gives no half report."""
    sabotaged(tmp_path, HEADING, "<h1>{{ leed[0] }}</h1>")
    with pytest.raises(SourceError, match=re.escape("templates/report.html: 'leed' is undefined.")):
        report(replace(project(), root=tmp_path), GOLDEN)


def test_rows_that_hardly_anyone_picked_share_a_figure() -> None:
    """A long tail of reasons takes one line, and each of them has its figure still."""
    shown = Shown(report(project(), answers(38, deciding={"location": 9})))
    assert shown.shares["deciding.pay"] == shown.shares["deciding.other"] == ["0–6\xa0%"]
    assert "Noget andet Hver af dem 0–6 %" in shown.text()


def test_few_answers_take_the_ends_of_a_scale_together_and_say_what_they_mean() -> None:
    """1-2 and 4-5 are explained where the points have no rows of their own."""
    text = Shown(report(project(), answers(6, rating={"5": 5}))).text()
    assert "Mere end halvdelen svarede »4–5«" in text
    assert "1 = Slet ikke, 5 = Helt sikkert" in text


BAR = '<rect class="span" x="{{ cell.low }}" width="{{ cell.high - cell.low }}" height="1"/>'
SHARE = '<span class="share">{{ cell.share }}</span>'
HEADING = "<h1>{{ lead[0] }}</h1>"
SABOTAGE = {
    "a count in the message": (HEADING, "<h1>{{ lead[0] }} (13)</h1>", "a text in <h1>"),
    "a count in words": (HEADING, HEADING + "<p>Tretten svarede løn.</p>", "a text in <p>"),
    "a count in a title": (HEADING, '<h1 title="13">{{ lead[0] }}</h1>', "<h1 title>"),
    "a count in alt text": (BAR, BAR.replace("/>", ' aria-label="13"/>'), "<rect aria-label>"),
    "a count in data": (HEADING, '<h1 data-n="13">{{ lead[0] }}</h1>', "<h1 data-n>"),
    "a count in a class": (HEADING, '<h1 class="n13">{{ lead[0] }}</h1>', "<h1 class>"),
    "a count in a comment": (HEADING, HEADING + "<!-- 13 -->", "a comment"),
    "a count in the tab's title": (
        "<title>{{ frame.title }}", "<title>{{ frame.title }} 13", "a text in <title>",
    ),
    "a count in a style": (HEADING, '<h1 style="width:13%">{{ lead[0] }}</h1>', "<h1 style>"),
    "a script": (HEADING, HEADING + "<script></script>", "<script>"),
    "an exact percentage": (SHARE, '<span class="share">34 %</span>', "weights.pay decisive"),
    "an exact count": (SHARE, '<span class="share">16</span>', "weights.pay decisive"),
    "a narrower range": (SHARE, '<span class="share">41–43 %</span>', "weights.pay decisive"),
    "a figure outside": (HEADING, HEADING + '<p class="share">16</p>', "outside the tables"),
    "a longer bar": (BAR, BAR.replace("cell.high -", "cell.high + 1 -"), "something else, or more"),
    "a shorter bar": (BAR, BAR.replace("cell.high -", "cell.high - 1 -"), "its figures are others"),
    "a bar that starts elsewhere": (BAR, BAR.replace("{{ cell.low }}", "1"), "not drawn as a band"),
    "a bar on another scale": ("0 0 {{ n }} 1", "0 0 {{ n + 1 }} 1", "not drawn as a band"),
    "a hidden bar": (BAR, BAR + '<rect width="13" height="1"/>', "parts that are not read"),
    "another order of rows": (
        "in section.lines %}", "in section.lines|reverse %}", "order of its rows",
    ),
    "a row left out": ("in section.lines %}", "in section.lines[1:] %}", "rows are not those"),
    "a table left out": ("in parts %}", "in parts[1:] %}", "the page does not show it once"),
    "more digits for one cell": (
        SHARE, SHARE.replace("{{ cell.share }}", "{{ loop.first and '0–99 %' or cell.share }}"),
        "different words",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SABOTAGE)
def test_the_gate_refuses_a_page_that_says_more(what: str, tmp_path: Path) -> None:
    """However a figure gets into the page, it does not get out."""
    old, new, message = SABOTAGE[what]
    sabotaged(tmp_path, old, new)
    with pytest.raises(NejtakError, match=re.escape(message)) as error:
        report(replace(project(), root=tmp_path), GOLDEN)
    assert "13" not in str(error.value)


def test_the_gate_refuses_a_false_key(tmp_path: Path) -> None:
    """With words, the key is what an attacker reads, so the gate reads it too."""
    sabotaged(tmp_path, "{{ counts }}", "3–5 af 12")
    with pytest.raises(NejtakError, match="its words say something else"):
        report(replace(project(), root=tmp_path), answers(12))


def test_exact_counts_of_the_golden_wave_are_nowhere() -> None:
    """Positive control for the reader's eye: no count of the golden wave stands in any text."""
    secret = {16, 10, 13, 20, 24, 25, 19} & {
        count for counts in GOLDEN_COUNTS.values() for count in counts.values()
    }
    texts = Shown(report(project(), GOLDEN)).text()
    assert len(secret) == 7
    assert not [c for c in secret if re.search(rf"(?<![\d–]){c}(?![\d–])", texts)]


NO_BREAK = """() => [...document.querySelectorAll('.share, thead th, .value')].filter(e => {
  const range = document.createRange(); range.selectNodeContents(e);
  const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
  const words = e.textContent.trim().split(/ /).length;
  return e.matches('thead th') ? lines.size > words : lines.size > 1;
}).map(e => e.textContent)"""
EVEN = """() => [...document.querySelectorAll('table')].every(t => {
  const widths = [...t.querySelectorAll('.bar')].map(b => b.getBoundingClientRect().width);
  return widths.every(w => w > 40 && Math.abs(w - widths[0]) < 1);
})"""


@pytest.mark.parametrize("n", [6, 12, 38])
def test_the_page_in_a_browser(n: int, browser: Browser, tmp_path: Path) -> None:
    """Nothing overflows, breaks inside a figure or asks for anything, from 256 to 1280 px."""
    long = "Rekrutteringsforløbsoplevelsesundersøgelsen"
    said = GOLDEN if n == 38 else random_answers(n, 1)
    file = tmp_path / "report.html"
    file.write_text(report(project(labels={"pay": long}), said), encoding="utf-8")
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
            assert page.evaluate(EVEN)
        assert set(asked) == {file.as_uri()}
        assert complaints == []
