"""How many answers are counted if a wave is told by groups.

**Planned** groups come from the numbers asked alone: two or more, ASKED or more asked of each. All
of them are told, each with an m of its own of GROUP or more, or none is. Whoever names no planned
group counts with the last. The figures for all, m included, are sums of the groups', so there is no
total that a group could be subtracted from.

**Not told** says something as well: at least one group sent fewer than GROUP answers. So all
together sent at most GROUP - 1 and everyone asked outside the smallest group. Of 18 and 19 asked,
32 answers would be 13 and all 19. Hence the whole then counts at most two fewer than that.
"""

from __future__ import annotations

from collections.abc import Mapping

from nejtak.disclosure.blocks import GROUP, at_most, counted

ASKED = GROUP + 2  # of each planned group, so that GROUP of them are two fewer than were asked


def planned(groups: Mapping[str, int], asked: int) -> dict[str, int]:
    """The number asked of each planned group; empty if the wave cannot be told by groups.

    `groups` are those of the wave's file. Whoever was asked outside them counts with the last.
    """
    if len(groups) < 2 or sum(groups.values()) > asked:
        return {}
    *first, last = groups
    plan = {group: groups[group] for group in first}
    plan[last] = asked - sum(plan.values())
    return plan if min(plan.values()) >= ASKED else {}


def counted_by_group(received: Mapping[str, int], plan: Mapping[str, int]) -> dict[str, int]:
    """How many answers of each planned group are counted; empty if the groups are not told."""
    found = {group: counted(received[group], asked) for group, asked in plan.items()}
    return found if found and min(found.values()) >= GROUP else {}


def counted_untold(received: int, plan: Mapping[str, int]) -> int:
    """How many answers of all are counted if planned groups are not told."""
    asked = sum(plan.values())
    return at_most(min(received, asked - 2, GROUP - 1 + asked - min(plan.values()) - 2))
