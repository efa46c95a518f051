"""A folder of sources and 10,000 rounds of accidents: bytes flipped, lines doubled, files renamed.

    python -m benchmarks.folders [SHARE] [SEED]      (a part of make soak)

Each round makes one to three accidents happen to a small project with every kind of file, and reads
it as every command does; one round of eight also makes its pages. A round fails if there is an
error that is not a fault of the sources, or if a file of the project is left out and no fault names
it. `SHARE` is the part of all rounds: 0.01 for a quick look. Prints a line of JSON for each 500
rounds; exits with 1, and the smallest accidents, if a round fails.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from folder_fuzz import ACCIDENTS, Accident, Folder, small_shipped
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from nejtak.base import shipped

ROUNDS, PART = 10_000, 500
BUILT = 8  # one round of so many makes the pages, too


def main(share: float, first: int) -> int:
    """Let the accidents happen, in parts with a seed each."""
    began, ends = time.monotonic(), Counter[str]()
    rounds = max(1, int(ROUNDS * share))
    with tempfile.TemporaryDirectory() as name:
        shipped.SITE = small_shipped(Path(name).resolve() / "own")
        folder = Folder(Path(name).resolve() / "sources")
        for number in range(first, first - (-rounds // PART)):
            done = ends.total()
            ends += part(folder, number, min(PART, rounds - done))
            seconds = round(time.monotonic() - began, 1)
            print(
                json.dumps({"name": "folders", "seed": number, **ends, "seconds": seconds}),
                flush=True,
            )
    return 0


def part(folder: Folder, number: int, count: int) -> Counter[str]:
    """So many rounds; return how they ended. Raises AssertionError with the smallest accidents."""
    ends = Counter[str]()

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(ACCIDENTS, st.integers(1, BUILT))
    def rounds(accidents: list[Accident], built: int) -> None:
        ends[folder.trial(accidents, built=built == BUILT)] += 1

    rounds()
    return ends


if __name__ == "__main__":
    sys.exit(
        main(
            float(sys.argv[1]) if len(sys.argv) > 1 else 1.0,
            int(sys.argv[2]) if len(sys.argv) > 2 else 1,
        )
    )
