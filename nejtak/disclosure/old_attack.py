"""The attacker: everything that follows from what is published, by integer programming.

The unknowns are *atoms*: how many respondents gave one exact answer, or one combination of answers
where two questions are laid beside each other. A *claim* says that some atoms sum to a count in a
band. The attacker also knows n, that each respondent is counted once at most in a *partition*, and
whatever earlier releases said of the same respondents. The least and the greatest value that a sum
of atoms can have under all of that at once is its feasibility interval (Hundepool et al.,
*Statistical Disclosure Control*, 2012, chapter 5): what is left of the secret.

One question by itself is solved in closed form. Questions that hang together are an integer
program, solved by HiGHS (Huangfu & Hall, "Parallelizing the dual revised simplex method", 2018).
Every solution is a table that fits what is published; most sums need no program of their own, since
the tables found for others already show that they can vary enough. A program is first solved as if
people could be divided: an optimum that is whole all the same is the one that is sought.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nejtak.disclosure.bands import WIDTH, Band, bands
from nejtak.errors import NejtakError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEARLY = 1e-6  # what HiGHS may be off by, and more

Atom = Hashable
Atoms = frozenset[Atom]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is published of the respondents counted in `atoms`: their number lies in `band`.

    `derived` claims are worked out from others and say nothing more; the attack makes sure of it.
    """

    name: str
    atoms: Atoms
    band: Band
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacker has: claims, partitions, guesses, and the number of respondents.

    Each pair (x, y) of `implied` is a guess that whoever is counted in x is counted in y. Guesses
    that the claims contradict are dropped: answers need not be consistent.
    """

    n: int
    claims: Sequence[Claim]
    partitions: Collection[Atoms]
    implied: Collection[tuple[Atoms, Atoms]] = ()

    def targets(self) -> dict[str, Atoms]:
        """The sums of atoms that nobody may learn: published, single, and left over by two claims.

        Names are for messages. What no partition counts is no target.
        """
        found: dict[Atoms, str] = {}
        for claim in self.claims:
            found.setdefault(claim.atoms, claim.name)
        for one in self.claims:
            for other in self.claims:
                if other.atoms < one.atoms:
                    found.setdefault(one.atoms - other.atoms, f"{one.name} without {other.name}")
            if len(one.atoms) > 1:
                for atom in one.atoms:
                    found.setdefault(frozenset([atom]), f"a part of {one.name}")
        return {name: atoms for atoms, name in found.items()}

    def intervals(self, targets: Iterable[Atoms] | None = None) -> dict[Atoms, Band]:
        """Return the feasibility interval of each target; each claim's where none are given.

        Raises NejtakError where no table of n respondents fits the claims.
        """
        wanted = [claim.atoms for claim in self.claims] if targets is None else list(targets)
        found: dict[Atoms, Band] = {}
        for part in _parts(self):
            own = [atoms for atoms in wanted if atoms <= part.atoms]
            found |= part.intervals(own, self.n + 1)
        return found

    def added_up(self, atoms: Atoms) -> Band:
        """Bound a sum by adding up claims: never narrower than its feasibility interval."""
        whole = next((whole for whole in self.partitions if atoms <= whole), None)
        if whole is None:
            return Band(0, self.n * len(atoms))
        inside: list[Claim] = []
        beside: list[Claim] = []
        for claim in self.claims:
            apart = inside if claim.atoms <= atoms else beside
            fits = claim.atoms <= atoms or claim.atoms <= whole - atoms
            if fits and not any(claim.atoms & other.atoms for other in apart):
                apart.append(claim)
        most = self.n - sum(claim.band.low for claim in beside)
        if sum(len(claim.atoms) for claim in inside) == len(atoms):
            most = min(most, sum(claim.band.high for claim in inside))
        return Band(sum(claim.band.low for claim in inside), most)

    def pinned(self) -> Iterator[tuple[str, Band]]:
        """Yield the name and interval of each target with fewer than WIDTH counts left.

        What a partition leaves unpublished is a target too.
        """
        targets = self.targets()
        for part in _parts(self):
            own = {name: atoms for name, atoms in targets.items() if atoms <= part.atoms}
            found = part.intervals([*own.values(), *part.partitions], WIDTH)
            for name, atoms in own.items():
                if len(found[atoms]) < WIDTH:
                    yield name, found[atoms]
            for atoms in part.partitions:
                rest = Band(self.n - found[atoms].high, self.n - found[atoms].low)
                if len(rest) < WIDTH:
                    yield f"the rest beside {next(iter(own), 'a question')}", rest


def audit(attack: Attack) -> None:
    """Raise NejtakError naming the first figure that gives way.

    A figure gives way when fewer than WIDTH counts remain possible for it, or when its band is not
    one that n alone decides.
    """
    for name, _ in attack.pinned():
        raise _refused(name, f"fewer than {WIDTH} counts remain possible")
    allowed = set(bands(attack.n))
    own = [claim for claim in attack.claims if not claim.derived]
    for claim in own:
        if claim.band not in allowed:
            why = "its band is not one that the number of responses decides"
            raise _refused(claim.name, why)
    left = replace(attack, claims=own, implied=())
    derived = [c for c in attack.claims if c.derived and not _within(left.added_up(c.atoms), c)]
    known = left.intervals([claim.atoms for claim in derived])
    for claim in derived:
        if not _within(known[claim.atoms], claim):
            raise _refused(claim.name, "it says more than the figures it is worked out from")


def _within(known: Band, claim: Claim) -> bool:
    return claim.band.low <= known.low <= known.high <= claim.band.high


def _refused(name: str, why: str) -> NejtakError:
    return NejtakError(f"The report is refused and nothing is written: {name}: {why}.")


@dataclass(slots=True)
class _Part:
    """Claims, partitions and guesses that share atoms with each other and with nothing else."""

    n: int
    atoms: Atoms
    claims: list[Claim] = field(default_factory=list)
    partitions: list[Atoms] = field(default_factory=list)
    implied: list[tuple[Atoms, Atoms]] = field(default_factory=list)

    def intervals(self, targets: Sequence[Atoms], enough: int) -> dict[Atoms, Band]:
        """Bound each target; the search for one stops once `enough` counts are known possible."""
        if not targets:
            return {}
        singles = all(len(claim.atoms) == 1 for claim in self.claims)
        if len(self.partitions) == 1 and singles and not self.implied:
            return self._closed(targets)
        return _Program(self).bounds(targets, enough)

    def _closed(self, targets: Sequence[Atoms]) -> dict[Atoms, Band]:
        """One sum: each atom falls to its least, and rises by what the others then leave."""
        known = dict.fromkeys(self.atoms, Band(0, self.n))
        for claim in self.claims:
            (atom,) = claim.atoms
            before = known[atom]
            low, high = max(before.low, claim.band.low), min(before.high, claim.band.high)
            known[atom] = Band(low, high)
        slack = self.n - sum(band.low for band in known.values())
        if slack < 0 or any(band.low > band.high for band in known.values()):
            raise _no_table(self.n)
        return {
            atoms: Band(
                low := sum(known[atom].low for atom in atoms),
                low + min(slack, sum(len(known[atom]) - 1 for atom in atoms)),
            )
            for atoms in targets
        }


def _no_table(n: int) -> NejtakError:
    return NejtakError(f"No table of {n} respondents fits the published figures.")


class _Program:
    """The integer program of one part: rows of a matrix over its atoms, with their bounds."""

    def __init__(self, part: _Part) -> None:
        import numpy as np

        self._np = np
        self._n = part.n
        self._column = {atom: number for number, atom in enumerate(sorted(part.atoms, key=repr))}
        rows = [(self._row(claim.atoms), claim.band.low, claim.band.high) for claim in part.claims]
        rows += [(self._row(atoms), 0, part.n) for atoms in part.partitions]
        self._certain = rows
        self._rows = rows + [(self._row(x) - self._row(y), -part.n, 0) for x, y in part.implied]

    def _row(self, atoms: Atoms) -> NDArray[np.float64]:
        row = self._np.zeros(len(self._column))
        row[[self._column[atom] for atom in atoms]] = 1
        return row

    def bounds(self, targets: Sequence[Atoms], enough: int) -> dict[Atoms, Band]:
        np = self._np
        wanted = np.array([self._row(atoms) for atoms in targets])
        lows = highs = wanted @ self._first(wanted.sum(axis=0))
        seen = wanted @ self._solve(-wanted.sum(axis=0))
        lows, highs = np.minimum(lows, seen), np.maximum(highs, seen)
        for place, row in enumerate(wanted):
            for sign in (-1, 1):
                if highs[place] - lows[place] + 1 < enough:
                    seen = wanted @ self._solve(sign * row)
                    lows, highs = np.minimum(lows, seen), np.maximum(highs, seen)
        return {
            atoms: Band(int(low), int(high))
            for atoms, low, high in zip(targets, lows, highs, strict=True)
        }

    def _first(self, objective: NDArray[np.float64]) -> NDArray[np.float64]:
        """A table that fits; guesses are dropped where none fits them."""
        try:
            return self._solve(objective)
        except NejtakError:
            self._rows = self._certain
            return self._solve(objective)

    def _solve(self, objective: NDArray[np.float64]) -> NDArray[np.float64]:
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix, low, high = (self._np.array(column) for column in zip(*self._rows, strict=True))
        for whole in (0, 1):
            solved = milp(
                objective,
                constraints=LinearConstraint(matrix, low, high),
                integrality=self._np.full(len(objective), whole),
                bounds=Bounds(0, self._n),
            )
            if solved.x is not None:
                table: NDArray[np.float64] = self._np.rint(solved.x)
                if whole or self._np.abs(solved.x - table).max() < NEARLY:
                    return table
        raise _no_table(self._n)


def _parts(attack: Attack) -> list[_Part]:
    """Split what the attacker has where nothing hangs together; guesses that cannot be are left."""
    claimed: dict[Atoms, Band] = {claim.atoms: claim.band for claim in attack.claims}
    most = Band(0, attack.n)
    implied = [
        (x, y) for x, y in attack.implied if claimed.get(x, most).low <= claimed.get(y, most).high
    ]
    links = [claim.atoms for claim in attack.claims] + [*attack.partitions]
    links += [x | y for x, y in implied]
    parts = [_Part(attack.n, atoms) for atoms in _merged(links)]
    home: Mapping[Atom, _Part] = {atom: part for part in parts for atom in part.atoms}
    for claim in attack.claims:
        home[next(iter(claim.atoms))].claims.append(claim)
    for atoms in attack.partitions:
        home[next(iter(atoms))].partitions.append(atoms)
    for x, y in implied:
        home[next(iter(x))].implied.append((x, y))
    return parts


def _merged(links: Iterable[Atoms]) -> list[Atoms]:
    """Union what overlaps."""
    merged: list[Atoms] = []
    for atoms in links:
        apart = [other for other in merged if not other & atoms]
        joined = atoms.union(*(other for other in merged if other & atoms))
        merged = [*apart, joined]
    return merged
