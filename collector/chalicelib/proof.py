"""A little work that a page with JavaScript shows, so that answers in bulk cost something.

The page tries numbers until a SHA-256 begins with 12 zero bits: some 4,000 tries, a tenth of a
second in a browser. The hash is over the hash of wave, number and answers, so the work is done
anew for each answer, no question has to be asked of us first, and a long text costs no more than a
short one. A native program is many times faster: this is a bump in the road, not a wall.

The page shows no proof where it was sent within three seconds of being loaded, and where the
device needed more than two seconds to find one. What is missing never refuses an answer.
"""

from __future__ import annotations

import hashlib
import re

BITS = 12

_PROVEN = re.compile(rb'(.*),"proof":"([0-9]{1,9})"}', re.DOTALL)


def holds(client: str, wave: str, raw: bytes) -> bool:
    """Whether a JSON body ends with the proof for all that stands before it, in this wave."""
    proven = _PROVEN.fullmatch(raw)
    if not proven:
        return False
    seed = hashlib.sha256(f"/api/responses/{client}/{wave}".encode() + proven[1] + b"}").digest()
    # What a browser makes of an array of bytes, when it is joined to a number.
    tried = ",".join(map(str, seed)).encode() + proven[2]
    return int.from_bytes(hashlib.sha256(tried).digest(), "big") >> (256 - BITS) == 0
