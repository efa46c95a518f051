"""Every table of the rule of threes, for long: to m = 20 and five cells, groups, sets of rivals.

    python -m benchmarks.exhaustive      (a part of make soak)

Prints one line of JSON for each kind: how many worlds were listed, and the fewest counts that are
left to somebody who answered nothing and to somebody who did. Exits with 1 if they are fewer than
three and two.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import combinations_with_replacement
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "disclosure"))

from exhaustive import Worlds, left_if_linked, linked
from test_published_counts import LINKS, in_blocks, left_of_groups, left_out
from test_sets import LEAST, left_if_untold, left_of_figures, left_of_sets

from nejtak.disclosure import GROUP

LARGEST = {1: 50, 2: 50, 3: 26, 4: 20, 5: 11}  # m, by the number of cells
Found = tuple[str, int, int, int]


def _tables() -> Iterator[Found]:
    for cells, largest in LARGEST.items():
        for m in range(5, largest + 1, 3):
            for out in left_out(m):
                worlds = Worlds.of(m, out, cells)
                outsiders = worlds.left_to_outsiders(in_blocks)
                insiders = worlds.left_to_insiders(in_blocks)
                yield f"{cells} cells", len(worlds.counted), outsiders, insiders


def _links() -> Iterator[Found]:
    for name, holds in LINKS.items():
        for m in (5, 8, 11, 14, 17):
            yield name, len(linked(m, holds)), *left_if_linked(m, holds)


def _groups() -> Iterator[Found]:
    for size, largest in ((2, 60), (3, 24)):
        for asked in combinations_with_replacement(range(16, largest), size):
            plan = {str(number): each for number, each in enumerate(asked)}
            yield f"{size} planned groups", 1, left_of_groups(plan, capped=True), 2


def _rivals() -> Iterator[Found]:
    """Sets of rivals: with the real least number in each, and with a small one."""
    for least, sets, largest in ((GROUP, 2, 80), (GROUP, 3, 56), (LEAST, 2, 40), (LEAST, 3, 29)):
        for received in range(least * sets, largest + 1):
            for asked in (received, received + 1, 10 * received):
                left = left_of_sets(received, sets, asked=asked, least=least)
                yield f"{sets} sets of {least} or more", 1, *left
    for received in range(12, 19):
        yield "figures of two sets", 1, *left_of_figures(received)
    for received in range(11, 14):
        yield "two sets that are not told", 1, left_if_untold(received, with_a_table=False), 2


def main() -> int:
    """List everything; return 1 if anywhere too few counts are left."""
    kept = True
    for kind in (_tables, _links, _groups, _rivals):
        began, found = time.monotonic(), list(kind())
        for name in dict.fromkeys(name for name, *_ in found):
            own = [one[1:] for one in found if one[0] == name]
            outsiders, insiders = (min(one[place] for one in own) for place in (1, 2))
            kept = kept and outsiders >= 3 and insiders >= 2
            line = {"name": name, "worlds": sum(one[0] for one in own)}
            print(json.dumps({**line, "to_outsiders": outsiders, "to_insiders": insiders}))
        print(json.dumps({"seconds": round(time.monotonic() - began, 1)}), flush=True)
    return not kept


if __name__ == "__main__":
    sys.exit(main())
