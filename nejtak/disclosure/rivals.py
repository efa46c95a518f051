"""How many answers are counted if respondents are divided by an answer of theirs: a type of rival.

Each planned group (`groups`) has a number of people who were asked. What people chose instead is
known only from their answers. So nothing else bounds how many are in a set of types, and the number
counted of a set is itself a figure about an answer. The rule:

1. The question has no table of its own, whether the sets are published or not.
2. The first d answers of the shuffled file are sorted into the k sets and the rest. d is the
   largest number for which d - (2k + 2) is a multiple of three, up to the number received and up to
   two fewer than the number asked. So at least two of the d are left if numbers of the kind 5, 8,
   11 ... are taken out for each set. d is not published.
3. Of each set the first m answers count, the largest of 14, 17, 20 ... that are in it. If a set has
   fewer than GROUP, no set is published, and the wave is counted as if it had none.
4. Figures for all, m included, are sums of the sets'. Whoever skipped the question, or chose a type
   in no set, is in no figure. The question's untold choice is in no set.

**Claim.** For somebody who knows all figures and how many answers were received, three counts are
possible of each set, each sum of sets, the rest, and each count in a set; two if one of the answers
is their own.

*Proof.* The number m of a set and m + 1, m + 2 look alike. All m together leave the rest 2k when
divided by three and d leaves 2k + 2, so those outside the counted are two or more. Sort them all
into the rest: a division that fits. In it each set can rise by one and by two at the cost of the
rest, which takes three values then, too; and an insider, who stands in a set or in the rest, still
sees two of each. Inside a set, figures are about its m counted answers, and the proof in `blocks`
holds with this m: which of those in the set were counted is unknown, and so is anything about the
others. If no set is published, that says that one of them has fewer than GROUP of the first d. The
whole then counts its own m and has no figure about the question. So this sentence is all that is
known of what people chose, and it allows each set to be as large as d, and to be empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from nejtak.disclosure.published_counts import GROUP, WIDTH, at_most

SETS = (2, 3)  # how many sets of rivals a wave may have


def drawn(received: int, asked: int, sets: int) -> int:
    """The number of answers that are sorted into sets; 0 if there are too few."""
    most = min(received, asked - 2)
    return max(0, most - (most - 2 * (sets + 1)) % WIDTH)


def least_asked(sets: int) -> int:
    """The fewest to ask if all answer and each set has GROUP: two are not drawn, two in no set."""
    return sets * GROUP + 4


def counted_by_set(sizes: Mapping[str, int], least: int = GROUP) -> dict[str, int]:
    """The number counted of each set, of those drawn; empty if the sets are not published."""
    numbers = {set_: at_most(size) for set_, size in sizes.items()}
    return numbers if numbers and min(numbers.values()) >= least else {}
