"""Compares a deployed stage with the promises of the privacy page, check by check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from nejtak.aws.account import Account
from nejtak.aws.resources import checks
from nejtak.aws.resources.checks import CheckResult
from nejtak.aws.resources.live import live_view
from nejtak.aws.web import Web
from nejtak.project.model import Project
from nejtak.site.headers import page_headers


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome of every check on one stage."""

    stage: str
    results: tuple[CheckResult, ...]

    @property
    def holds(self) -> bool:
        """Whether every property was seen to be as promised; an unseen one counts as not kept."""
        return all(result.holds for result in self.results)


def verify_stage(account: Account, project: Project, web: Web) -> Verified:
    """Read a stage and its pages. The headers it should have are those of these sources."""
    paths = [
        f"/{client.id}/{wave.id}/{client.languages[0]}/"
        for client, wave, _ in project.waves()
        if wave.status != "draft"
    ]
    view = live_view(account, page_headers(project), web, paths[:1])
    return Verified(account.stage.name, checks.run_checks(view, checks.LIVE))


def verified_to_json(verified: Verified) -> str:
    """For a script."""
    listed = [
        {
            "name": r.check.name,
            "promise": r.check.promise,
            "state": _state(r),
            "found": list(r.found),
            "unseen": r.unseen or None,
        }
        for r in verified.results
    ]
    found = {"stage": verified.stage, "holds": verified.holds, "checks": listed}
    return json.dumps(found, indent=2)


def verified_text(verified: Verified) -> str:
    """For a person: one line a check, and its faults below it."""
    return "\n".join(_lines(verified))


def _state(result: CheckResult) -> str:
    if result.found:
        return "broken"
    return "not seen" if result.unseen else "holds"


def _lines(verified: Verified) -> Iterator[str]:
    for result in verified.results:
        yield f"{_state(result):9} {result.check.name}: {result.check.promise}"
        yield from (f"{'':10}{found}" for found in result.found)
        if result.unseen:
            yield f"{'':10}{result.unseen}"
    states = [_state(result) for result in verified.results]
    yield ", ".join(f"{states.count(state)} {state}" for state in ("holds", "broken", "not seen"))
