"""Someone who wants to know who said what, and has nothing but what was handed out.

It shares no code with nejtak. It has what `attack_reader` reads off the files, knows the survey (it
was a public page), the number of respondents and how nejtak works, and works out how many counts
remain possible for each answer. A question by itself is a matter of adding up; the
deciding reason laid beside what would have turned it is an integer program, and so is a wave that
is told group by group, where what is said of all stands beside what is said of each. Many releases
of one wave are attacked all together, which is at least as strong as any two of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np
from attack_reader import Seen
from scipy.optimize import Bounds, LinearConstraint, milp

ENOUGH = 3  # possible counts, or the attacker has won
NONE = ""
Groups = Mapping[str, int]  # how many respondents each has
Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the attacker knows of the questions: ids and kinds, and which one asks about which.

    With `turned` as (deciding, altered, yes): who picked `yes` in `altered` would have said yes to
    the offer, had what they picked in `deciding` been better. The attacker who `guesses` takes for
    granted that a deciding reason was also given the most weight in the grid of that name.
    """

    questions: Mapping[str, Mapping[str, Any]]
    turned: tuple[str, str, str] | None = None
    guesses: tuple[str, str] | None = None


def pinned(seen: Sequence[Seen], survey: Survey) -> list[str]:
    """What gives way: fewer than ENOUGH counts remain.

    `seen` is everything read of one wave's respondents, from one release or many.
    """
    ends = _ends(seen, survey)
    return [name for name, (low, high) in ends if high - low + 1 < ENOUGH]


def exposed(seen: Sequence[Seen], survey: Survey) -> bool:
    """Whether any count from one to four is known exactly."""
    return any(low == high and 1 <= low <= 4 for _, (low, high) in _ends(seen, survey))


def _ends(seen: Sequence[Seen], survey: Survey) -> Iterator[tuple[str, Ends]]:
    groups = _groups(seen)
    if len(groups) == 1:
        yield from _singly(seen, survey, groups)
    else:
        yield from _side_by_side(seen, survey, groups).spreads()
    if survey.turned and {one.table.partition("/")[0] for one in seen} & {*survey.turned[:2]}:
        yield from _crossing(seen, survey, groups).spreads()


def _groups(seen: Sequence[Seen]) -> Groups:
    """The respondents of each group; of all where there is one, '?' for those in no group told."""
    n = max(one.base for one in seen)
    sizes = {one.segment: one.base for one in seen if one.segment}
    rest = n - sum(sizes.values())
    return {**sizes, **({"?": rest} if rest else {})} if sizes else {NONE: n}


def _parts(seen: Sequence[Seen], survey: Survey) -> dict[str, list[Seen]]:
    """Figures by what a respondent is counted in once: a question, a grid's row, or a choice."""
    parts: dict[str, list[Seen]] = {}
    for one in seen:
        if "/" in one.table or (survey.turned and one.table in survey.turned[:2]):
            continue
        kind = survey.questions[one.table]["kind"]
        row = one.members[0] if kind in {"grid", "choices"} else NONE
        parts.setdefault(f"{one.table}.{row}", []).append(one)
    return parts


def _singly(seen: Sequence[Seen], survey: Survey, groups: Groups) -> Iterator[tuple[str, Ends]]:
    """Each question by itself: what is left of its cells, and of those who are in none."""
    (n,) = groups.values()
    for name, cells in _parts(seen, survey).items():
        low, high = 0, n
        own: dict[tuple[tuple[str, ...], str], Ends] = {}
        for cell in cells:
            if cell.row == "total":
                low, high = cell.low, cell.high
            else:
                known = own.get((cell.members, cell.column), (0, n))
                place = cell.members, cell.column
                own[place] = max(known[0], cell.low), min(known[1], cell.high)
        lows, highs = (sum(ends[i] for ends in own.values()) for i in (0, 1))
        for (members, column), (a, b) in own.items():
            ends = max(a, low - (highs - b)), min(b, high - (lows - a))
            yield f"{name}.{'+'.join(members)}.{column}", ends
        yield f"{name} left over", (max(0, n - min(high, highs)), n - max(low, lows))


Unknown = tuple[str, ...]  # the group first
Rule = tuple[np.ndarray, float, float]


@dataclass
class _Program:
    """All tables that fit what was read, as an integer program.

    `sizes` is what is known without any figure, and `guesses` go where no table fits them.
    """

    groups: Groups
    unknowns: Sequence[Unknown]
    sizes: list[Rule] = field(default_factory=list)
    figures: list[Rule] = field(default_factory=list)
    guesses: list[Rule] = field(default_factory=list)
    targets: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._place = {unknown: number for number, unknown in enumerate(self.unknowns)}

    def row(self, unknowns: Iterable[Unknown]) -> np.ndarray:
        """The sum of these unknowns."""
        row = np.zeros(len(self._place))
        row[[self._place[unknown] for unknown in unknowns]] = 1
        return row

    def about(self, one: Seen, unknowns: Iterable[Unknown]) -> np.ndarray:
        """The sum of these unknowns, without their group, in the group that a figure is about."""
        groups = [one.segment] if one.segment else self.groups
        return self.row((group, *unknown) for group, unknown in product(groups, [*unknowns]))

    def aim(self, name: str, unknowns: Iterable[Unknown]) -> None:
        """Try to learn a sum, in each group and in any of them taken together."""
        among = [*unknowns]
        for size in range(1, len(self.groups) + 1):
            for some in combinations(self.groups, size):
                row = self.row((group, *unknown) for group, unknown in product(some, among))
                self.targets[f"{'+'.join(some)} {name}".strip()] = row

    def aim_at_differences(self) -> None:
        """Try to learn what was read, and what one figure has more than another."""
        sums = [*{row.tobytes(): row for row, _, _ in self.figures}.values()]
        self.targets |= {f"sum {i}": row for i, row in enumerate(sums)}
        for i, one in enumerate(sums):
            for j in np.flatnonzero((one >= np.array(sums)).all(axis=1)):
                if i != j:
                    self.targets[f"sum {i} without sum {j}"] = one - sums[j]

    def spreads(self) -> Iterator[tuple[str, Ends]]:
        """The least and the greatest count of each target; exact where fewer than ENOUGH fit."""
        names: dict[bytes, str] = {}
        for name, row in self.targets.items():
            names.setdefault(row.tobytes(), name)
        matrix = np.array([self.targets[name] for name in names.values()])
        lows = highs = np.rint(matrix @ self._solved(matrix.sum(axis=0))).astype(int)
        goals = [-matrix.sum(axis=0)]
        for number, name in enumerate(names.values()):
            if goals or highs[number] - lows[number] + 1 < ENOUGH:
                goals += [matrix[number], -matrix[number]]
            while goals:
                counts = np.rint(matrix @ self._solved(goals.pop(0))).astype(int)
                lows, highs = np.minimum(lows, counts), np.maximum(highs, counts)
            yield name, (int(lows[number]), int(highs[number]))

    def _solved(self, goal: np.ndarray) -> np.ndarray:
        rules = [*self.sizes, *self.figures, *self.guesses]
        rows, lows, highs = (np.array(part) for part in zip(*rules, strict=True))
        found = milp(
            goal,
            constraints=LinearConstraint(rows, lows, highs),
            integrality=np.ones(len(self._place), dtype=int),
            bounds=Bounds(0, sum(self.groups.values())),
        )
        if found.x is None and self.guesses:
            self.guesses = []
            return self._solved(goal)
        assert found.x is not None, "the truth itself must fit what was published"
        return np.asarray(found.x)


def _side_by_side(seen: Sequence[Seen], survey: Survey, groups: Groups) -> _Program:
    """Each question by itself, in every group and in all: figures for all may say more."""
    cells = {
        part: [
            *dict.fromkeys(
                "+".join((*one.members, one.column)) for one in own if one.row != "total"
            )
        ]
        for part, own in _parts(seen, survey).items()
    }
    places = [(part, cell) for part, own in cells.items() for cell in (*own, NONE)]
    found = _Program(groups, [(group, *place) for group, place in product(groups, places)])
    for (group, n), (part, own) in product(groups.items(), cells.items()):
        found.sizes.append((found.row((group, part, cell) for cell in (*own, NONE)), n, n))
    for part, own in _parts(seen, survey).items():
        for one in own:
            cell = "+".join((*one.members, one.column))
            counted = cells[part] if one.row == "total" else [cell]
            found.figures.append(
                (found.about(one, ((part, c) for c in counted)), one.low, one.high)
            )
    for part, cell in places:
        found.aim(f"{part} {cell or 'left over'}", [(part, cell)])
    return found


def _crossing(seen: Sequence[Seen], survey: Survey, groups: Groups) -> _Program:
    """The deciding reason by what would have turned it, and by the weight it was given."""
    assert survey.turned
    reason, by, yes = survey.turned
    reasons = [*survey.questions[reason]["choices"], NONE]
    answers = [*survey.questions[by]["choices"], NONE]
    pairs, weights = [*product(reasons, answers)], [(x,) for x in reasons]
    found = _Program(groups, [(g, *place) for g, place in product(groups, [*pairs, *weights])])
    others = [answer for answer in answers if answer != yes]
    parts = {NONE: answers, "turned": [yes], "firm": others}
    for group, n in groups.items():
        found.sizes.append((found.row((group, *pair) for pair in pairs), n, n))
    for one in seen:
        table = one.table.partition("/")[0]
        if table in (reason, by) and one.row != "total":
            chosen = (reasons, one.members) if table == by else (one.members, parts[one.column])
            found.figures.append((found.about(one, product(*chosen)), one.low, one.high))
    found.guesses += _guesses(found, seen, survey, answers)
    for x, y in pairs:
        found.aim(f"{x or 'none'} & {y or 'none'}", [(x, y)])
    for x in reasons:
        found.aim(f"{x or 'none'} decided", product([x], answers))
        found.aim(f"{x or 'none'} not turned", product([x], others))
    for y in answers:
        found.aim(f"{y or 'none'} said", product(reasons, [y]))
    found.aim_at_differences()
    return found


def _guesses(
    program: _Program, seen: Sequence[Seen], survey: Survey, answers: Sequence[str]
) -> Iterator[Rule]:
    """Who names a reason has given it the most weight: as many at least have."""
    grid, most = survey.guesses or ("", "")
    for one in seen:
        if one.table == grid and one.column == most:
            weight = program.about(one, [(one.row,)])
            decided = program.about(one, product([one.row], answers))
            yield weight, one.low, one.high
            yield decided - weight, -sum(program.groups.values()), 0
