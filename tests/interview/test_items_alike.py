"""An item of an interview and one from the page differ in random bytes only, their sizes included.

The attacker has the table, and knows of half of the items which are interviews. It tells the other
half apart by whatever it has learnt, and is right as often as by tossing a coin.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from collector_support import JSON_TYPE, Built, as_json, build, loaded
from lambda_host import rest_event

ITEMS = 1000  # of each kind
CHANCE = 0.5
TOLERANCE = 4 * 0.5 / (ITEMS**0.5)  # four standard deviations of a coin tossed so often
VARIABLE = {
    "AWS_DEFAULT_REGION": "eu-north-1",
    "NEJTAK_TABLE": "inbox",
}


class Table:
    """Takes each write as DynamoDB gets it."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    def put(self, item: Any) -> str:
        """Do as `store.put` does."""
        self.items.append({name: getattr(item, name) for name in item.__slots__})
        return "stored"


@pytest.fixture
def module(tmp_path: Path) -> Any:
    """The collector as it is built."""
    built: Built = build(tmp_path / "collector")
    with loaded(built.folder, VARIABLE) as found:
        yield found


def typed(dice: random.Random) -> dict[str, Any]:
    """Answers as people type them on the page: most write little, and some nothing."""
    said = {"rating": dice.choice("12345"), "rivals": dice.sample(["rival", "public"], 1)}
    for question in ("worries", "better"):
        if dice.random() < 0.4:
            said[question] = " ".join(["Tempoet var højt."] * dice.randint(1, 8))
    return said


def told(dice: random.Random) -> tuple[dict[str, Any], dict[str, list[tuple[str, str]]]]:
    """Answers as interviews have them: every text has several boxes, each with its code."""
    boxes = {
        question: ["Fem uger uden besked. " * dice.randint(1, 6) for _ in range(dice.randint(2, 6))]
        for question in ("worries", "better")
    }
    codes = {id_: [("pay", "interviewer")] * len(each) for id_, each in boxes.items()}
    texts = {id_: "\n\n".join(map(str.strip, each)) for id_, each in boxes.items()}
    return {"rating": dice.choice("12345"), **texts}, codes


def stored(module: ModuleType) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """So many items from the page, by the deployed route, and so many interviews."""
    seal, store = sys.modules["chalicelib.seal"], sys.modules["chalicelib.store"]
    dice, page, desk = random.Random(1), Table(), Table()
    store.put = page.put  # type: ignore[attr-defined]  # the route asks for it by name
    for _ in range(ITEMS):
        raw = as_json(typed(dice), number=dice.randbytes(16).hex())
        event = rest_event("nordlys", "2026-q3", raw, {"content-type": JSON_TYPE})
        assert module.app(event, None)["statusCode"] == 201
    for number in range(ITEMS):
        answers, codes = told(dice)
        mark = "words" if number % 5 == 0 else "interview"
        answers = {id_: a for id_, a in answers.items() if mark == "interview" or id_ in codes}
        request = _Request(as_json(answers, number=dice.randbytes(16).hex()))
        entered = seal.Entered(mark, codes)
        reply = module.respond("nordlys", "2026-q3", request, desk.put, entered)
        assert json.loads(reply.body) == {"stored": True}
    return page.items, desk.items


class _Request:
    headers: Mapping[str, str] = {"content-type": JSON_TYPE}

    def __init__(self, raw: bytes) -> None:
        self.raw_body = raw


# What an attacker can measure in an item.
MEASURES: dict[str, Callable[[dict[str, Any]], float]] = {
    "the size": lambda item: len(item["sealed"]),
    "the lines of age's header": lambda item: item["sealed"].split(b"\n---")[0].count(b"\n"),
    "the sum of the ciphertext": lambda item: sum(item["sealed"][-16_000:]),
    "the first byte of the id": lambda item: item["id"][0],
    "the sum of the check": lambda item: sum(item["check"]),
}


def rate(measure: Callable[[dict[str, Any]], float], items: Sequence[Any]) -> float:
    """How often the best rule of one half is right in the other: by value, or by a threshold."""
    known, unknown = items[::2], items[1::2]
    seen: Counter[tuple[float, bool]] = Counter((measure(item), kind) for item, kind in known)
    values = sorted({value for value, _ in seen})
    best = max(values, key=lambda at: abs(_above(seen, at, True) - _above(seen, at, False)))
    up = _above(seen, best, True) >= _above(seen, best, False)
    right = sum(((measure(item) >= best) == up) == kind for item, kind in unknown)
    return right / len(unknown)


def _above(seen: Counter[tuple[float, bool]], at: float, kind: bool) -> int:
    return sum(count for (value, one), count in seen.items() if one == kind and value >= at)


def test_an_interview_is_told_from_the_page_by_chance_only(module: ModuleType) -> None:
    """1,000 of each, with texts as each kind has them: the same attributes, types and sizes.

    An item from the page goes through the deployed route. Every fifth entry has words alone.
    """
    page, desk = stored(module)
    for name in ("pk", "expires"):
        assert len({item[name] for item in (*page, *desk)}) == 1
    for items in (page, desk):
        assert {tuple(item) for item in items} == {("pk", "id", "check", "sealed", "expires")}
        assert {(len(item["id"]), len(item["check"])) for item in items} == {(32, 32)}
        assert {len(item["sealed"]) // 1024 for item in items} == {16}
    mixed = [(item, False) for item in page] + [(item, True) for item in desk]
    random.Random(2).shuffle(mixed)
    for name, measure in MEASURES.items():
        assert abs(rate(measure, mixed) - CHANCE) < TOLERANCE, name


def test_the_attacker_finds_what_differs() -> None:
    """The same attacker on items whose sizes follow their texts is right in nearly all cases."""
    dice = random.Random(3)
    page = [({"sealed": b"x" * len(json.dumps(typed(dice)))}, False) for _ in range(ITEMS)]
    desk = [({"sealed": b"x" * len(json.dumps(told(dice)))}, True) for _ in range(ITEMS)]
    mixed = [*page, *desk]
    dice.shuffle(mixed)
    assert rate(MEASURES["the size"], mixed) > 0.9
