"""The report page: what it says of the golden wave, and that it says no more than its figures."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from report_project import GOLDEN, GOLDEN_COUNTS, answers, project
from sources import own_site

from nejtak.errors import NejtakError, SourceError, StateError
from nejtak.project.model import Project
from nejtak.report import Release, design, find, make, render
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
    return render(found, client, own, findings, language=language).decode()


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
    """Every figure of the golden wave, in words and as a bar, worked out by hand."""
    shown = Shown(report(project(), GOLDEN))
    assert {id_: shares for id_, shares in shown.shares.items() if "compared" not in id_} == {
        "decided.pay": ["12–14 af 38"],
        "decided.process": ["9–11 af 38"],
        "decided.chemistry": ["6–8 af 38"],
        "decided.location": ["3–5 af 38"],
        "decided/reach.control": ["21–25 af 38"],
        "decided/reach.influence": ["9–13 af 38"],
        "decided/family.offer": ["12–14 af 38"],
        "decided/family.process": ["15–19 af 38"],
        "decided/family.job": ["3–5 af 38"],
        "also.pay": ["9–11 af 38"],
        "also.process": ["12–14 af 38"],
        "also.chemistry": ["6–8 af 38"],
        "also.location": ["6–8 af 38"],
        "also.other": ["0–2 af 38"],
        "winnable.yes": ["18–20 af 38"],
        "winnable.perhaps": ["12–14 af 38"],
        "rivals.tech": ["24–26 af 38"],
        "rivals.public": ["9–11 af 38"],
        "rivals.old": ["0–2 af 38"],
        "rating.1-2": ["6–8 af 38"],
        "rating.4-5": ["15–17 af 38"],
    }
    assert shown.shares["compared.tasks"] == ["15–17 af 38", "6–8 af 38"]
    assert shown.bars["compared.growth"] == [(3, 5), (18, 20)]
    assert shown.bars["also.other"] == [(0, 2)]


def test_golden_wave_in_danish() -> None:
    """Message, employer's own counts, headlines and reach, as a manager reads them."""
    text = Shown(report(project(), GOLDEN)).text()
    for said in (
        "»Løn og goder« afgjorde det oftest Det bestemmer I selv. 38 svar er talt med.",
        "af tilbuddene fik et nej 29 % 61 af 212 tilbud. Usikkerhed: 23–35 %.",
        "spurgte er talt med 38 af 61 Nogle svar kan være udeladt af tallene ved lodtrækning.",
        "Nordlys 1. juli 2026 – 31. december 2026 Udarbejdet af Åben Dør",
        "»Rekrutteringsforløbet« talte oftest med uden at afgøre det Hvad talte også med?",
        "Mindst 18 af 38 siger, at I kunne have fået dem til at sige ja",
        "Mere end halvdelen svarede »Et job i samme branche«",
        "Rekrutteringsforløbet I bestemmer selv · Mødet med jer",
        "Beliggenhed og transport I kan påvirke det · Jobbet",
        "Dit bedste råd?",
        "38 ud af 61 er talt med. De andre kan have haft andre grunde.",
        "Demo: Nordlys er et opdigtet firma.",
    ):
        assert said in text, said


def test_golden_wave_in_english() -> None:
    """The same figures in the client's other language."""
    page = report(project(), GOLDEN, "en")
    text = Shown(page).text()
    assert '<html lang="en" dir="ltr">' in page
    assert "“Pay and benefits” decided it most often That is in your own hands." in text
    assert "of the offers were declined 29% 61 of 212 offers. Uncertainty: 23–35%." in text
    assert "At least 18 of 38 say that you could have made them say yes" in text
    assert Shown(page).shares["decided.pay"] == ["12–14 of 38"]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("n", SIZES)
def test_every_size_is_rendered(n: int, language: str) -> None:
    """Small waves and large ones make a report, in each language: five tables, eight from eight."""
    for seed in range(3):
        page = report(project(), random_answers(n, seed), language, declined=2 * n, offers=6 * n)
        assert page.count("<table") == (5 if n == 5 else 8)


def test_counts_are_told_below_sixty_and_percents_above() -> None:
    """A share of few answers would look like the error of a poll."""
    few = Shown(report(project(), random_answers(59, 1), declined=200)).shares["decided.pay"]
    many = Shown(report(project(), random_answers(62, 1), declined=200)).shares["decided.pay"]
    assert few[0].endswith(" af 59")
    assert many[0].endswith("\xa0%")


def test_percents_are_true_of_the_whole_figure() -> None:
    """Rounding to whole percents never cuts a count off, whatever the number counted."""
    for n in (62, 98, 200, 401, 1235):
        shown = Shown(report(project(), random_answers(n, n), declined=2 * n, offers=6 * n))
        for id_, shares in shown.shares.items():
            for share, (low, high) in zip(shares, shown.bars[id_], strict=True):
                percents = re.fullmatch(r"(\d+)–(\d+)\xa0%", share)
                assert percents is not None
                assert int(percents[1]) <= 100 * low / n <= 100 * high / n <= int(percents[2])


def test_two_runs_and_any_order_of_the_counted_give_the_same_bytes() -> None:
    """A report can be made again, and tells nothing of the order of the answers."""
    mixed = [*GOLDEN]
    random.Random(1).shuffle(mixed)
    assert report(project(), GOLDEN) == report(project(), GOLDEN) == report(project(), mixed)


def test_no_message_if_the_figures_tell_nothing_apart() -> None:
    """A headline never claims a lead that the published figures do not show."""
    even = dict.fromkeys(("pay", "process", "chemistry", "location"), 9)
    text = Shown(report(project(), answers(38, decided=even))).text()
    assert "Ingen enkelt grund skiller sig ud 38 svar er talt med." in text


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({"pay": 21}, "»Løn og goder« afgjorde det for mere end halvdelen Det bestemmer I selv."),
        ({"chemistry": 9}, "»Kemien« afgjorde det oftest Det kan I påvirke."),
        (
            {"pay": 9, "chemistry": 11},
            "»Løn og goder« og »Kemien« afgjorde det oftest og omtrent lige ofte Det kan I",
        ),
    ],
)
def test_message_and_reach_follow_from_the_figures(decided: dict[str, int], said: str) -> None:
    """More than half, most often, and a tie, which is said as one, have their sentences."""
    assert said in Shown(report(project(), answers(38, decided=decided))).text()


def test_few_who_could_have_been_won_are_said_by_the_upper_end() -> None:
    """A block that may count nobody has no least to name."""
    text = Shown(report(project(), answers(38, winnable={"yes": 1, "no": 20}))).text()
    assert "Højst 2 af 38 siger, at I kunne have fået dem til at sige ja" in text


def test_five_answers_are_led_by_reach() -> None:
    """Reasons have no names yet, so the message is where the deciding ones lie."""
    text = Shown(report(project(), answers(6, decided={"pay": 5}), declined=40)).text()
    assert "For de fleste lå det afgørende i jeres egne hænder 5 svar er talt med." in text
    assert "Løn og goder" not in text
    assert "Ingen enkelt grund" not in text


def test_reach_is_the_clients_if_it_has_its_own() -> None:
    """A location that this client cannot move is out of its reach."""
    said = answers(38, decided={"location": 9})
    assert "Det kan I påvirke." in report(project(), said)
    assert "Det ligger uden for jeres rækkevidde." in report(project(reach={}), said)


def test_missing_counts_are_said() -> None:
    """If the employer has not told its counts, the page says so and works nothing out."""
    page = report(project(), GOLDEN, offers=None)
    assert "det er ikke oplyst, hvor mange tilbud I gav." in page
    page = report(project(), GOLDEN, offers=None, declined=None, asked=61)
    assert "det er ikke oplyst, hvor mange der sagde nej." in page
    assert "38 af 61" in page
    assert "af tilbuddene fik et nej" not in page


def test_a_flooded_wave_counts_two_fewer_than_were_asked() -> None:
    """More answers than people asked do not look like a good response."""
    text = Shown(report(project(), GOLDEN, declined=20)).text()
    assert "17 svar er talt med." in text
    assert "38" not in text


def test_a_survey_of_texts_alone_has_a_report() -> None:
    """If there is nothing to count, the page says what awaits review."""
    wave = next(project().waves())[1]
    assert wave.contract
    texts = {"advice": wave.contract.questions["advice"]}
    page = report(project(), [{}] * 6, contract=replace(wave.contract, questions=texts))
    assert "Kandidaterne har svaret med deres egne ord 5 svar er talt med." in Shown(page).text()


def test_labels_cannot_become_markup() -> None:
    """Whoever writes a survey's or a client's words writes words."""
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{a}{{ 7*7 }}'
    page = report(project(labels={"pay": evil, "there": evil}, name=evil, partner=evil), GOLDEN)
    assert evil in "".join(Shown(page).texts)
    assert not re.search(r"<(script|img)|49", page)


def test_a_language_that_the_client_does_not_have_is_refused() -> None:
    """The message says which client."""
    with pytest.raises(StateError, match="nordlys has no report in 'de'"):
        report(project(), GOLDEN, "de")


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


def test_a_fault_in_the_template_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that asks for what is not there gives no half report."""
    sabotaged(tmp_path, monkeypatch, HEADING, "<h1>{{ leed[0] }}</h1>")
    with pytest.raises(SourceError, match=re.escape("templates/report.html: 'leed' is undefined.")):
        report(project(), GOLDEN)


def test_rows_that_hardly_anyone_picked_share_a_figure() -> None:
    """A long tail of reasons takes one line, and each of them has its figure still."""
    shown = Shown(report(project(), answers(38, decided={"location": 9})))
    assert shown.shares["decided.pay"] == shown.shares["decided.chemistry"] == ["0–2 af 38"]
    assert "Kemien I kan påvirke det · Mødet med jer Hver af dem 0–2 af 38" in shown.text()


def test_the_ends_of_a_scale_are_taken_together_and_explained() -> None:
    """1-2 and 4-5 have no words of their own."""
    text = Shown(report(project(), answers(8, rating={"5": 6}))).text()
    assert "Mere end halvdelen svarede »4–5«" in text
    assert "1 = Slet ikke, 5 = Helt sikkert" in text


BAR = '<rect class="span" x="{{ cell.low }}" width="{{ cell.high - cell.low }}" height="1"/>'
SHARE = '<span class="share">{{ cell.share }}</span>'
HEADING = "<h1>{{ lead[0] }}</h1>"
OTHER = "not those of the exports"
SABOTAGE = {
    "an exact percentage": (SHARE, '<span class="share">34 %</span>', "decided.pay"),
    "an exact count": (SHARE, '<span class="share">16</span>', "decided.pay"),
    "a narrower range": (SHARE, '<span class="share">12–13 af 38</span>', "decided.pay"),
    "no words": (SHARE, "", "it does not have one share"),
    "a longer bar": (BAR, BAR.replace("cell.high -", "cell.high + 1 -"), "something else, or more"),
    "a shorter bar": (BAR, BAR.replace("cell.high -", "cell.high - 1 -"), OTHER),
    "a bar that starts elsewhere": (BAR, BAR.replace("{{ cell.low }}", "1"), "not drawn as a"),
    "a bar on another scale": ("0 0 {{ n }} 1", "0 0 {{ n + 1 }} 1", "not drawn as a figure"),
    "a table left out": ("in parts %}", "in parts[1:] %}", "the page does not show it"),
    "a row left out": ("in section.lines %}", "in section.lines[1:] %}", OTHER),
    "a comment": (HEADING, HEADING + "<!-- 13 -->", "a comment"),
}  # fmt: skip


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

    def leaking(*given: Any, **named: Any) -> bytes:
        page = render(*given, **named).decode()
        return (
            LEAKS[how](page, next(counts)).encode() if named["language"] == "da" else page.encode()
        )

    monkeypatch.setattr("nejtak.report.release.render", leaking)
    with pytest.raises(NejtakError, match=r"da\.html: it says something beside its figures"):
        release(project())


def test_exact_counts_of_the_golden_wave_are_nowhere() -> None:
    """Positive control for the reader's eye: no count of the golden wave stands in any text."""
    secret = {16, 13, 19, 25, 10, 7, 4} & {
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
            assert page.evaluate(EVEN)
        assert set(asked) == {file.as_uri()}
        assert complaints == []
