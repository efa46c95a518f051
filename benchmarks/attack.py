"""Reports under attack, for long: 2,500 reports, and 1,000 histories of 12 releases.

    python -m benchmarks.attack [SHARE]      (a part of make soak)

`SHARE` is the part of all that to do: 0.01 for a quick look. Each report and history follows from
its own number, so that a part is the first of the whole. Prints one line of JSON for each kind, and
exits with 1 where the naive rule held, or ours did not.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from attack_waves import broken, grouped, history, history_broken, naively_broken, wave

REPORTS, GROUPED, HISTORIES, RELEASES = 2_000, 500, 1_000, 12
NAIVE = 0.3  # at least so many reports of the naive rule give way, or the attacker is weak


def main(share: float) -> int:
    """Attack everything; return 1 where a promise was broken."""
    kept = True
    for part in (reports, by_groups, histories):
        began = time.monotonic()
        found = {"name": part.__name__, **part(share)}
        kept = kept and found["kept"]
        print(json.dumps({**found, "seconds": round(time.monotonic() - began, 1)}), flush=True)
    return not kept


def _each(name: str, count: int, share: float) -> Iterator[random.Random]:
    return (random.Random(f"{name} {i}") for i in range(max(1, int(count * share))))


def _told(lost: list[tuple[bool, bool]]) -> Mapping[str, Any]:
    naive, ours = (sum(broken) for broken in zip(*lost, strict=True))
    kept = naive / len(lost) > NAIVE and not ours
    return {"kept": kept, "reports": len(lost), "naive_broken": naive, "ours_broken": ours}


def reports(share: float) -> Mapping[str, Any]:
    """Random reports on 5 to 200 respondents."""
    lost = []
    for chance in _each("report", REPORTS, share):
        answers = wave(chance, chance.randint(5, 200))
        lost.append((naively_broken(answers), broken(answers)))
    return _told(lost)


def by_groups(share: float) -> Mapping[str, Any]:
    """Random reports on two to four groups of 5 to 80."""
    lost = []
    for chance in _each("groups", GROUPED, share):
        found, answers = grouped(chance)
        lost.append((naively_broken(answers), broken(answers, found)))
    return _told(lost)


def histories(share: float) -> Mapping[str, Any]:
    """Releases of one wave, all of a history laid together, which is as strong as all pairs."""
    count = lost = out = refused = 0
    for chance in _each("history", HISTORIES, share):
        released, stopped = history(chance, RELEASES)
        lost += history_broken(released)
        count, out, refused = count + 1, out + len(released), refused + stopped
    return {
        "kept": not lost, "histories": count, "releases": out, "refused": refused,
        "histories_broken": lost,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 1.0))
