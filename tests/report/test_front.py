"""The first page: each rung of the headline's ladder and each state, word for word.

Whoever changes a sentence changes it here, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from report_project import GOLDEN, SITE, answers, project

from nejtak.disclosure import Range
from nejtak.errors import StateError
from nejtak.project.action import ActionPlan
from nejtak.project.contract import FrozenQuestion
from nejtak.project.model import Project, Wave
from nejtak.report import Approved, Beside, design, find, make
from nejtak.report.page.front import Front
from nejtak.report.page.page import content
from nejtak.report.page.phrasing import Words
from nejtak.report.tables import headline
from nejtak.wave.counted import count
from nejtak.wave.load import load_project

Picked = Mapping[str, Mapping[str, int]]
ALL = ("pay", "process", "chemistry", "location")


@dataclass(frozen=True)
class Case:
    """A wave, and what its first page says in Danish and in English."""

    n: int
    picked: Picked
    rung: headline.Rung
    danish: tuple[str, str]
    english: tuple[str, str]
    client: Mapping[str, Any] = field(default_factory=dict)


CASES: Mapping[str, Case] = {
    "1 could have been won": Case(
        14,
        {"winnable": {"yes": 7}, "decided": {"chemistry": 6}},
        "won",
        (
            "I kunne have vundet mindst 6 af dem, der svarede",
            "De siger selv, at I kunne have gjort noget, så de havde sagt ja. "
            "Blandt alle, der svarede, afgjorde »Kemien« det oftest. Det kan I påvirke.",
        ),
        (
            "You could have won at least 6 of those who answered",
            "By their own account you could have done something that would have made them say yes. "
            "Among all who answered, “The chemistry” decided it most often. "
            "That is something you can influence.",
        ),
    ),
    "1 more than half, a second reason": Case(
        38,
        {"winnable": {"yes": 22}, "decided": {"pay": 13, "process": 8, "chemistry": 3}},
        "won",
        (
            "I kunne have vundet mindst 21 af dem, der svarede",
            "Det er mere end halvdelen. De siger selv, at I kunne have gjort noget, så de havde "
            "sagt ja. Blandt alle, der svarede, afgjorde »Løn og goder« det oftest, dernæst "
            "»Rekrutteringsforløbet«. Begge dele bestemmer I selv.",
        ),
        (
            "You could have won at least 21 of those who answered",
            "That is more than half. By their own account you could have done something that would "
            "have made them say yes. Among all who answered, “Pay and benefits” decided it most "
            "often, then “The hiring process”. Both are in your own hands.",
        ),
    ),
    "1 no reason leads": Case(
        14,
        {"winnable": {"yes": 5}, "decided": dict.fromkeys(ALL, 3)},
        "won",
        (
            "I kunne have vundet mindst 3 af dem, der svarede",
            "De siger selv, at I kunne have gjort noget, så de havde sagt ja. "
            "Ingen enkelt grund skiller sig ud.",
        ),
        (
            "You could have won at least 3 of those who answered",
            "By their own account you could have done something that would have made them say yes. "
            "No single reason stands out.",
        ),
    ),
    "1 too few for reasons": Case(
        5,
        {"winnable": {"yes": 4}, "decided": {"pay": 5}},
        "won",
        (
            "I kunne have vundet mindst 3 af dem, der svarede",
            "Det er mere end halvdelen. De siger selv, at I kunne have gjort noget, så de havde "
            "sagt ja. Med så få svar står grundene ikke hver for sig.",
        ),
        (
            "You could have won at least 3 of those who answered",
            "That is more than half. By their own account you could have done something that would "
            "have made them say yes. With so few answers the reasons are not told one by one.",
        ),
    ),
    "2 one reason": Case(
        14,
        {"winnable": {"yes": 2}, "decided": {"pay": 7, "process": 3}},
        "one",
        ("»Løn og goder« afgjorde det for mindst 6", "Det bestemmer I selv."),
        ("“Pay and benefits” decided it for at least 6", "That is in your own hands."),
    ),
    "3 two share the top": Case(
        14,
        {"decided": {"pay": 5, "process": 4}},
        "two",
        (
            "»Løn og goder« og »Rekrutteringsforløbet« deler førstepladsen: mindst 3 hver",
            "Tallene kan ikke skille dem ad, så de står i skemaets rækkefølge. "
            "Begge dele bestemmer I selv.",
        ),
        (
            "“Pay and benefits” and “The hiring process” share first place: at least 3 each",
            "The figures cannot tell them apart, so they stand in the order of the survey. "
            "Both are in your own hands.",
        ),
    ),
    "4 reach, if three share the top": Case(
        14,
        {"decided": {"pay": 3, "process": 3, "chemistry": 3}},
        "reach",
        ("Mindst 6 nej lå i jeres egne hænder", "Ingen enkelt grund skiller sig ud."),
        ("At least 6 noes were in your own hands", "No single reason stands out."),
    ),
    "4 reach, if reasons are untold": Case(
        5,
        {"decided": {"chemistry": 3}},
        "reach",
        (
            "Mindst 3 nej handlede om noget, I kan påvirke",
            "Med så få svar står grundene ikke hver for sig.",
        ),
        (
            "At least 3 noes were about something you can influence",
            "With so few answers the reasons are not told one by one.",
        ),
    ),
    "4b out of reach": Case(
        5,
        {"decided": {"location": 4}},
        "reach",
        (
            "Mindst 3 nej lå uden for jeres rækkevidde",
            "Dem kunne I næppe have vundet. Spørg tidligere til det, I ikke kan ændre. "
            "Med så få svar står grundene ikke hver for sig.",
        ),
        (
            "At least 3 noes were out of your reach",
            "You could hardly have won them. Ask earlier about what you cannot change. "
            "With so few answers the reasons are not told one by one.",
        ),
        {"reach": {}},
    ),
    "6 different directions": Case(
        8,
        {"decided": dict.fromkeys(ALL, 2), "winnable": {"yes": 2}},
        "directions",
        ("Svarene peger hver sin vej", "Intet svar samler tre."),
        ("The answers point in different directions", "No answer gathers three."),
    ),
}


def test_no_answer_gathers_three_only_if_that_is_so() -> None:
    """Reasons may point in different directions while another question has its figures."""
    picked: Picked = {"decided": dict.fromkeys(ALL, 2), "winnable": {"yes": 2}}
    said = front(project(), answers(8, **picked, rating={"5": 8}), "en")
    assert said.headline == "The answers point in different directions"
    assert said.lede == ()


def front(
    found: Project, said: Sequence[Mapping[str, Any]], language: str, *texts: Approved, **wave: Any
) -> Front:
    """The first page for these answers; `wave` replaces fields of the wave."""
    client, own, survey = next(found.waves())
    own = replace(own, **wave)
    assert own.contract
    findings = find(own.contract.questions, count(own, said), design(survey, client, own))
    return content(found, client, own, findings, language=language, beside=Beside(texts)).front


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", CASES)
def test_each_rung_of_the_ladder_has_its_sentences(name: str, language: str) -> None:
    """The first that holds is said, by the low end of its figure."""
    case = CASES[name]
    made = front(project(**case.client), answers(case.n, **case.picked), language)
    said = (str(made.headline.striptags()), " ".join(filter(None, made.lede)))
    assert said == (case.danish if language == "da" else case.english)


@pytest.mark.parametrize("name", CASES)
def test_each_case_stands_on_its_rung(name: str) -> None:
    """The ladder is climbed by told figures alone."""
    case = CASES[name]
    client, own, survey = next(project(**case.client).waves())
    assert own.contract
    counted = count(own, answers(case.n, **case.picked))
    found = find(own.contract.questions, counted, design(survey, client, own))
    assert headline.headline(found).rung == case.rung


def test_four_answers_are_no_report() -> None:
    """The last rung: fewer than five can be counted."""
    client, own, _ = next(project().waves())
    with pytest.raises(StateError, match="Fewer than 5 answers"):
        make(project(), client, own, answers(4, decided={"pay": 4}))


def _only(*ids: str) -> dict[str, FrozenQuestion]:
    own = next(project().waves())[1]
    assert own.contract
    return {id_: own.contract.questions[id_] for id_ in ids}


@pytest.mark.parametrize(
    ("ids", "danish"),
    [
        (("advice",), "Kandidaterne har svaret med deres egne ord"),
        (("rating", "advice"), "Mere end halvdelen svarede »4\u2060–\u20605«"),
    ],
)
def test_a_survey_without_reasons_says_what_it_has(ids: Sequence[str], danish: str) -> None:
    """Its first question leads, or the words that candidates wrote."""
    own = next(project().waves())[1]
    assert own.contract
    contract = replace(own.contract, questions=_only(*ids))
    made = front(project(), answers(8, rating={"5": 6}), "da", contract=contract)
    assert made.headline.striptags() == danish
    assert made.hero is None
    assert made.ranking is None


@pytest.mark.parametrize(
    ("decided", "rows"),
    [
        (
            {"pay": 7, "process": 4},
            [
                ("Løn og goder", "I bestemmer selv", "6–8"),
                ("Rekrutteringsforløbet", "I bestemmer selv", "3–5"),
                ("Hver af de 2 andre grunde", "", "0–2"),
            ],
        ),
        (
            {"pay": 7, "process": 4, "chemistry": 3},
            [
                ("Løn og goder", "I bestemmer selv", "6–8"),
                (
                    "Rekrutteringsforløbet · Kemien",
                    "Deler andenpladsen, hver med dette antal",
                    "3–5",
                ),
                ("Beliggenhed og transport", "", "0–2"),
            ],
        ),
        (dict.fromkeys(ALL, 3), [("4 grunde", "Deler førstepladsen, hver med dette antal", "3–5")]),
        ({}, [("Hver af de 4 grunde", "", "0–2")]),
    ],
    ids=["two and the rest", "two that tie", "all tie", "nobody"],
)
def test_reasons_that_share_a_figure_share_a_rank(
    decided: dict[str, int], rows: list[tuple[str, str, str]]
) -> None:
    """Three ranks at most, none of them of a figure that may count nobody; then what is left."""
    made = front(project(), answers(14, decided=decided), "da")
    assert made.ranking
    shown = [
        (r.label.replace("\xa0", " "), r.tag, r.mark.words.replace("\u2060", ""))
        for r in made.ranking.rows
    ]
    assert shown == rows


@pytest.mark.parametrize(
    ("n", "decided", "caveats"),
    [
        (
            11,
            {"pay": 5},
            (
                "Et fingerpeg: Med så få svar er den hyppigste grund også den hyppigste "
                "blandt alle i omkring seks af ti undersøgelser.",
            ),
        ),
        (
            38,
            {"pay": 5},
            ("Få svar nævner hver enkelt grund, så en forskel kan være et tilfælde.",),
        ),
        (38, {"pay": 9}, ()),
        (38, {}, ()),
    ],
)
def test_a_reason_named_by_few_has_a_caveat(
    n: int, decided: dict[str, int], caveats: tuple[str, ...]
) -> None:
    """Chance is large in small numbers."""
    made = front(project(), answers(n, decided=decided), "da")
    assert made.ranking
    assert made.ranking.caveats == caveats


EARLIER = {"offers": 200, "declined": 10, "opens": date(2026, 1, 1), "closes": date(2026, 6, 30)}
RATES = {
    "missing": (
        {"offers": None},
        (),
        "Andelen af nej mangler",
        "",
        "Send antallet af tilbud og nej, så kommer andelen med i næste udgave.",
    ),
    "first": (
        {},
        (),
        "Fik et nej",
        "29\xa0%",
        "Første måling. En linje kræver to perioder. Her er tallet med sin usikkerhed. "
        "Usikkerhed på andelen: 23–35\xa0%.",
    ),
    "risen": (
        {},
        (EARLIER,),
        "Fik et nej",
        "29\xa0%",
        "+24 point siden 1. halvår 2026 (+16\xa0til\xa0+31). Den stigning forklarer "
        "tilfældet næppe. Usikkerhed på andelen: 23–35\xa0%.",
    ),
}


@pytest.mark.parametrize("name", RATES)
def test_each_state_of_the_rate_has_its_sentences(name: str) -> None:
    """Missing, first, or compared with the period before, with its interval."""
    changed, earlier, title, value, says = RATES[name]
    own = replace(next(project().waves())[1], **changed)
    waves: list[Wave] = [replace(own, id=str(n), **one) for n, one in enumerate(earlier)]
    made = front(project(waves=(own, *waves)), GOLDEN, "da").rate
    said = " ".join(made.says).replace("\u2060", "")
    assert (made.title, made.value, said) == (title, value, says)
    assert bool(made.chart) == bool(earlier)


def _quote(text: str, theme: str, star: bool = False) -> Approved:
    return Approved("quote", "advice", theme, text, star)


def test_the_voice_on_the_first_page_is_starred_or_about_the_first_action() -> None:
    """The reviewer's choice goes first; else the first action that a quote is about."""
    found = replace(project(), playbook=load_project(SITE).playbook)
    process, pay = _quote("Der gik fem uger.", "process"), _quote("Lønnen.", "offer")
    plain = front(found, GOLDEN, "da", process, pay).voice
    assert plain
    assert (plain.said.lines, plain.about) == (("Lønnen.",), "Fra en kandidat · Tilbuddet")
    starred = front(found, GOLDEN, "da", process, pay, _quote("Se her.", "", star=True)).voice
    assert starred
    assert (starred.said.lines, starred.about) == (("Se her.",), "Fra en kandidat")
    assert front(found, GOLDEN, "da", _quote("Andet.", "løst")).voice is None
    assert front(found, GOLDEN[:8], "da", process, pay).voice is None


def test_small_waves_have_proposals_in_the_reviewers_words() -> None:
    """Below eleven counted answers; from there on the voice of a candidate stands there."""
    ours = Approved("paraphrase", "advice", "", "Sig lønnen tidligere.")
    (asked,) = front(project(), GOLDEN[:8], "da", ours).proposals
    assert asked.title == "Dit bedste råd?"
    assert [(said.lines, said.quoted) for said in asked.said] == [
        (("Sig lønnen tidligere.",), False)
    ]
    assert front(project(), GOLDEN, "da", ours).proposals == ()


def test_three_actions_with_what_they_rest_on_who_and_by_when() -> None:
    """Title, evidence, owner and day; what nobody has agreed on is empty."""
    found = replace(project(), playbook=load_project(SITE).playbook)
    plans = {"pay": ActionPlan("Rekruttering", "Løn i alle opslag", date(2027, 3, 1))}
    made = front(found, GOLDEN, "en", actions=plans).actions
    assert [(one.title, one.evidence.replace("\u2060", ""), one.owner, one.by) for one in made] == [
        (
            "Name the pay before you meet",
            "“Pay and benefits” decided it for 12–14 of 38",
            "Rekruttering",
            "1 March 2027",
        ),
        ("Set a timetable and keep it", "“The hiring process” decided it for 9–11 of 38", "", ""),
        ("Practise your interviews", "“The chemistry” decided it for 6–8 of 38", "", ""),
    ]


def test_general_actions_say_what_speaks_for_them() -> None:
    """A reach that counts somebody for certain; else that they are good for anyone."""
    found = replace(project(), playbook=load_project(SITE).playbook)
    made = front(found, answers(5, decided={"pay": 4}), "en").actions
    assert [one.evidence for one in made] == [
        "At least 3 noes were in your own hands",
        "Good for any employer, whatever the reasons",
        "Good for any employer, whatever the reasons",
    ]


READINGS = {
    "da": "18–20 betyder mindst 18 og højst 20. Hvor mange der gav hvert svar, står som et spænd "
    "på tre eller mere, så ingen kan genkendes.",
    "de": "18–20 heißt mindestens 18 und höchstens 20. Wie viele eine Antwort gaben, steht als "
    "Spanne von drei oder mehr, damit niemand zu erkennen ist.",
    "en": "18–20 means at least 18 and at most 20. How many gave each answer stands as a range of "
    "three or more, so that nobody can be recognised.",
    "nb": "18–20 betyr minst 18 og høyst 20. Hvor mange som ga hvert svar, står som et spenn på "
    "tre eller mer, så ingen kan kjennes igjen.",
    "sv": "18–20 betyder minst 18 och högst 20. Hur många som gav varje svar anges som ett spann "
    "på tre eller mer, så att ingen kan kännas igen.",
}


@pytest.mark.parametrize("language", READINGS)
def test_the_first_page_says_what_a_range_means(language: str) -> None:
    """Once, by the first figure that counts somebody for certain; in percents if figures are."""
    words = Words(load_project(SITE).locales[language], 38)
    assert words.reading(Range(18, 20)).replace("\u2060", "") == READINGS[language]
    share = replace(words, n=401).reading(Range(180, 182)).replace("\u2060", "")
    percents = READINGS[language].replace("18–20", words.range(44, 46).replace("\u2060", ""))
    assert share == percents.replace("18", words.percent(44)).replace("20", words.percent(46))


def test_the_figure_that_is_explained_counts_somebody() -> None:
    """Not a hero of 0–2, if a reason counts three for certain; nothing without figures."""
    said = answers(12, decided={"pay": 9}, winnable={"yes": 1})
    assert front(project(), said, "en").reading.startswith("9\u2060–\u206011 means at least 9")
    assert front(project(), GOLDEN, "en").reading.startswith("18\u2060–\u206020 means at least 18")
    own = next(project().waves())[1].contract
    assert own
    texts = replace(own, questions=_only("advice"))
    assert front(project(), answers(12), "en", contract=texts).reading == ""
