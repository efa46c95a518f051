"""Reports under attack, for long: 10,000 reports, 1,000 histories of 12 releases.

    python -m benchmarks.attack [SHARE]      (a part of make soak)

`SHARE` is the part of all that to do: 0.01 for a quick look. Prints one line of JSON, and exits
with 1 where the naive rule held, or ours did not.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from attack_minimal import least_left
from attack_waves import broken, history, history_broken, naively_broken, wave
from attacker import ENOUGH

from nejtak.report import layout

REPORTS, HISTORIES, RELEASES = 10_000, 1_000, 12
NAIVE = 0.3  # at least so many reports of the naive rule give way, or the attacker is weak
SMALL = ((10, 2, 1), (13, 2, 1), (14, 1, 1), (14, 1, 2), (14, 2, 1))


def main(share: float) -> int:
    """Attack everything; return 1 where a promise was broken."""
    began, chance = time.monotonic(), random.Random(2026)
    reports, histories = max(1, int(REPORTS * share)), max(1, int(HISTORIES * share))
    naive = ours = lost = out = refused = 0
    for _ in range(reports):
        answers = wave(chance, chance.randint(5, 200))
        naive += naively_broken(answers)
        ours += broken(answers)
    for _ in range(histories):
        released, stopped = history(chance, RELEASES)
        lost += history_broken(released)
        out, refused = out + len(released), refused + stopped
    layout.CROSSED_FROM = 5  # a release crosses from sixty on; here all tables can be listed
    left = {
        f"{n}: {rows} x {columns}": least_left(n, rows, columns)[0] for n, rows, columns in SMALL
    }
    kept = naive / reports > NAIVE and ours == lost == 0 and min(left.values()) >= ENOUGH
    found: dict[str, Any] = {
        "name": "attack", "kept": kept, "reports": reports, "naive_broken": naive / reports,
        "ours_broken": ours, "histories": histories, "releases": out, "refused": refused,
        "histories_broken": lost, "least_counts_left": left,
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip
    print(json.dumps(found), flush=True)
    return not kept


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 1.0))
