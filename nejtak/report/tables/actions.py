"""What to do: which three to five actions of the playbook a report ends in, and who does them.

The rule looks at published figures and at nothing else, so that the choice says no more than the
figures in the same report: whoever reads these can work it out.

1. Reasons within reach (control or influence) that count somebody for certain, as the deciding
   reason or as one that also played a part. They are sorted by their figure as deciding reason,
   then by the other figure, then in the survey's order.
2. If these are fewer than three, reasons outside reach that count somebody for certain, in the same
   order: one can still ask earlier and be frank.
3. If there are still fewer than three, the general actions: for reasons that the employer controls,
   for those that it influences, and for those outside its reach.

Reasons with equal figures share a place and are taken all or not at all. With few answers that
often leaves only the general actions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from nejtak.disclosure import Range
from nejtak.project.model import REACHES, Reach

LEAST, MOST = 3, 5
OUTSIDE: Reach = "outside"

Place = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A reason's published figures; None for a figure that is not published.

    `decided` counts those who named it as the deciding reason, `also` those for whom it played a
    part without deciding. A reason without a reach calls for no action.
    """

    reason: str
    family: str
    reach: Reach | None
    decided: Range | None = None
    also: Range | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An action's id in the playbook, and the reason that it answers; None for a general one."""

    action: str
    reason: str | None
    reach: Reach

    @property
    def plan(self) -> str:
        """The id under which a wave's file says who does it."""
        return self.reason or self.action


def choose(
    standings: Sequence[Standing],
    playbook: Collection[str],
    by_reach: Mapping[Reach, Range] | None = None,
) -> tuple[Chosen, ...]:
    """Return three to five actions in order, each once; none if the playbook is empty.

    `standings` come in the survey's order; `playbook` has the ids that there are actions for.
    `by_reach` are the figures of all reasons of one reach together, if these are published: the
    general actions follow them, except that the one for reasons outside reach comes last.
    """
    telling = [s for s in standings if s.reach and (_tells(s.decided) or _tells(s.also))]
    within = _leading([s for s in telling if s.reach != OUTSIDE], MOST)
    outside = _leading([s for s in telling if s.reach == OUTSIDE], max(0, LEAST - len(within)))
    chosen: dict[str, Chosen] = {}
    for standing in (*within, *outside):
        found = _answer(standing, playbook)
        if found:
            chosen.setdefault(found.action, found)
    for reach in sorted(REACHES, key=lambda r: (r == OUTSIDE, _falling((by_reach or {}).get(r)))):
        action = f"reach-{reach}"
        if len(chosen) < LEAST and action in playbook:
            chosen.setdefault(action, Chosen(action, None, reach))
    return tuple(chosen.values())


def _tells(figure: Range | None) -> bool:
    """Whether a figure is published and says that there was anyone."""
    return figure is not None and figure.low > 0


def _falling(figure: Range | None) -> tuple[int, int]:
    """Sorts higher figures before lower ones, and unpublished figures last."""
    return (1, 0) if figure is None else (-figure.low, -figure.high)


def _place(standing: Standing) -> Place:
    return _falling(standing.decided), _falling(standing.also)


def _leading(standings: Sequence[Standing], most: int) -> Sequence[Standing]:
    """Put the first ones in order, `most` at most; those that share a place come all or none."""
    ranked = sorted(standings, key=_place)
    if len(ranked) <= most:
        return ranked
    return [s for s in ranked[:most] if _place(s) != _place(ranked[most])]


def _answer(standing: Standing, playbook: Collection[str]) -> Chosen | None:
    """Name the closest action that there is: of the reason itself, its family, or its reach."""
    if standing.reach is None:
        return None
    names = (standing.reason, f"family-{standing.family}", f"reach-{standing.reach}")
    action = next((name for name in names if name in playbook), None)
    return Chosen(action, standing.reason, standing.reach) if action else None
