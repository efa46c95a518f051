"""Made-up answers for demos and tests, sent to the collector like a candidate's.

The answers follow from a seed. Their submission numbers do not, so a second run adds answers,
unlike a retry. Texts come from `samples/<language>.md` of the sources, or else from nejtak's own
samples, and say that they are samples.
"""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import random
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nejtak.base import shipped
from nejtak.errors import EngineError, StateError
from nejtak.project.contract import Contract, FrozenQuestion
from nejtak.project.model import Wave
from nejtak.wave.envelope import Answer, Answers

ANSWERED = 0.85
WROTE = 0.45
TIMEOUT = 20  # seconds
_PROVEN = b"\x00\x10"  # hashes below it begin with 12 zero bits
UNKNOWN = 404  # and its status for a wave that it does not have
STORED = 201  # the collector's status for a stored answer; no other local server sends it


def sample_texts(root: Path, language: str) -> tuple[str, ...]:
    """The sample texts in one language: the list items of its file."""
    name = f"samples/{language}.md"
    file = next(
        (place / name for place in (root, shipped.SITE) if (place / name).exists()), root / name
    )
    if not file.exists():
        raise StateError(f"{file} is missing. Add it, with one '- ...' for each sample text.")
    lines = file.read_text(encoding="utf-8").splitlines()
    items = (line[2:].strip() for line in lines if line.startswith("- "))
    samples = tuple(item for item in items if item)
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
            response = _response(contract.questions, said, dice)
        yield response


def _response(
    questions: Mapping[str, FrozenQuestion], said: Sequence[str], dice: random.Random
) -> Answers:
    response: dict[str, Answer] = {}
    for id_, question in questions.items():
        if question.kind == "text":
            if dice.random() < WROTE:
                response[id_] = dice.choice(said)[: question.max_length]
        elif dice.random() < ANSWERED:
            response[id_] = _answer(question, dice)
    return response


def _answer(question: FrozenQuestion, dice: random.Random) -> Answer:
    """One closed answer. The first choices of a list are picked most, so that figures differ."""
    if question.kind == "grid":
        columns = sorted(question.choices, key=lambda column: column != question.untold)
        return {row: _pick(columns, dice) for row in question.rows}
    if question.kind == "choices":
        wanted = 1 + dice.randrange(min(3, len(question.choices)))
        return sorted({_pick(question.choices, dice) for _ in range(wanted)})
    return _pick(question.choices, dice)


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
    """Post one response to the preview at `url`; raise EngineError if it is not stored."""
    address = f"/api/responses/{wave.client}/{wave.id}"
    body = {"number": secrets.token_hex(16), "language": language, "answers": response}
    request = urllib.request.Request(  # noqa: S310 - the preview's own http://127.0.0.1
        url + address,
        _proven(address, json.dumps(body).encode()),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310 - as above
            status = reply.status
    except urllib.error.HTTPError as error:
        with error:
            status = error.code
    except (OSError, http.client.HTTPException) as error:
        raise EngineError(f"The preview at {url} does not answer.") from error
    if status == UNKNOWN:
        raise EngineError(
            f"The preview at {url} does not serve {wave.client}/{wave.id}: it was started on "
            f"other sources, or has yet to build the wave. Wait a moment, or start it again here."
        )
    if status != STORED:
        raise EngineError(f"The collector replied {status} instead of {STORED}. No more were sent.")
