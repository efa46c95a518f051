"""Waves that are counted together, since too few answered the earlier ones for a report.

The later wave's file names the earlier ones. From then on they are one period in every figure.
Nothing about an earlier wave alone is shown any more, neither its answers nor its progress.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from nejtak.errors import Faults, guess
from nejtak.project.model import Wave

Named = Mapping[str, Mapping[int, str]]


def join(waves: Sequence[Wave], named: Named, faults: Faults) -> tuple[Wave, ...]:
    """Join the waves that are counted together; `named` are the ids in each wave's file, by number.

    Waves that cannot be counted together are reported, and not joined.
    """
    known = {wave.id: wave for wave in waves}
    taken: dict[str, str] = {}
    for wave in waves:
        for number, id_ in named[wave.id].items():
            reasons = list(_faults(wave, id_, known, named))
            if id_ in taken:
                reasons.append(("together-twice", {"other": taken[id_]}))
            for message, values in reasons:
                place = f"clients/{wave.client}/waves/{wave.id}.toml", f"together[{number}]"
                faults.add(*place, message, value=id_, **values)
            if not reasons:
                taken[id_] = wave.id
    within = {id_: _within(known[id_], known[later]) for id_, later in taken.items()}
    parts = {
        wave.id: tuple(within[id_] for id_, later in taken.items() if later == wave.id)
        for wave in waves
    }
    return tuple(within.get(wave.id) or _whole(wave, parts[wave.id]) for wave in waves)


def _faults(
    wave: Wave, id_: str, known: Mapping[str, Wave], named: Named
) -> Iterator[tuple[str, dict[str, str]]]:
    """Why a wave cannot count another; missing or broken dates and surveys are no reason."""
    other = known.get(id_)
    if other is None:
        yield "unknown-wave", {"guess": guess(id_, known)}
        return
    if other is wave:
        yield "together-itself", {}
        return
    if wave.asks != other.asks:
        yield "together-asks", {"other": other.asks, "own": wave.asks}
    if wave.survey and other.survey and wave.survey != other.survey:
        yield "together-survey", {"other": other.survey, "own": wave.survey}
    days = {wave.opens, wave.closes, other.opens, other.closes}
    if date.min not in days and not (other.opens < wave.opens and other.closes <= wave.closes):
        yield "together-later", {}
    if named[id_]:
        yield "together-chain", {}
    if other.status != "open":
        yield f"together-{other.status}", {}


def _within(wave: Wave, later: Wave) -> Wave:
    """A wave that is counted and closed with a later one."""
    return replace(wave, within=later.id, status="closed" if later.status == "closed" else "open")


def _whole(wave: Wave, parts: Sequence[Wave]) -> Wave:
    """A wave joined with those it counts: one period, with the sums of their numbers."""
    if not parts:
        return wave
    every = (*parts, wave)
    shared = [id_ for id_ in wave.groups if all(id_ in one.groups for one in every)]
    return replace(
        wave,
        opens=min(one.opens for one in every),
        closes=max(one.closes for one in every),
        offers=_sum([one.offers for one in every]),
        accepted=_sum([one.accepted for one in every]),
        declined=_sum([one.declined for one in every]),
        withdrawn=_sum([one.withdrawn for one in every]),
        asked=_sum([one.asked for one in every]),
        groups={id_: sum(one.groups[id_] for one in every) for id_ in shared},
        together=tuple(parts),
        retention_days=min(one.retention_days for one in every),
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    given = [count for count in counts if count is not None]
    return sum(given) if len(given) == len(counts) else None
