"""What to do: which three to five actions of the playbook a report ends in, and who does them.

The rule looks at published figures and at nothing else, so that the choice says no more than the
figures beside it: whoever reads these can work it out.

1. Reasons within reach (control or influence) that count somebody for certain, as what decided it
   or as what also played a part. In the order of the deciding reason's figure, then of the other
   one's, and as the survey has them.
2. If these are fewer than three, reasons outside reach that count somebody for certain, in the same
   order: one can still ask earlier and be frank.
3. If there are still fewer than three, the general actions: for what the employer controls, for
   what it influences, and for what is outside its reach.

Equal figures tell nothing apart: reasons that share a place are taken all or not at all. With few
answers that often leaves the general actions alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nejtak.disclosure import Range
from nejtak.project.model import REACHES, Action, ActionPlan, Reach

LEAST, MOST = 3, 5
OUTSIDE: Reach = "outside"

Place = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reason stands in the published figures; None for a figure that is not published.

    `decided` are those who named it as what decided it, `also` those for whom it played a part
    without deciding it. A reason without a reach asks for no action.
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


@dataclass(frozen=True, slots=True)
class Entry:
    """An action as the page shows it. `reason` is the survey's label, empty for a general one."""

    title: str
    text: Markup
    reason: str
    reach: str
    owner: str
    target: str


def choose(
    standings: Sequence[Standing],
    playbook: Collection[str],
    by_reach: Mapping[Reach, Range] | None = None,
) -> tuple[Chosen, ...]:
    """Return three to five actions in order, each once; none where the playbook is empty.

    `standings` come in the survey's order; `playbook` holds the ids that it has actions for.
    `by_reach` are the figures of all reasons of one reach together, if these are published: the
    general actions follow them, but what is outside reach comes last.
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
    """Sorts higher figures before lower ones, and what is not published last."""
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


def entries(
    chosen: Sequence[Chosen],
    playbook: Mapping[str, Action],
    plans: Mapping[str, ActionPlan],
    reasons: Mapping[str, str],
    reaches: Mapping[str, str],
) -> tuple[Entry, ...]:
    """Fill what was chosen with the words of one language and the employer's plans.

    `reasons` and `reaches` are labels by id.
    """
    found = []
    for choice in chosen:
        action, plan = playbook[choice.action], plans.get(choice.plan, ActionPlan())
        reason = reasons.get(choice.reason, choice.reason) if choice.reason else ""
        # The text is safe HTML: `nejtak.project.parse` rendered it and let nothing else through.
        text = Markup(action.text)  # noqa: S704 - as above
        found.append(
            Entry(action.title, text, reason, reaches[choice.reach], plan.owner, plan.target)
        )
    return tuple(found)
