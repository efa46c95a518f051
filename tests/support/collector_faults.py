"""Candidates who answer through a storm, and what became of their answers.

`campaign` sends answers as the page does, and `verdict` reads them back as the admin's machine
does, and counts lost and doubled answers. The storm is in `storm.py`.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import ModuleType

from collector_support import FORM_TYPE, JSON_TYPE, Built, as_form, as_json
from stage import connect

from nejtak.base.private_keys import unseal
from nejtak.wave.inbox import Inbox

# The page waits 1, 2, 4 and 8 s between its five tries, then the candidate may press again. Here
# time runs twenty times as fast, and nobody presses more than six times.
PAUSES = (0.05, 0.1, 0.2, 0.4, 1.0) * 6
CHANGES = 20  # every so many-th candidate sends other answers after the receipt

_NUMBER = re.compile(r'name="number" value="([0-9a-f]{32})"')
_PLACE = ("nordlys", "2026-q3")

Post = Callable[[bytes, str], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one candidate saw: a receipt or not, and the status of a change sent after it."""

    acknowledged: bool
    tries: int
    changed: int | None = None


def post_to(app: ModuleType) -> Post:
    """A way to send to a loaded collector, past Chalice: `receive` and the real `put`."""

    def post(raw: bytes, media: str) -> tuple[int, str]:
        reply = app.receive(*_PLACE, media, raw, app.store.put)
        return reply.status, reply.body

    return post


def campaign(post: Post, count: int, threads: int, first: int = 0) -> dict[int, Sent]:
    """Let `count` candidates answer, each with words of their own: "svar 17"."""
    with ThreadPoolExecutor(threads) as pool:
        candidates = range(first, first + count)
        return dict(zip(candidates, pool.map(partial(_candidate, post), candidates), strict=True))


def _candidate(post: Post, one: int) -> Sent:
    """Send as the page does, and, every fifth time, as a form without JavaScript."""
    chance = random.Random(one)
    number = f"{chance.getrandbits(128):032x}"
    answers = {"worries": f"svar {one}", "rating": chance.choice("12345")}
    if one % 5 == 0:
        return _form(post, list(answers.items()))
    for tries, pause in enumerate(PAUSES, 1):
        status, _ = post(as_json(answers, number), JSON_TYPE)
        if status == 201:
            other = as_json({**answers, "positives": "ombestemt"}, number)
            changed = post(other, JSON_TYPE)[0] if one % CHANGES == 1 else None
            return Sent(acknowledged=True, tries=tries, changed=changed)
        assert status == 503, status
        time.sleep(pause)
    return Sent(acknowledged=False, tries=len(PAUSES))


def _form(post: Post, answers: list[tuple[str, str]]) -> Sent:
    """The first page to come back gives the number, to be sent again; so does one after a 503."""
    status, page = post(as_form(answers, ""), FORM_TYPE)
    assert status == 428, status
    shown = _NUMBER.search(page)
    assert shown
    number = shown[1]
    for tries, pause in enumerate(PAUSES, 1):
        status, page = post(as_form(answers, number), FORM_TYPE)
        if status == 303:
            return Sent(acknowledged=True, tries=tries)
        assert status == 503, status
        found = _NUMBER.search(page)
        assert found
        number = found[1]
        time.sleep(pause)
    return Sent(acknowledged=False, tries=len(PAUSES))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a campaign; `stored` counts items."""

    acknowledged: int
    stored: int
    lost: int
    doubled: int
    unknown: int
    replaced: int
    tries: int


def verdict(built: Built, environment: Mapping[str, str], sent: Mapping[int, Sent]) -> Verdict:
    """Read the inbox as the admin's machine does, open every item with the key, and count."""
    with contextlib.closing(connect(environment)) as client:
        items = Inbox(client, environment["NEJTAK_TABLE"], "/".join(_PLACE), 1).items()
    answers = [json.loads(unseal(item.sealed, built.identities))["answers"] for item in items]
    found = Counter(int(answer["worries"].removeprefix("svar ")) for answer in answers)
    acknowledged = {one for one, what in sent.items() if what.acknowledged}
    return Verdict(
        acknowledged=len(acknowledged),
        stored=len(items),
        lost=len(acknowledged - found.keys()),
        doubled=sum(times - 1 for times in found.values()),
        unknown=len(found.keys() - sent.keys()),
        replaced=sum("positives" in answer for answer in answers),
        tries=sum(what.tries for what in sent.values()),
    )
