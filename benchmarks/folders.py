"""A folder of sources and 10,000 rounds of accidents: bytes flipped, lines doubled, files renamed.

    python -m benchmarks.folders [SHARE] [SEED]      (a part of make soak)

Each round makes one to three accidents happen to a small project with every kind of file, and reads
it as every command does; one round of eight also makes its pages. A round fails if there is an
error that is not a fault of the sources, or if a file of the project is left out and no fault names
it. `SHARE` is the part of all rounds: 0.01 for a quick look. Prints one line of JSON; exits with 1,
and the smallest accidents, if a round fails.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from folder_fuzz import ACCIDENTS, KINDS, Accident, Folder, small_shipped
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from nejtak.base import shipped

ROUNDS = 10_000
BUILT = 8  # one round of so many makes the pages, too


def main(share: float, number: int) -> int:
    """Let the accidents happen; return 1 if a round failed."""
    ends: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        shipped.SITE = small_shipped(Path(name).resolve() / "own")
        folder = Folder(Path(name).resolve() / "sources")

        @seed(number)
        @settings(
            max_examples=max(1, int(ROUNDS * share)),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(ACCIDENTS, st.integers(1, BUILT))
        def rounds(accidents: list[Accident], built: int) -> None:
            kinds.update(accident.kind for accident in accidents)
            ends["failed"] += 1
            end = folder.trial(accidents, built=built == BUILT)
            ends["failed"] -= 1
            ends[end] += 1

        try:
            rounds()
        finally:
            found = {"name": "folders", "seed": number, **ends}
            found |= {kind: kinds[kind] for kind in KINDS}
            print(json.dumps({**found, "seconds": round(time.monotonic() - began, 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(
        main(
            float(sys.argv[1]) if len(sys.argv) > 1 else 1.0,
            int(sys.argv[2]) if len(sys.argv) > 2 else 1,
        )
    )
