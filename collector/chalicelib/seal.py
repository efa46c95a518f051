"""One submission made into one item of the inbox: five attributes, and nothing that tells who.

`id` and `check` are hashes under the number of this submission, which is random, used once and
kept nowhere. So nobody who holds the table can try out answers against `check`, and two equal
answers from two people look unlike.

What seems to be a program's is marked so under the same seal. Neither hash knows of that mark, so
a retry stays a retry.

What was not typed on the page but entered on the partner's machine has a mark of its own there,
and codes for its texts. No request can bring these (`chalicelib.body` refuses what it does not
know). The length of an envelope leaves room for every mark, so that none can be told by its size.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyrage

from chalicelib.check import Answer
from chalicelib.contracts import Contract

# Sizes in bytes that an envelope is padded to, so that the ciphertext tells only how much room
# the answers needed. A body holds at most 64 KB, which JSON at worst doubles.
PADS = tuple(1024 * size for size in (1, 4, 16, 64, 256))

BOX_BREAK = "\n\n"  # between the boxes of one text

Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """What the partner's machine adds to answers that it enters for a candidate.

    `mark` is "interview", or "words" for texts alone that nothing counts. `codes` has one code for
    each box of a text: the id of a reason, and who chose it, "candidate" or "interviewer"; both
    are empty for a box without one.
    """

    mark: Literal["interview", "words"]
    codes: Mapping[str, Sequence[Code]]


@dataclass(frozen=True, slots=True)
class Item:
    """What is stored, attribute by attribute. `expires` is one constant per wave."""

    pk: str
    id: bytes
    check: bytes
    sealed: bytes
    expires: int


def seal(
    contract: Contract,
    number: str,
    answers: Mapping[str, Answer],
    *,
    suspect: bool,
    entered: Entered | None = None,
) -> Item:
    """Seal canonical answers to the wave's public keys. `number` is 32 lower-case hex digits.

    The shard follows from the id, so that a retry meets the item it repeats.
    """
    marks = _marks(entered) if entered else {}
    said = _encoded(answers) + (_encoded(marks) if entered else b"")
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in contract.recipients]
    key = bytes.fromhex(number)
    identity = hmac.digest(key, b"id", "sha256")
    shard = int.from_bytes(identity[:4], "big") % contract.shards
    return Item(
        pk=f"{contract.client}/{contract.wave}/{shard}",
        id=identity,
        check=hmac.digest(key, b"answers" + said, "sha256"),
        sealed=pyrage.encrypt(_envelope(contract, answers, marks, suspect), recipients),
        expires=contract.expires,
    )


def _marks(entered: Entered) -> dict[str, object]:
    return {"mark": entered.mark, "codes": entered.codes}


def _encoded(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _envelope(
    contract: Contract, answers: Mapping[str, Answer], marks: Mapping[str, object], suspect: bool
) -> bytes:
    """Frame what was said as JSON, and add spaces, which JSON allows at its end, up to a size.

    The size is the one that these answers need with the longest marks, whichever they have.
    """
    said = {"answers": answers, **marks}
    longest = {"answers": answers, **_marks(_longest(contract, answers)), "suspect": True}
    needed = len(_encoded(longest))
    envelope = _encoded({**said, "suspect": True} if suspect else said)
    return envelope.ljust(next((pad for pad in PADS if pad >= needed), PADS[-1]))


def _longest(contract: Contract, answers: Mapping[str, Answer]) -> Entered:
    """The longest marks that these answers could have: the longest code for every box."""
    ids = {id_ for asked in contract.questions.values() for id_ in (*asked.choices, *asked.rows)}
    code = (max(ids, key=len, default=""), "interviewer")
    texts = (id_ for id_, asked in contract.questions.items() if asked.kind == "text")
    found = ((id_, answers.get(id_)) for id_ in texts)
    boxes = {id_: said.split(BOX_BREAK) for id_, said in found if isinstance(said, str)}
    return Entered("interview", {id_: [code] * len(each) for id_, each in boxes.items()})
