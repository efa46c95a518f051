"""Simulated respondents fill in the survey page: how many taps, how many minutes.

    make bench        (or: python -m benchmarks.respondents)

No person was timed. 200 made-up respondents, the same in every run, are put before some forms in
a Chromium of a phone's size: the demo's survey as it was before it became shorter, as it is now,
with each of its sections and with all, and the short survey. Each answers every closed question,
and some of the open ones, by pressing what a finger would press; the presses are counted and the
form is read back. Minutes are worked out from the words on the page down to the button, the
presses, and the words typed, with the speeds below. What a survey promises in `minutes` has to be
what is enough for three of four, to the nearest minute: the script exits with 1 if it is not. The
last line is one line of JSON.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.tools import need_chromium
from nejtak.project.demo import SOURCES, make_demo
from nejtak.project.model import LOOKS, Project, Question
from nejtak.site import pages
from nejtak.site.headers import page_headers
from nejtak.wave.load import load_project
from tests.support.pages_server import serving

RESPONDENTS, SEED = 200, 14
CLIENT, WAVE = "nordlys", "2026-h2"
BEFORE = "before"  # lies beside this script, in Danish alone
PHONE = {"width": 390, "height": 844}
# Published. Silent reading of non-fiction: 238 words a minute, most adults 175 to 300 (Brysbaert,
# Journal of Memory and Language 2019). Copying on phones: 36.2 (Palin et al., MobileHCI 2019), here
# give or take 16. Who composes is slower than who copies: 19.0 to 32.5 (Karat et al., CHI 1999).
READING = (175, 238, 300)
TYPING = (20, 36.2, 52)
COMPOSING = 19.0 / 32.5
# Guessed, since nothing is published about candidates who say no: seconds for one tap with choosing
# what to tap, how many of the open questions are skipped, words in an answer, how many further
# reasons there are, and how many fill in each row of a grid, also where it says to skip.
TAP = 2.0
SKIPPED = 0.5
WORDS = (4, 10, 35)
FURTHER = (0, 1, 1, 2, 2, 3, 4, 6)
THOROUGH = 0.5
# Presses what is wanted and returns how often, and what the form holds afterwards.
PRESS = """wanted => {
  const form = document.querySelector('form')
  HTMLFormElement.prototype.reset.call(form)
  let presses = 0
  for (const [name, value] of wanted) {
    const control = [...form.elements].find((e) => e.name == name && e.value == value)
    const box = control.closest('label')
    box.scrollIntoView({block: 'center'})
    const {left, top, width, height} = box.getBoundingClientRect()
    document.elementFromPoint(left + width / 2, top + height / 2).click()
    presses++
  }
  const held = [...form.querySelectorAll(':checked')].map((e) => [e.name, e.value])
  return [presses, held]
}"""
# The words that stand from the top to the button, without those that are there for the ear only.
READ = r"""() => {
  const button = document.querySelector('#send')
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let words = 0
  for (let node; (node = walker.nextNode());) {
    const box = node.parentElement
    if (button.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING &&
        !button.contains(node)) break
    if (box.closest('.away, .clear, header, script') || !box.checkVisibility()) continue
    words += node.data.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length
  }
  return words
}"""

Control = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Respondent:
    """One made-up person: the same mind before every form.

    `order` shuffles the ids of all reasons; the first decided, and `further` more played a part.
    `written` is how many words each open question gets, 0 if it is skipped.
    """

    order: int
    further: int
    thorough: bool
    reading: float
    typing: float
    written: tuple[int, ...]

    def wants(self, question: Question) -> Iterator[Control]:
        """The controls that this person presses to answer a closed question."""
        rows = [choice.id for choice in question.rows]
        choices = [choice.id for choice in question.choices]
        mind = random.Random(f"{self.order} {sorted(rows or choices)}")
        picked = mind.sample(rows or choices, len(rows or choices))[: self.further + 1]
        match question.kind:
            case "choice" | "scale":
                yield question.id, picked[0]
            case "choices":
                ticked = picked[1:] if question.beside else picked
                yield from ((question.id, id_) for id_ in ticked)
            case "grid":
                yield from self._rows(question.id, rows, picked, choices)

    def _rows(
        self, id_: str, rows: Sequence[str], picked: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Control]:
        """What decided it, what played a part, and from the thorough a word on each other row."""
        for row in rows:
            if row in picked:
                yield f"{id_}.{row}", columns[0 if row == picked[0] else 1]
            elif self.thorough:
                yield f"{id_}.{row}", columns[-1]

    def minutes(self, words: int, taps: int, boxes: int) -> float:
        """How long this person takes for that many words to read, taps and open questions."""
        typed = sum(self.written[:boxes])
        return words / self.reading + taps * TAP / 60 + typed / (self.typing * COMPOSING)


def respondents() -> list[Respondent]:
    """All of them, from a fixed seed."""
    dice = random.Random(SEED)
    return [
        Respondent(
            dice.randrange(10**9),
            dice.choice(FURTHER),
            dice.random() < THOROUGH,
            _between(dice, READING),
            _between(dice, TYPING),
            tuple(0 if dice.random() < SKIPPED else round(_between(dice, WORDS)) for _ in range(9)),
        )
        for _ in range(RESPONDENTS)
    ]


def _between(dice: random.Random, of: tuple[float, float, float]) -> float:
    low, middle, high = of
    return dice.triangular(low, high, middle)


@dataclass(frozen=True, slots=True)
class Found:
    """One form in one language: what it promises, and what the simulated respondents needed.

    `survey` is the wave's id: that of the survey, and of the section that is asked too.
    """

    survey: str
    language: str
    promised: int
    needed: int
    words: int
    taps_median: float
    taps_mean: float
    minutes_median: float
    minutes_three_of_four: float


def measured(page: Page, project: Project, survey_id: str, language: str) -> Found:
    """Put all respondents before the page that is open."""
    wave = next(wave for wave in project.clients[CLIENT].waves if wave.id == survey_id)
    survey, left_out = project.surveys[wave.survey], wave.left_out
    asked = [question for looks in LOOKS for question in survey.asked(looks, left_out)]
    closed = [question for question in asked if question.kind != "text"]
    words = page.evaluate(READ)
    taps, minutes = [], []
    for person in respondents():
        wanted = [control for question in closed for control in person.wants(question)]
        presses, held = page.evaluate(PRESS, wanted)
        if Counter(map(tuple, held)) != Counter(wanted):
            sys.exit(f"{survey_id}: the form holds {held}, and {wanted} was pressed.")
        taps.append(presses)
        minutes.append(person.minutes(words, presses, len(asked) - len(closed)))
    quarters = statistics.quantiles(minutes, n=4)
    return Found(
        survey_id,
        language,
        survey.minutes_of(left_out),
        round(quarters[2]),
        words,
        statistics.median(taps),
        round(statistics.mean(taps), 1),
        round(quarters[1], 2),
        round(quarters[2], 2),
    )


def simulate(browser: Browser, surveys: Sequence[tuple[str, str]]) -> list[Found]:
    """Measure each survey in a language, on the page of one client."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        project = demo(Path(name))
        files = {file.path: file.content for _, file in pages.page_files(project, drafts=True)}
        with serving(files, page_headers(project)) as origin:
            for survey, language in surveys:
                page = browser.new_page(viewport=PHONE)
                page.goto(f"{origin}/{CLIENT}/{survey}/{language}/")
                found.append(measured(page, project, survey, language))
                page.close()
    return found


def demo(folder: Path) -> Project:
    """The demo's sources with the earlier form, and a wave of one client for each survey."""
    make_demo(folder)
    source = folder / SOURCES
    shutil.copytree(Path(__file__).parent / BEFORE, source / "surveys" / BEFORE)
    danish = source / "surveys" / BEFORE / "da.md"
    for language in LANGUAGES[1:]:  # a client's languages are those of all its waves
        shutil.copy(danish, danish.with_name(f"{language}.md"))
    wave = (source / "clients" / CLIENT / "waves" / f"{WAVE}.toml").read_text(encoding="utf-8")
    wave = wave.partition("[actions")[0]  # reasons that the other surveys do not have
    for survey in sorted(path.name for path in (source / "surveys").iterdir()):
        text = wave.replace('"offer-declined"', f'"{survey}"')
        (source / "clients" / CLIENT / "waves" / f"{survey}.toml").write_text(text, "utf-8")
    wave = wave.partition("sections")[0]
    for id_, sections in WITH.items():
        text = wave.replace('"offer-declined"', f'"{id_.rpartition("-")[0]}"')
        text = f"{text}\nsections = {json.dumps(sections)}\n"
        (source / "clients" / CLIENT / "waves" / f"{id_}.toml").write_text(text, "utf-8")
    project = load_project(source)
    client = replace(project.clients[CLIENT], languages=LANGUAGES)
    return replace(project, clients={CLIENT: client})


LANGUAGES = ("da", "en", "de", "nb", "sv")
OFFER = ("offer-declined", "offer-accepted")
NOW = tuple((survey, language) for survey in (*OFFER, "three-questions") for language in LANGUAGES)
SECTIONS = ("beside", "picture", "sources", "again")
WITH = {f"{survey}-{one}": [one] for survey in OFFER for one in SECTIONS} | {
    f"{survey}-all": [*SECTIONS] for survey in OFFER
}


def main() -> None:
    """Print a table, what is promised in vain, and one line of JSON."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need_chromium())
        with_sections = [(id_, language) for id_ in WITH for language in LANGUAGES]
        found = simulate(browser, [(BEFORE, LANGUAGES[0]), *NOW, *with_sections])
        browser.close()
    print(f"{RESPONDENTS} simulated respondents, seed {SEED}; no person was timed.\n")
    print(f"{'':28}{'words':>7}{'taps':>7}{'median min':>12}{'3 of 4 in':>11}{'promised':>10}")
    for one in found:
        print(
            f"{one.survey + ', ' + one.language:28}{one.words:>7}{one.taps_median:>7.0f}"
            f"{one.minutes_median:>12.1f}{one.minutes_three_of_four:>11.1f}{one.promised:>10}"
        )
    print(
        json.dumps(
            {
                "name": "respondents",
                "simulated": RESPONDENTS,
                "seed": SEED,
                "forms": [asdict(one) for one in found],
            }
        )
    )
    wrong = wrongly_promised(found)
    if wrong:
        sys.exit("\n".join(wrong))


def wrongly_promised(found: Sequence[Found]) -> list[str]:
    """Say which surveys of today promise other minutes than their slowest language needs.

    Each section is promised in whole minutes, so with them it may be more.
    """
    needed: dict[str, int] = {}
    for one in found:
        needed[one.survey] = max(needed.get(one.survey, 0), one.needed)
    promised = {one.survey: one.promised for one in found if one.survey != BEFORE}
    return [
        f"{survey} promises {promised[survey]} minutes, and {needed[survey]} are needed: "
        f"write minutes = {needed[survey]} in its survey.toml."
        for survey in promised
        if promised[survey] < needed[survey]
        or (promised[survey] > needed[survey] and survey not in WITH)
    ]


if __name__ == "__main__":
    main()
