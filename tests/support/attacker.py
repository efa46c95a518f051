"""An attacker who wants to know who said what, and has only published files.

It shares no code with nejtak. It has what `attack_reader` reads off the files, knows the survey (it
was a public page), how nejtak works, and how many answers were received: an admin's screen, the
status in steps of five, or a loose word told it. All that was read is one integer program: how many
of the counted gave each answer, and how many of those left out by lot, group by group. Many
releases of one wave are attacked together, which is at least as strong as any two of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np
from attack_reader import Seen
from scipy.optimize import Bounds, LinearConstraint, milp

ENOUGH = 3  # possible counts, or the attacker has won
ALL, LEFT_OUT, REST = "", "left out", "the rest"
Answer = tuple[str, str]  # what a respondent is sorted by, and one of its answers
Unknown = tuple[str, str, str]
Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the attacker knows of the questions: their kinds, choices and rows.

    A tick in a question of `beside` is dropped if it names what decided in the other one. The
    attacker takes for granted that whoever gave the first answer of a pair in `guesses` also gave
    the second, until the figures contradict it.
    """

    questions: Mapping[str, Any]
    beside: Mapping[str, str] = field(default_factory=dict)
    guesses: tuple[tuple[Answer, Answer], ...] = ()


def pinned(seen: Sequence[Seen], survey: Survey, received: int | None = None) -> list[str]:
    """What gives way: fewer than ENOUGH counts remain.

    `seen` is everything read of one wave's respondents, from one release or many; `received` is how
    many answers came in, for an attacker who knows that.
    """
    found = _ends(seen, survey, received)
    return [name for name, (low, high) in found if high - low + 1 < ENOUGH]


def exposed(seen: Sequence[Seen], survey: Survey) -> bool:
    """Whether any count from one to four is known exactly."""
    return any(low == high and 1 <= low <= 4 for _, (low, high) in _ends(seen, survey, None))


def _ends(seen: Sequence[Seen], survey: Survey, received: int | None) -> Iterator[tuple[str, Ends]]:
    sizes = {one.group: one.base for one in seen if one.group} or {ALL: seen[0].base}
    if rest := max(one.base for one in seen) - sum(sizes.values()):
        sizes[REST] = rest  # those in no published group
    left_out = 0 if received is None else received - sum(sizes.values())
    return _Program(seen, survey, sizes, left_out).spreads()


def answers(survey: Survey) -> dict[str, list[str]]:
    """Everything that sorts respondents, with its answers: a question, a row, or a tick."""
    found: dict[str, list[str]] = {}
    for id_, question in survey.questions.items():
        if question.kind == "grid":
            found |= {f"{id_}.{row}": [*question.choices] for row in question.rows}
        elif question.kind == "choices":
            found |= {f"{id_}.{choice}": [choice] for choice in question.choices}
        elif question.kind != "text":
            found[id_] = [*question.choices]
    return found


def counted(one: Seen, survey: Survey) -> Iterator[Answer]:
    """The answers that a figure counts."""
    table = one.table.partition("/")[0]
    kind = survey.questions[table].kind
    for member in one.members:
        if kind == "grid":
            yield f"{table}.{member}", one.column
        else:
            yield (f"{table}.{member}" if kind == "choices" else table), member


class _Program:
    """All tables that fit the published figures. Guesses are dropped if none fits them."""

    def __init__(
        self, seen: Sequence[Seen], survey: Survey, sizes: Mapping[str, int], left_out: int
    ) -> None:
        told = {variable for one in seen for variable, _ in counted(one, survey)}
        sorted_by = {v: own for v, own in answers(survey).items() if v in told}
        every = [(v, answer) for v, own in sorted_by.items() for answer in own]
        groups = [*sizes, *([LEFT_OUT] if left_out else [])]
        self._place: dict[Unknown, int] = {
            (group, *answer): number
            for number, (group, answer) in enumerate(product(groups, every))
        }
        self._most = max(*sizes.values(), left_out)
        self._rules: list[tuple[np.ndarray, float, float]] = []
        self._guesses: list[tuple[np.ndarray, float, float]] = []
        self._targets: dict[bytes, tuple[str, np.ndarray]] = {}
        for group in groups:
            self._within(group, sizes.get(group, left_out), sorted_by, survey)
        figures = {self._figure(one, survey, sizes).tobytes(): one for one in seen}
        for one in seen:
            self._rules.append((self._figure(one, survey, sizes), one.low, one.high))
        # Of those left out alone nothing is known but their number, which may be one or two.
        for some in (some for some in _some(groups) if some != (LEFT_OUT,)):
            self._aims("+".join(some), [[(g, *answer) for g in some] for answer in every])
            rest = [[(g, v, a) for g in some for a in own] for v, own in sorted_by.items()]
            self._aims(f"{'+'.join(some)} any", rest)
        self._differences([np.frombuffer(row) for row in figures])

    def _row(self, unknowns: Iterable[Unknown]) -> np.ndarray:
        row = np.zeros(len(self._place))
        row[[self._place[unknown] for unknown in unknowns]] = 1
        return row

    def _figure(self, one: Seen, survey: Survey, sizes: Mapping[str, int]) -> np.ndarray:
        groups = [one.group] if one.group else [*sizes]
        return self._row((g, *answer) for g, answer in product(groups, counted(one, survey)))

    def _within(
        self, group: str, size: int, sorted_by: Mapping[str, Sequence[str]], survey: Survey
    ) -> None:
        for variable, own in sorted_by.items():
            self._rules.append((self._row((group, variable, a) for a in own), 0, size))
        for ticks, decided in survey.beside.items():
            for reason in sorted_by.get(decided, ()):
                tick = (group, f"{ticks}.{reason}", reason)
                if tick in self._place:
                    self._rules.append((self._row([tick, (group, decided, reason)]), 0, size))
        for first, second in survey.guesses:
            pair = (group, *first), (group, *second)
            if all(unknown in self._place for unknown in pair):
                row = self._row(pair[:1]) - self._row(pair[1:])
                self._guesses.append((row, -size, 0))

    def _aims(self, name: str, sums: Iterable[Sequence[Unknown]]) -> None:
        for unknowns in sums:
            row = self._row(unknowns)
            named = f"{name} {'.'.join(unknowns[0][1:])}".strip()
            self._targets.setdefault(row.tobytes(), (named, row))

    def _differences(self, figures: Sequence[np.ndarray]) -> None:
        """Each figure, and what one has more than another."""
        sums = np.array(figures)
        for i, one in enumerate(sums):
            self._targets.setdefault(one.tobytes(), (f"sum {i}", one))
            for j in np.flatnonzero((one >= sums).all(axis=1)):
                if i != j:
                    left = one - sums[j]
                    self._targets.setdefault(left.tobytes(), (f"sum {i} without {j}", left))

    def spreads(self) -> Iterator[tuple[str, Ends]]:
        """The least and the greatest count of each target; exact if fewer than ENOUGH fit."""
        matrix = np.array([row for _, row in self._targets.values()])
        lows = highs = np.rint(matrix @ self._solved(matrix.sum(axis=0))).astype(int)
        for number, (name, _) in enumerate(self._targets.values()):
            for goal in (matrix[number], -matrix[number], -matrix.sum(axis=0)):
                if highs[number] - lows[number] + 1 < ENOUGH:
                    counts = np.rint(matrix @ self._solved(goal)).astype(int)
                    lows, highs = np.minimum(lows, counts), np.maximum(highs, counts)
            yield name, (int(lows[number]), int(highs[number]))

    def _solved(self, goal: np.ndarray) -> np.ndarray:
        rows, lows, highs = (
            np.array(part) for part in zip(*[*self._rules, *self._guesses], strict=True)
        )
        found = milp(
            goal,
            constraints=LinearConstraint(rows, lows, highs),
            integrality=np.ones(len(self._place), dtype=int),
            bounds=Bounds(0, self._most),
        )
        if found.x is None and self._guesses:
            self._guesses = []
            return self._solved(goal)
        assert found.x is not None, "the truth itself must fit what was published"
        return np.asarray(found.x)


def _some(groups: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(groups) + 1):
        yield from combinations(groups, size)
