"""An attacker who knows the code: all tables that look alike once published, laid side by side.

Whatever makes two tables look unlike tells something, also what is left out: Wong et al.,
"Minimality attack in privacy preserving data publishing" (VLDB 2007).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import product
from typing import Any

from nejtak.disclosure import bands
from nejtak.report.tables.findings import find
from nejtak.report.tables.layout import Crossing, Design

Table = tuple[int, ...]


def tables(n: int, cells: int) -> Iterator[Table]:
    """Every way in which n respondents fall into these cells."""
    if cells == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in tables(n - first, cells - 1):
            yield first, *rest


def least_left(n: int, reasons: int, answers: int) -> tuple[int, Table]:
    """How few counts any cell or sum keeps, over all tables of n; and a table where it is so.

    Each respondent names one of the reasons or none, and one of the answers or none, of which the
    first says that it would have turned the decision.
    """
    rows, columns = [f"r{i}" for i in range(reasons)], [f"a{i}" for i in range(answers)]
    pairs = list(product([*rows, ""], [*columns, ""]))
    questions = {
        "deciding": {"kind": "choice", "choices": rows},
        "altered": {"kind": "choice", "choices": columns},
    }
    plan = Design(frozenset(["deciding"]), {}, {}, Crossing("deciding", "altered", "a0"))
    edges = [band.low for band in bands(n)]
    known: dict[Hashable, Hashable] = {}
    alike: dict[Hashable, list[Table]] = defaultdict(list)
    for table in tables(n, len(pairs)):
        sums = _sums(table, reasons, answers)
        # What is published follows from bands, so one table of each kind is enough to be asked.
        counted = [*sums, *_rest(sums, reasons)]
        kind = tuple(sum(edge <= count for edge in edges) for count in counted)
        if kind not in known:
            people = [
                _person(pair)
                for pair, count in zip(pairs, table, strict=True)
                for _ in range(count)
            ]
            found = find(questions, people, plan)
            known[kind] = tuple(sorted(found.figures().items()))
        alike[known[kind]].append(table)
    left = (
        (
            min(
                len({*counts})
                for counts in zip(*(_all(t, reasons, answers) for t in group), strict=True)
            ),
            group,
        )
        for group in alike.values()
    )
    least, group = min(left, key=lambda pair: pair[0])
    return least, group[0]


def _person(pair: tuple[str, str]) -> dict[str, Any]:
    return {name: said for name, said in zip(("deciding", "altered"), pair, strict=True) if said}


def _sums(table: Table, reasons: int, answers: int) -> list[int]:
    """By reason, then those turned by reason, then by answer."""
    width = answers + 1
    rows = [sum(table[i * width : (i + 1) * width]) for i in range(reasons)]
    turned = [table[i * width] for i in range(reasons)]
    return [*rows, *turned, *(sum(table[j::width]) for j in range(answers))]


def _all(table: Table, reasons: int, answers: int) -> list[int]:
    """What nobody may learn: each cell but that of those who skipped both, and each sum."""
    sums = _sums(table, reasons, answers)
    totals = [sum(sums[:reasons]), sum(sums[2 * reasons :])]
    return [*table[:-1], *sums, *_rest(sums, reasons), *totals]


def _rest(sums: list[int], reasons: int) -> list[int]:
    """By reason, those who were not turned."""
    pairs = zip(sums[:reasons], sums[reasons : 2 * reasons], strict=True)
    return [row - turned for row, turned in pairs]
