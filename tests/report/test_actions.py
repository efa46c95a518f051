"""What to do: which actions are chosen from the figures, and how the page shows them."""

from __future__ import annotations

import io
import random
import tomllib
from dataclasses import replace
from itertools import pairwise

import pytest
from pptx import Presentation
from report_project import GOLDEN, project
from sources import SITE

from nejtak.disclosure import Range, block
from nejtak.project.model import Reach
from nejtak.report import make
from nejtak.report.tables.actions import Chosen, Standing, choose
from nejtak.wave.load import load_project

# The blocks of 38 counted answers, lowest first: 0-2, 3-5, 6-8, 9-11, ...
BLOCKS = [block(low) for low in range(0, 38, 3)]
GENERAL = ("reach-control", "reach-influence", "reach-outside")
PLAYBOOK = ("pay", "tasks", "process", "team", "terms", "culture", "place", "study", *GENERAL)

Where = tuple[str, Reach | None, int | None, int | None]


def standing(where: Where) -> Standing:
    """A reason with its blocks, each by its number from the lowest, or None."""
    reason, reach, *numbers = where
    decided, also = (None if n is None else BLOCKS[n] for n in numbers)
    return Standing(reason, "offer", reach, decided, also)


CASES: dict[str, tuple[tuple[Where, ...], tuple[str, ...]]] = {
    "nobody answered about reasons": ((), GENERAL),
    "all in the lowest block": (
        (("pay", "control", 0, 0), ("tasks", "influence", 0, 0)),
        GENERAL,
    ),
    "what decided comes before what also played a part": (
        (
            ("pay", "control", 1, 5),
            ("tasks", "influence", 3, 1),
            ("process", "control", 2, 2),
        ),
        ("tasks", "process", "pay"),
    ),
    "what also played a part decides if the deciding blocks are equal": (
        (
            ("pay", "control", 1, 1),
            ("tasks", "influence", 1, 3),
            ("process", "control", 1, 2),
        ),
        ("tasks", "process", "pay"),
    ),
    "the survey's order if all is equal": (
        (
            ("team", "influence", 1, 1),
            ("pay", "control", 1, 1),
            ("tasks", "influence", 1, 1),
        ),
        ("team", "pay", "tasks"),
    ),
    "five at most": (
        tuple(
            (reason, "control", 8 - n, 0)
            for n, reason in enumerate(("pay", "tasks", "process", "team", "terms", "culture"))
        ),
        ("pay", "tasks", "process", "team", "terms"),
    ),
    "reasons that share the fifth place stay away together": (
        tuple(
            (reason, "control", min(8 - n, 5), 0) if n < 4 else (reason, "control", 1, 0)
            for n, reason in enumerate(("pay", "tasks", "process", "team", "terms", "culture"))
        ),
        ("pay", "tasks", "process", "team"),
    ),
    "six that share the first place tell nothing": (
        tuple(
            (reason, "control", 1, 1)
            for reason in ("pay", "tasks", "process", "team", "terms", "culture")
        ),
        GENERAL,
    ),
    "outside fills up to three, from more than the lowest block": (
        (
            ("place", "outside", 6, 6),
            ("study", "outside", 0, 0),
            ("pay", "control", 1, 1),
        ),
        ("pay", "place", "reach-control"),
    ),
    "outside stays away if three are within reach": (
        (
            ("place", "outside", 9, 9),
            ("pay", "control", 1, 0),
            ("tasks", "influence", 1, 0),
            ("process", "control", 1, 0),
        ),
        ("pay", "tasks", "process"),
    ),
    "two outside share the one place that is left": (
        (
            ("pay", "control", 1, 0),
            ("tasks", "influence", 1, 0),
            ("place", "outside", 2, 0),
            ("study", "outside", 2, 0),
        ),
        ("pay", "tasks", "reach-control"),
    ),
    "what also played a part is enough": (
        (("pay", "control", None, 2), ("tasks", "influence", None, 3)),
        ("tasks", "pay", "reach-control"),
    ),
    "a reason without reach asks for nothing": (
        (("other", None, 9, 9), ("pay", "control", 1, 0)),
        ("pay", "reach-control", "reach-influence"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_rule_case_by_case(case: str) -> None:
    """Each sentence of the rule, in a wave of 38."""
    standings, expected = CASES[case]
    chosen = choose([standing(where) for where in standings], PLAYBOOK)
    assert tuple(choice.action for choice in chosen) == expected


def test_a_reason_without_an_action_has_that_of_its_family_or_of_its_reach() -> None:
    """The closest one there is; one action that answers two reasons stands once."""
    found = [
        Standing("bonus", "offer", "control", BLOCKS[4]),
        Standing("car", "offer", "control", BLOCKS[3]),
        Standing("boss", "people", "influence", BLOCKS[2]),
    ]
    assert choose(found, (*GENERAL, "family-offer")) == (
        Chosen("family-offer", "bonus", "control"),
        Chosen("reach-influence", "boss", "influence"),
        Chosen("reach-control", None, "control"),
    )
    assert choose(found, ()) == ()


def test_the_general_actions_follow_the_figures_by_reach() -> None:
    """The higher figure first, but never what is outside reach."""
    by_reach: dict[Reach, Range] = {
        "control": BLOCKS[1],
        "influence": BLOCKS[4],
        "outside": BLOCKS[7],
    }
    chosen = choose([], PLAYBOOK, by_reach)
    assert [c.action for c in chosen] == ["reach-influence", "reach-control", "reach-outside"]
    assert [c.plan for c in chosen] == [c.action for c in chosen]


def test_any_figures_give_three_to_five_different_actions_in_the_rules_order() -> None:
    """Whatever the figures: in reach before outside, and the same each time."""
    chance = random.Random(20260701)
    names = PLAYBOOK[:8]
    for _ in range(800):
        found = [
            Standing(
                name,
                "offer",
                chance.choice(("control", "influence", "outside", None)),
                *(chance.choice((None, *BLOCKS[:4])) for _ in range(2)),
            )
            for name in names
        ]
        chosen = choose(found, PLAYBOOK)
        assert chosen == choose(found, PLAYBOOK)
        assert 3 <= len(chosen) <= 5
        assert len({choice.action for choice in chosen}) == len(chosen)
        kinds = [(c.reason is None, c.reason is not None and c.reach == "outside") for c in chosen]
        assert all(before <= after for before, after in pairwise(kinds))


def test_reach_has_words_in_every_locale() -> None:
    """What `entries` takes as reaches is there in each language that reports are made in."""
    for file in (SITE / "locales").glob("*.toml"):
        words = tomllib.loads(file.read_text(encoding="utf-8"))["reach"]
        assert words.keys() == {"control", "influence", "outside"}


def test_the_whole_playbook_of_ours_can_be_chosen_from() -> None:
    """Each reason of the long survey, alone in the figures, leads to its own action first."""
    project = load_project(SITE)
    reasons = {r.id: r for q in project.surveys["offer-declined"].questions for r in q.reasons}
    for reason in reasons.values():
        found = [Standing(reason.id, reason.family or "", reason.reach, BLOCKS[2])]
        chosen = choose(found, project.playbook["da"])
        assert len(chosen) == 3
        assert chosen[0].action == (reason.id if reason.reach else "reach-control")


def test_a_report_with_english_actions_says_so() -> None:
    """A language without a playbook of its own has the English one, marked as English."""
    ours = load_project(SITE).playbook
    lent = replace(project(), playbook={"en": ours["en"], "da": ours["en"]})
    for found, marked in ((replace(project(), playbook=ours), False), (lent, True)):
        client, wave, _ = next(found.waves())
        made = make(found, client, wave, GOLDEN, with_slides=True)
        danish, english = (made.files[f"{code}.html"].decode() for code in ("da", "en"))
        said = "Handlingerne står på engelsk, for der er endnu ingen på dette sprog."
        assert danish.count(said) == marked
        assert ('<h3 lang="en" dir="auto"><a href="#advice-1">Name the pay' in danish) == marked
        assert ('<div class="steps" lang="en" dir="auto">' in danish) == marked
        assert 'lang="en" dir="auto"' not in english
        deck = Presentation(io.BytesIO(made.slides["da.pptx"]))
        texts = [s.text_frame.text for one in deck.slides for s in one.shapes if s.has_text_frame]
        assert any(said in text for text in texts) == marked
