"""A plan: the changes that a deployment would make to stack and site, as data.

Making a plan changes nothing that runs: at most it makes a change set, which is CloudFormation's
own plan. A plan can be saved, read by a person, and applied exactly: `apply`
refuses it when the build or the account has changed since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nejtak.aws import objects, stack
from nejtak.aws.account import Account
from nejtak.aws.objects import SiteChanges, SiteManifest
from nejtak.aws.prepare import Deployment
from nejtak.aws.recover import refuse_stuck
from nejtak.aws.stack import ResourceChange
from nejtak.aws.states import Step
from nejtak.base.command import run
from nejtak.errors import StateError

FORMAT = 2
SHOWN = 20  # paths of each sort; a first deploy of a large site has tens of thousands


@dataclass(frozen=True, slots=True)
class DeploymentPlan:
    """The changes that a deployment would make.

    `change_set` is the ARN of the change set with the changes in `stack`; None if the stack does
    not change, or is not there yet and all of the template is new. `rollback` is the state of a
    stack whose rollback has to be continued first; only then can its changes be seen. `budget` says
    whether the budget changes. `lost` are the waves that older sources would open again or let
    vanish, each with why. `etag` marks the version of the manifest that `site` was compared
    with.
    """

    stage: str
    account: str
    region: str
    digest: str
    site_digest: str
    stack: tuple[ResourceChange, ...]
    change_set: str | None
    rollback: str
    budget: bool
    site: SiteChanges
    etag: str
    lost: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.stack_changes or self.site)

    @property
    def stack_changes(self) -> bool:
        """Whether the stack changes, be it only in its outputs, or the budget changes."""
        return bool(self.stack or self.change_set or self.rollback or self.budget)


def plan_deployment(account: Account, deployment: Deployment) -> DeploymentPlan:
    """Compare a deployment with the running stage."""
    found = stack.describe_stack(account)
    refuse_stuck(found)
    manifest = deployed_manifest(account, found)
    there = found if found is not None and found.there else None
    if there is None:
        budget = deployment.budget is not None
    else:
        budget = there.outputs.get("Budget", "none") != deployment.budget_digest
    change_set, changes = _stack_changes(account, deployment, there)
    rollback = there.status if there is not None and there.step is Step.CONTINUE else ""
    return DeploymentPlan(
        deployment.stage.name,
        account.id,
        deployment.stage.region,
        deployment.digest,
        deployment.site_digest,
        changes,
        change_set,
        rollback,
        budget,
        objects.site_changes(deployment.files, manifest.files),
        manifest.etag,
        lost_waves(manifest.waves, deployment.waves),
    )


def _stack_changes(
    account: Account, deployment: Deployment, there: stack.Stack | None
) -> tuple[str | None, tuple[ResourceChange, ...]]:
    """The change set, if one is needed, and the changes of the stack that is there."""
    if there is None:
        return None, _all_new(deployment)
    if there.step is Step.CONTINUE or there.outputs.get("Digest") == deployment.digest:
        return None, ()
    parameters = code_place(account, deployment)
    made = stack.make_change_set(account, deployment.template, parameters, deployment.digest)
    return made, stack.change_set_changes(account, made)


def lost_waves(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The waves that would be open again, or gone: the sources are older than the running stage."""
    opened = {
        wave: "it is closed, and would be open again"
        for wave, state in before.items()
        if state == "closed" and after.get(wave) == "open"
    }
    gone = {wave: f"it is {before[wave]}, and would vanish" for wave in before.keys() - after}
    return dict(sorted((opened | gone).items()))


def deployed_manifest(account: Account, found: stack.Stack | None) -> SiteManifest:
    """The manifest of the stack's bucket: empty if that bucket is a new one."""
    manifest = objects.read_manifest(account)
    bucket = found.outputs.get("Site", "") if found is not None and found.there else ""
    if manifest.bucket == bucket:
        return manifest
    return SiteManifest(bucket, {}, manifest.etag, manifest.waves)


def code_place(account: Account, deployment: Deployment) -> dict[str, str]:
    """The template's parameters: where CloudFormation finds the function's code."""
    return {"CodeBucket": account.private_bucket, "CodeKey": deployment.code_key}


def _all_new(deployment: Deployment) -> tuple[ResourceChange, ...]:
    resources = deployment.template["Resources"].items()
    return tuple(sorted(ResourceChange("+", name, one["Type"]) for name, one in resources))


def plan_to_json(plan: DeploymentPlan, **more: object) -> str:
    """A plan to be saved, and read by `from_json`; `more` is for people and scripts."""
    return json.dumps({"format": FORMAT, **asdict(plan), **more}, indent=2) + "\n"


def plan_from_json(text: str) -> DeploymentPlan:
    """Read a saved plan; raise StateError if it is none."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found.pop("format") != FORMAT:
            raise StateError("This plan is of another version of nejtak. Plan again.")
        found.pop("cost", None)
        changes = tuple(ResourceChange(**change) for change in found.pop("stack"))
        paths = {kind: tuple(names) for kind, names in found.pop("site").items()}
        return DeploymentPlan(**found, stack=changes, site=SiteChanges(**paths))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StateError(f"This is no plan. Make one: {run('plan STAGE --out FILE')}") from error


def plan_text(plan: DeploymentPlan) -> str:
    """A plan as a person reads it."""
    lines = [f"Stage {plan.stage}: account {plan.account}, {plan.region}", ""]
    lines += _stack_lines(plan)
    lines += ["", *_site_lines(plan.site)]
    if plan.lost:
        lines += ["", "These sources are older than the deployed stage; deploy refuses them:"]
        lines += [f"  {wave}: {why}" for wave, why in plan.lost.items()]
    if not plan:
        return f"{lines[0]}\nNothing to do: stack and site are as they were built."
    return "\n".join(lines)


def _stack_lines(plan: DeploymentPlan) -> Iterator[str]:
    if plan.rollback:
        yield f"Stack: {plan.rollback}. Its rollback is continued first; then it is updated."
    elif plan.change_set and not plan.stack:
        yield "Stack: no resource changes, but its outputs do"
    else:
        yield "Stack" if plan.stack else "Stack: no change"
    for change in plan.stack:
        note = ", replaced by a new one" if change.replaced else ""
        yield f"  {change.sign} {change.id} ({change.type}{note})"
    if plan.budget:
        yield "Budget: set anew"


def _site_lines(changes: SiteChanges) -> Iterator[str]:
    sorts: Mapping[str, tuple[str, ...]] = {
        "+": changes.added,
        "~": changes.changed,
        "-": changes.removed,
    }
    counts = ", ".join(f"{sign}{len(paths)}" for sign, paths in sorts.items())
    yield f"Site: {counts}" if changes else "Site: no change"
    for sign, paths in sorts.items():
        yield from (f"  {sign} {path}" for path in paths[:SHOWN])
        if len(paths) > SHOWN:
            yield f"  {sign} and {len(paths) - SHOWN} more"
