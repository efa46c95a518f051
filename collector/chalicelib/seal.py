"""Makes one item of the inbox from one submission: five attributes that do not show who sent it.

`id` and `check` are hashes with the submission's number as the key. The number is random, used once
and not stored. So nobody with access to the table can test answers against `check`, and equal
answers from two people look different.

A mark for a submission that a program seems to have sent is sealed with the answers. It is not part
of either hash, so a retry stays a retry.

Answers that were entered on the partner's machine, not typed on the page, have another mark, and
codes for their texts. No request can contain these (`chalicelib.body` refuses unknown keys). Each
envelope is long enough for any mark, so that its size discloses none.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyrage

from chalicelib.check import Answer
from chalicelib.contracts import WaveContract

# An envelope is padded to one of these sizes in bytes. In Latin letters the first one has room for
# all that a survey takes, so that the size tells neither long answers from short ones nor an
# interview from the page. A body has at most 64 KB, which JSON at worst doubles.
PADS = tuple(1024 * size for size in (16, 64, 256))

BOX_BREAK = "\n\n"  # between the boxes of one text

Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """The mark and codes of answers that are entered on the partner's machine.

    `mark` is "interview", or "words" for texts that are not counted. `codes` has one code for each
    box of a text: the id of a reason, and who chose it, "candidate" or "interviewer"; both are
    empty for a box without a code.
    """

    mark: Literal["interview", "words"]
    codes: Mapping[str, Sequence[Code]]


@dataclass(frozen=True, slots=True)
class Item:
    """The stored attributes. `expires` is one constant per wave."""

    pk: str
    id: bytes
    check: bytes
    sealed: bytes
    expires: int


def seal_answers(
    contract: WaveContract,
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


def unfit(
    contract: WaveContract, answers: Mapping[str, Answer], entered: Entered
) -> tuple[str, ...]:
    """The ids of questions whose answers do not fit the mark or the codes.

    `words` are texts only, and a text has one code for each box. Closing checks the same, and would
    set the whole entry aside.
    """
    texts = {id_: said for id_, said in answers.items() if contract.questions[id_].kind == "text"}
    boxes = {id_: len(str(said).split(BOX_BREAK)) for id_, said in texts.items()}
    figures = answers.keys() - texts.keys() if entered.mark == "words" else ()
    codes = (id_ for id_, each in entered.codes.items() if len(each) != boxes.get(id_))
    return tuple(sorted({*figures, *codes}))


def _marks(entered: Entered) -> dict[str, object]:
    return {"mark": entered.mark, "codes": entered.codes}


def _encoded(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _envelope(
    contract: WaveContract,
    answers: Mapping[str, Answer],
    marks: Mapping[str, object],
    suspect: bool,
) -> bytes:
    """The answers and marks as JSON, padded with spaces, which JSON allows at its end.

    The size is the one that these answers would need with the longest marks.
    """
    said = {"answers": answers, **marks}
    longest = {"answers": answers, **_marks(_longest(contract, answers)), "suspect": True}
    needed = len(_encoded(longest))
    envelope = _encoded({**said, "suspect": True} if suspect else said)
    return envelope.ljust(next((pad for pad in PADS if pad >= needed), PADS[-1]))


def _longest(contract: WaveContract, answers: Mapping[str, Answer]) -> Entered:
    """The longest marks that these answers could have: the longest code for every box."""
    ids = {id_ for asked in contract.questions.values() for id_ in (*asked.choices, *asked.rows)}
    code = (max(ids, key=len, default=""), "interviewer")
    texts = (id_ for id_, asked in contract.questions.items() if asked.kind == "text")
    given = ((id_, answers.get(id_)) for id_ in texts)
    boxes = {id_: said.split(BOX_BREAK) for id_, said in given if isinstance(said, str)}
    return Entered("interview", {id_: [code] * len(each) for id_, each in boxes.items()})
