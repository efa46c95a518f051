"""Made-up answers for demos and tests, sent to the collector like a candidate's.

The answers follow from a seed. Their submission numbers do not, so a second run adds answers,
unlike a retry. Texts come from `samples/<language>.md` of the sources, or else from nejtak's own
samples, and say that they are samples; those who accepted have `samples/accepted/<language>.md`.
"""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import random
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from nejtak.base import shipped
from nejtak.base.text import read_text
from nejtak.errors import EngineError, StateError
from nejtak.project.contract import Asks, Contract, FrozenQuestion
from nejtak.project.lists import list_item
from nejtak.project.model import Wave
from nejtak.wave.envelope import Answer, Answers

ANSWERED = 0.85
WROTE = 0.45
TIMEOUT = 20  # seconds
FOLLOWS = 20.0  # seconds in which a preview has built what changed
LOOK_EVERY = 0.25  # seconds
_PROVEN = b"\x00\x10"  # hashes below it begin with 12 zero bits
STORED = 201  # the collector's status for a stored answer; no other local server sends it
UNKNOWN = 404  # and its status for a wave that it does not have


def sample_texts(root: Path, language: str, asks: Asks = "declined") -> tuple[str, ...]:
    """The sample texts in one language: the list items of its file."""
    name = f"samples/{language}.md"
    names = [f"samples/accepted/{language}.md", name] if asks == "accepted" else [name]
    places = [place / one for one in names for place in (root, shipped.SITE)]
    file = next((place for place in places if place.exists()), root / name)
    if not file.exists():
        raise StateError(f"{file} is missing. Add it, with one '- ...' for each sample text.")
    lines = read_text(file).splitlines()
    items = (list_item(line) for line in lines)
    samples = tuple(item.words.strip() for item in items if item)
    if not samples:
        raise StateError(f"{file} has no list items. Write one '- ...' for each sample text.")
    return samples


def sample_answers(
    contract: Contract, count: int, seed: int, said: Sequence[str]
) -> Iterator[Answers]:
    """Yield `count` made-up responses that fit the contract, none of them empty."""
    dice = random.Random(seed)  # noqa: S311 - not a secret: the same demo every time
    for _ in range(count):
        response: Answers = {}
        while not response:
            response = _response(contract, said, dice)
        yield response


def _response(contract: Contract, said: Sequence[str], dice: random.Random) -> Answers:
    response: dict[str, Answer] = {}
    for id_, question in contract.questions.items():
        if dice.random() < (WROTE if question.kind == "text" else ANSWERED):
            choices = _order(contract.asks, id_, question)
            response[id_] = _answer(question, choices, said, dice)
    return response


def _order(asks: Asks, id_: str, question: FrozenQuestion) -> Sequence[str]:
    """The choices, the most picked ones first, so that figures differ.

    They are picked most from the start of the list by those who declined, and in an order that
    follows from the question by those who accepted, so that the two differ as well.
    """
    choices = list(question.choices)
    if question.kind == "grid":
        choices.sort(key=lambda column: column != question.untold)
    elif asks == "accepted":
        random.Random(f"{asks} {id_}").shuffle(choices)  # noqa: S311 - not a secret: the same order each time
    return choices


def _answer(
    question: FrozenQuestion, choices: Sequence[str], said: Sequence[str], dice: random.Random
) -> Answer:
    """One answer; a text is one of those in `said`."""
    match question.kind:
        case "grid":
            return {row: _pick(choices, dice) for row in question.rows}
        case "choices":
            wanted = 1 + dice.randrange(min(3, len(choices)))
            return sorted({_pick(choices, dice) for _ in range(wanted)})
        case "choice" | "scale":
            return _pick(choices, dice)
        case "text":
            return dice.choice(said)[: question.max_length]


def _pick(choices: Sequence[str], dice: random.Random) -> str:
    weights = [1 / (place + 1) for place in range(len(choices))]
    return dice.choices(choices, weights)[0]


def _proven(address: str, body: bytes) -> bytes:
    """Add the page's proof of work (docs/architecture.md), so that samples are not suspects."""
    seed = ",".join(map(str, hashlib.sha256(address.encode() + body).digest()))
    tries = (str(number) for number in itertools.count())
    proof = next(n for n in tries if hashlib.sha256(f"{seed}{n}".encode()).digest() < _PROVEN)
    return body[:-1] + f',"proof":"{proof}"}}'.encode()


def send_sample(url: str, wave: Wave, language: str, response: Answers) -> None:
    """Post one response to the preview at `url`; raise EngineError if it is not stored.

    A wave that was opened a moment ago is waited for: the preview is still building it.
    """
    address = f"/api/responses/{wave.client}/{wave.id}"
    body = {"number": secrets.token_hex(16), "language": language, "answers": response}
    request = urllib.request.Request(  # noqa: S310 - the preview's own http://127.0.0.1
        url + address,
        _proven(address, json.dumps(body).encode()),
        {"Content-Type": "application/json"},
    )
    until = time.monotonic() + FOLLOWS
    while (status := _sent(url, request)) == UNKNOWN and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
    if status == UNKNOWN:
        raise EngineError(
            f"The preview at {url} does not serve {wave.client}/{wave.id}: it was started on "
            f"other sources, or has yet to build the wave. Start it again here."
        )
    if status != STORED:
        raise EngineError(f"The collector replied {status} instead of {STORED}. No more were sent.")


def _sent(url: str, request: urllib.request.Request) -> int:
    """Send it once, and return the status of the reply."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310 - the preview's own http://127.0.0.1
            status: int = reply.status
            return status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except (OSError, http.client.HTTPException) as error:
        raise EngineError(f"The preview at {url} does not answer.") from error
