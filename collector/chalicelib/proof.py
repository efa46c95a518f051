"""Proof of work: a page with JavaScript shows it, so that many automatic answers cost something.

The page tries numbers until a SHA-256 begins with 12 zero bits: some 4,000 tries, a tenth of a
second in a browser. The input is the hash of wave, number and answers. So the work has to be done
for each answer, needs no challenge from the collector, and does not depend on the length of a text.
A native program is many times faster: the proof slows bulk answers, and does not prevent them.

The page sends no proof if it is sent within three seconds of loading, or if the device needs more
than two seconds to find one. An answer without a proof is never refused.
"""

from __future__ import annotations

import hashlib
import re

BITS = 12

_PROVEN = re.compile(rb'(.*),"proof":"([0-9]{1,9})"}', re.DOTALL)


def holds(client: str, wave: str, raw: bytes) -> bool:
    """Whether a JSON body ends with a proof for the rest of it, and for this wave."""
    proven = _PROVEN.fullmatch(raw)
    if not proven:
        return False
    seed = hashlib.sha256(f"/api/responses/{client}/{wave}".encode() + proven[1] + b"}").digest()
    # The text that JavaScript makes of an array of bytes and a number.
    tried = ",".join(map(str, seed)).encode() + proven[2]
    return int.from_bytes(hashlib.sha256(tried).digest(), "big") >> (256 - BITS) == 0
