"""The rule for published counts, and the proof that it is safe.

**Counted.** A report is about the first m answers of the shuffled file. m is the largest of
5, 8, 11, 14 ... (two more than a multiple of three) that is neither above the number received nor
above the number asked less two. The others, none to two of them and a few more if nearly everybody
answered, are left out by lot, once and for good. m is published. The number received is not, and
nothing published follows from it except m.

**Figures.** Every other count of answers is published as a *block*, 0-2, 3-5, 6-8 ..., or as a sum
of published blocks. m is two more than a multiple of three, so whole blocks cover 0 to m. Of each
*variable* (a question, a row of a grid, or one tick) the published cells exclude each other, and
one category is not published, nor are those who gave no answer. `declaration` lists further
conditions on the cells, and checks them.

**Claim.** An attacker knows this code, the survey, m, all figures of a release, and even how many
answers were received. Each cell, each sum of cells, and each unpublished rest still has three or
more possible counts, and two or more once the attacker takes away an answer of its own.

*Proof.* Give each cell the low end of its block. Low ends are multiples of three and no greater
than the true counts, so those of one variable sum to m or less, hence to m - 2 or less. Put the
remaining answers into the unpublished rest: a table that fits everything published. In it any one
cell can rise by one and by two at the cost of the rest, and leaves neither its block nor m. So
every cell, every sum with that cell in it, and the rest take three values in a row. If the
attacker's own answer is counted in a cell whose low end is 0, start with that cell at 1: it can
still rise by one, and so can every other cell, since the rest is at least two, or one without the
attacker's own answer. Variables constrain each other only by inequalities: x + y <= m for two
answers that exclude each other, x <= y or x1 + x2 <= y if one answer implies another. These are
true of the counts, hence of the low ends (the greatest multiples of three below them), and x and y
can rise together. Which answers were left out is unknown, and no published figure constrains it. So
the number received only adds possible counts of all answers, and rules out no table of the counted.
Each figure's block is the only thing here that depends on the answers, so the choice of figures
discloses nothing.

**Two below the number asked**, so that how many did not answer has three possible counts, too.

**Not covered**: knowledge from elsewhere that nobody skipped a question; several respondents who
pool their answers; figures of two waves, which are about different people.

**Sources.** Feasibility intervals as the attacker's view, and their width as the level of
protection: Willenborg & de Waal, *Elements of Statistical Disclosure Control* (2001), and Hundepool
et al., *Statistical Disclosure Control* (2012), which also has rounding, subsampling and disclosure
about groups ("all or none"). Attackers who know the method: Wong et al., "Minimality attack in
privacy preserving data publishing" (VLDB 2007).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 3  # possible counts of any figure
# The least number counted for:
MINIMUM = 5  # a report
REASONS = 8  # reasons by name; with fewer, by reach
QUOTES = 11  # quotes
GROUP = 14  # a group's own figures
NORMS = 50  # other employers' figures, counted over all of them


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Counts from `low` to `high`, both included: a block, or a sum of blocks."""

    low: int
    high: int

    def __len__(self) -> int:
        return self.high - self.low + 1

    @property
    def is_block(self) -> bool:
        """Whether it is one of 0-2, 3-5, 6-8 ..."""
        return self.low >= 0 and self.low % WIDTH == 0 and len(self) == WIDTH


def at_most(number: int) -> int:
    """The largest of 5, 8, 11 ... that is not above `number`; 0 if there is none."""
    return number - (number + 1) % WIDTH if number >= MINIMUM else 0


def counted(received: int, asked: int) -> int:
    """The number of answers that a report counts; 0 if there are too few for a report."""
    return at_most(min(received, asked - 2))


def block(count: int) -> Range:
    """The block by which a count is published."""
    low = count - count % WIDTH
    return Range(low, low + WIDTH - 1)


def total(parts: Iterable[Range], m: int, others: Iterable[Range] = ()) -> Range:
    """The range of the sum of `parts`, counts of m answers, that a reader could calculate.

    `others` are the other published cells of the same variable: their low ends cannot be part of
    the sum. The result has three counts or more, as m is two above a multiple of three.
    """
    parts = list(parts)
    most = m - sum(other.low for other in others)
    return Range(sum(part.low for part in parts), min(most, sum(part.high for part in parts)))
