"""The headline of a report, by a fixed ladder.

The headline is the first of the list below whose condition is met, and says the low end of a
published figure: one number that is true, without a hedge. Whoever reads the figures can work it
out.

1. *won*: somebody could have been won for certain; of those who accepted, lost.
2. *one*: one reason decided it for more people than any other, for certain.
3. *two*: two reasons do.
4. *reach*: no reason leads, or more than two, but some of one reach decided it for certain.
5. *answer*: the survey asks for neither, so its first question leads; *texts*: it has only texts.
6. *directions*: none of these holds.

With fewer than five counted answers there is no report (`nejtak.wave.counted`). The sentence is
made by `nejtak.report.page.sentences`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nejtak.project.model import REACHES, Reach
from nejtak.report.tables.findings import Findings, Table
from nejtak.report.tables.layout import ONLY
from nejtak.report.tables.leading import by_reach, by_reason, winnable

Rung = Literal["won", "one", "two", "reach", "answer", "texts", "directions"]
RUNGS: tuple[Rung, Rung] = ("one", "two")


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a report: its kind, the least number, and the reasons or reach it names."""

    rung: Rung
    least: int = 0
    reasons: tuple[str, ...] = ()
    reach: Reach | None = None


def headline(found: Findings) -> Headline:
    """Return the first headline of the ladder that the figures allow."""
    if not found.tables:
        return Headline("texts")
    won, decided, reach = winnable(found), by_reason(found, "choice"), by_reach(found)
    if won and won[1].low:
        return Headline("won", won[1].low)
    leaders = decided.leaders() if decided else ()
    if decided and 0 < len(leaders) <= len(RUNGS):
        least = min(decided.cells[row.id, ONLY].low for row in leaders)
        return Headline(RUNGS[len(leaders) - 1], least, tuple(row.id for row in leaders))
    lying = _reach(reach) if reach else None
    if lying:
        return lying
    return Headline("directions" if won or decided or reach else "answer")


def _reach(table: Table) -> Headline | None:
    """The reach that most deciding reasons certainly have; of equals, the one easier to act on."""
    least = {
        reach: table.cells[reach, ONLY].low for reach in REACHES if (reach, ONLY) in table.cells
    }
    reach = max(least, key=lambda reach: least[reach])
    return Headline("reach", least[reach], reach=reach) if least[reach] else None
