"""How many answers are counted if a report divides respondents into groups.

**Planned** groups follow only from the numbers asked: two or more groups, with ASKED or more people
asked in each. Either all of them are published, each with an m of its own of GROUP or more, or none
is. Respondents who name no planned group count with the last one. The figures for all, m included,
are sums of the groups' figures, so there is no total from which a group could be subtracted.

**Unpublished** groups disclose something as well: at least one group sent fewer than GROUP answers.
So the number of all answers is at most GROUP - 1 plus everyone asked outside the smallest group. Of
18 and 19 asked, 32 answers would be 13 and all 19. So without groups, a report counts at most two
fewer than that limit.
"""

from __future__ import annotations

from collections.abc import Mapping

from nejtak.disclosure.published_counts import GROUP, at_most, counted

ASKED = GROUP + 2  # the least number asked in a planned group: at most two fewer are counted


def planned(groups: Mapping[str, int], asked: int) -> dict[str, int]:
    """The number asked in each planned group; empty if the wave has too few or too small groups.

    `groups` is the number asked in each group by the wave's file. People asked outside of them
    count with the last group.
    """
    if len(groups) < 2 or sum(groups.values()) > asked:
        return {}
    *first, last = groups
    plan = {group: groups[group] for group in first}
    plan[last] = asked - sum(plan.values())
    return plan if min(plan.values()) >= ASKED else {}


def counted_by_group(received: Mapping[str, int], plan: Mapping[str, int]) -> dict[str, int]:
    """The number counted of each planned group; empty if the groups are not published."""
    numbers = {group: counted(received[group], asked) for group, asked in plan.items()}
    return numbers if numbers and min(numbers.values()) >= GROUP else {}


def counted_without_groups(received: int, plan: Mapping[str, int]) -> int:
    """The number counted of all answers if planned groups are not published."""
    asked = sum(plan.values())
    return at_most(min(received, asked - 2, GROUP - 1 + asked - min(plan.values()) - 2))
