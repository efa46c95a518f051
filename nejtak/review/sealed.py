"""The sealed file of a review: `waves/<wave>.quotes.age`.

Format 3. Format 2, whose texts had no language, no star and no other markers than English ones, is
read too, and written as format 3 with the next decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.project.model import Wave
from nejtak.review.quotes import DECISIONS, Quote, Review, Text, approved

FORMAT, OLD_FORMAT = 3, 2


def published(wave: Wave, keys: Sequence[Identity], m: int) -> tuple[Quote, ...]:
    """The texts that a report on m counted answers may quote; the same review gives the same list.

    Empty if no review was begun. Raises StateError if the review cannot be opened.
    """
    return approved(read(wave, keys), m)


def read(wave: Wave, keys: Sequence[Identity]) -> Review:
    """Open the sealed review of a wave; an empty one if none was begun.

    Raises StateError if no key opens it, or if it is another wave's or damaged.
    """
    if not wave.quotes_file.exists():
        return Review()
    recipients = wave.contract.public_keys if wave.contract else ()
    opened = private_keys.unseal_file(
        wave.quotes_file, wave.quotes_file.read_bytes(), keys, recipients
    )
    review = None
    try:
        plain = json.loads(opened)
        if plain["wave"] == f"{wave.client}/{wave.id}":
            review = _review(plain)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # not chained: the error could quote the text
    if review is None:
        raise StateError(
            f"{wave.quotes_file} does not hold the review of {wave.client}/{wave.id}. "
            f"Put the right file back from your backup."
        )
    return review


def _review(plain: Mapping[str, Any]) -> Review | None:
    """The stored review; None if its format cannot be read or it has an unknown decision."""
    texts = tuple(Text(**text) for text in plain["texts"])
    if not all(text.decision in DECISIONS for text in texts):
        return None
    if plain["format"] == OLD_FORMAT:
        return Review(texts)
    if plain["format"] != FORMAT:
        return None
    limits = {str(question): int(most) for question, most in plain["limits"].items()}
    return Review(texts, limits, tuple(map(str, plain["themes"])))


def write(wave: Wave, review: Review) -> None:
    """Seal a review to the keys of the wave's contract; on disk when this returns.

    Raises StateError if the wave has no contract, or the contract no keys.
    """
    content = {
        "format": FORMAT,
        "wave": f"{wave.client}/{wave.id}",
        "texts": [asdict(text) for text in review.texts],
        "limits": dict(review.limits),
        "themes": list(review.themes),
    }
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    recipients = wave.contract.public_keys if wave.contract else ()
    write_file(wave.quotes_file, seal(plain, recipients), mode=0o600)
