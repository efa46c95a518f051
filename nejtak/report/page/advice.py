"""The recommended actions, each with its evidence, who does it, and by when."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from nejtak.base.shipped import FALLBACK
from nejtak.disclosure import Range
from nejtak.project.action import ActionPlan
from nejtak.project.model import REACHES, Reach
from nejtak.report.page.material import Material
from nejtak.report.tables import leading
from nejtak.report.tables.actions import Chosen, Standing, choose
from nejtak.report.tables.layout import ONLY


@dataclass(frozen=True, slots=True)
class Advice:
    """One action. `family` is that of the reason that it answers; `owner` and `by` may be empty.

    `language` is that of the title and text, if it is another than the page's.
    """

    title: str
    text: Markup
    evidence: str
    family: str
    owner: str
    target: str
    by: str
    language: str = ""


def advice(found: Material) -> tuple[Advice, ...]:
    """The actions that the published figures choose, in order."""
    playbook = found.project.playbook.get(found.words.locale.code, {})
    standings = {standing.reason: standing for standing in _standings(found)}
    chosen = choose([*standings.values()], playbook, _by_reach(found))
    return tuple(_advice(one, standings.get(one.reason or ""), found) for one in chosen)


def _standings(found: Material) -> list[Standing]:
    plan = found.found.plan
    return [
        Standing(reason, plan.family.get(reason, ""), reach, *_figures(reason, found))
        for reason, reach in plan.reach.items()
    ]


def _figures(reason: str, found: Material) -> tuple[Range | None, Range | None]:
    """The figures of those whom a reason decided a no for, and for whom it also played a part.

    What decided a yes calls for nothing. Of those who accepted, doubts have played the part.
    """
    if found.wave.asks == "accepted":
        decided, also = None, leading.doubts(found.found)
    else:
        decided = leading.by_reason(found.found, "choice")
        also = leading.by_reason(found.found, "choices")
    return (
        decided.cells.get((reason, ONLY)) if decided else None,
        also.cells.get((reason, ONLY)) if also else None,
    )


def _by_reach(found: Material) -> dict[Reach, Range]:
    table = leading.by_reach(found.found) if found.wave.asks == "declined" else None
    cells = table.cells if table else {}
    return {reach: cells[reach, ONLY] for reach in REACHES if (reach, ONLY) in cells}


def _advice(chosen: Chosen, standing: Standing | None, found: Material) -> Advice:
    playbook = found.project.playbook[found.words.locale.code]
    action, plan = playbook[chosen.action], found.wave.actions.get(chosen.plan, ActionPlan())
    text = Markup(action.text)  # noqa: S704 - safe HTML, made by `nejtak.project.markdown`
    return Advice(
        action.title,
        text,
        _evidence(chosen, standing, found),
        standing.family if standing else "",
        plan.owner,
        plan.target,
        found.words.day(plan.by) if plan.by else "",
        _language(found),
    )


def _language(found: Material) -> str:
    """English, if the page's own language has no playbook and was given the English one."""
    playbook, code = found.project.playbook, found.words.locale.code
    lent = code != FALLBACK and playbook[code] == playbook.get(FALLBACK)
    return FALLBACK if lent else ""


def _evidence(chosen: Chosen, standing: Standing | None, found: Material) -> str:
    """The figure that supports an action; for a general action, the argument for it."""
    words = found.words
    if standing:
        label = found.labels.reason(standing.reason)
        if standing.decided and standing.decided.low:
            return words.text("why_decided", a=label, share=words.share(standing.decided))
        if standing.also:
            return words.text("why_also", a=label, share=words.share(standing.also))
    figure = _by_reach(found).get(chosen.reach)
    if figure and figure.low:
        return words.text(f"why_{chosen.reach}", count=words.number(figure.low))
    return words.text("why_any")
