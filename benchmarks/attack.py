"""Reports under attack, for long: 4,000 reports, and 1,000 histories of 12 releases.

    python -m benchmarks.attack [SHARE]      (a part of make soak)

`SHARE` is the part of all that to do: 0.01 for a quick look. Each report and history follows from
its own number, so that a part is the first of the whole. The attacker knows how many answers were
received, exactly, and so more than `wave status` said at any time. A thousand reports are on the
shipped survey with all its sections, half of them set beside the release about those who said yes,
an earlier period and norms; both groups are attacked, each with all that is out. Prints one line of
JSON for each kind, and one for every fifty on the way; exits with 1 if the naive rule held, or ours
did not. Reports by sets of rivals are also attacked for how many are in a set. What follows for all
small tables is in `benchmarks.exhaustive`.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from attack_waves import (
    PLAIN,
    Wave_,
    asked_for,
    asking,
    broken,
    grouped,
    history,
    history_broken,
    naively_broken,
    reported,
    rivalled,
    rivals_broken,
    wave,
)
from section_waves import attacked_beside, section_wave, sectioned

from nejtak.project.model import Project

REPORTS, GROUPED, HISTORIES, RELEASES = 2_000, 500, 1_000, 12
SECTIONED = 500  # reports with all sections alone, and as many beside other releases
NAIVE = 0.3  # at least so many reports of the naive rule give way, or the attacker is weak
CONTROLS = 40  # one of so many is also attacked as the naive rule would have made it


def main(share: float) -> int:
    """Attack everything; return 1 if a promise was broken."""
    kept = True
    for part in (reports, by_groups, by_rivals, with_sections, beside_others, histories):
        began = time.monotonic()
        found = {"name": part.__name__, **part(share)}
        kept = kept and found["kept"]
        print(json.dumps({**found, "seconds": round(time.monotonic() - began, 1)}), flush=True)
    return not kept


def _each(name: str, count: int, share: float) -> Iterator[random.Random]:
    return (random.Random(f"{name} {i}") for i in range(max(1, int(count * share))))


def _attacked(name: str, waves: Iterable[tuple[Project, Wave_]]) -> Mapping[str, Any]:
    """Attack a report of each wave; none is made if fewer than five would be counted."""
    lost, naive, none = [], [], 0
    for number, (found, answers) in enumerate(waves):
        if number and not number % 50:
            print(json.dumps({"name": name, "done": number, "broken": sum(lost)}), flush=True)
        if not number % CONTROLS:
            naive.append(naively_broken(answers))
        if reported(answers, found):
            lost.append(broken(answers, found))
        else:
            none += 1
    weak = len(naive) > 4 and sum(naive) / len(naive) <= NAIVE
    return {
        "kept": not weak and not any(lost),
        "reports": len(lost),
        "broken": sum(lost),
        "without_report": none,
        "naive": len(naive),
        "naive_broken": sum(naive),
    }


def reports(share: float) -> Mapping[str, Any]:
    """Random reports on 5 to 200 respondents."""

    def made() -> Iterator[tuple[Project, Wave_]]:
        for chance in _each("report", REPORTS, share):
            n = chance.randint(5, 200)
            yield asking(PLAIN, asked_for(chance, n)), wave(chance, n)

    return _attacked("reports", made())


def by_groups(share: float) -> Mapping[str, Any]:
    """Random reports on two to four planned groups of 5 to 60."""
    waves = (grouped(chance) for chance in _each("groups", GROUPED, share))
    return _attacked("by_groups", waves)


def by_rivals(share: float) -> Mapping[str, Any]:
    """Random reports on two sets of rivals; in some a set is too small, and the report has none."""
    found = [rivalled(chance) for chance in _each("rivals", GROUPED, share)]
    lost = [rivals_broken(answers, own) for own, answers in found]
    return {"kept": not any(lost), "reports": len(lost), "broken": sum(lost)}


def with_sections(share: float) -> Mapping[str, Any]:
    """Random reports on the shipped survey with all its sections."""

    def made() -> Iterator[tuple[Project, Wave_]]:
        for chance in _each("sections", SECTIONED, share):
            n = chance.randint(5, 120)
            yield sectioned(asked_for(chance, n), "en"), section_wave(chance, n)

    return _attacked("with_sections", made())


def beside_others(share: float) -> Mapping[str, Any]:
    """Reports beside the release about those who said yes, an earlier period, and norms."""
    lost = count = 0
    for chance in _each("beside", SECTIONED, share):
        lost, count = lost + attacked_beside(chance), count + 1
        if not count % 50:
            print(json.dumps({"name": "beside_others", "done": count, "broken": lost}), flush=True)
    return {"kept": not lost, "reports": count, "broken": lost}


def histories(share: float) -> Mapping[str, Any]:
    """Releases of one wave, all of a history laid together, which is as strong as all pairs."""
    count = lost = out = refused = 0
    for chance in _each("history", HISTORIES, share):
        released, stopped, received = history(chance, RELEASES)
        lost += history_broken(released, received)
        count, out, refused = count + 1, out + len(released), refused + stopped
        if not count % 50:
            print(json.dumps({"name": "histories", "done": count, "broken": lost}), flush=True)
    return {
        "kept": not lost,
        "histories": count,
        "releases": out,
        "refused": refused,
        "histories_broken": lost,
    }


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 1.0))
