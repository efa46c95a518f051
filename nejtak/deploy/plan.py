"""A plan: what a deployment would change in the stack and on the site, as data.

Making a plan writes nothing that anybody would see: at most a change set, which is
CloudFormation's own plan. A plan can be saved, read by a person, and applied exactly: `apply`
refuses it when the build or the account is no longer what it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nejtak.base.command import run
from nejtak.deploy import site, stack
from nejtak.deploy.account import Account
from nejtak.deploy.release import Release
from nejtak.deploy.site import Changes, Manifest
from nejtak.deploy.stack import Change
from nejtak.errors import StateError

FORMAT = 1
SHOWN = 20  # paths of each sort; a first deploy of a large site has tens of thousands


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change.

    `change_set` is the ARN of the change set that holds `stack`; None where the stack stays as
    it is, or is not there yet and all of the template is new. `etag` marks the version of the
    manifest that `site` was compared with.
    """

    stage: str
    account: str
    region: str
    digest: str
    site_digest: str
    stack: tuple[Change, ...]
    change_set: str | None
    site: Changes
    etag: str

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.stack or self.site)


def plan(account: Account, release: Release) -> Plan:
    """Compare a release with what runs."""
    found = stack.describe(account)
    manifest = deployed(account, found)
    change_set, changes = None, _all_new(release)
    if found is not None and found.there:
        changes = ()
        if found.outputs.get("Digest") != release.digest:
            parameters = code_place(account, release)
            change_set = stack.make_change_set(
                account, release.template, parameters, release.digest
            )
            changes = stack.changes(account, change_set)
    return Plan(
        release.stage.name, account.id, release.stage.region, release.digest,
        release.site_digest, changes, change_set, site.diff(release.files, manifest.files),
        manifest.etag,
    )  # fmt: skip


def deployed(account: Account, found: stack.Stack | None) -> Manifest:
    """The manifest of what lies in the stack's bucket: empty where that bucket is a new one."""
    manifest = site.read_manifest(account)
    bucket = found.outputs.get("Site", "") if found is not None and found.there else ""
    if manifest.bucket == bucket:
        return manifest
    return Manifest(bucket, {}, manifest.etag)


def code_place(account: Account, release: Release) -> dict[str, str]:
    """The template's parameters: where CloudFormation finds the function's code."""
    return {"CodeBucket": account.workshop, "CodeKey": release.code_key}


def _all_new(release: Release) -> tuple[Change, ...]:
    resources = release.template["Resources"].items()
    return tuple(sorted(Change("+", name, one["Type"]) for name, one in resources))


def to_json(plan: Plan, **more: object) -> str:
    """A plan to be saved, and read by `from_json`; `more` is for people and scripts."""
    return json.dumps({"format": FORMAT, **asdict(plan), **more}, indent=2) + "\n"


def from_json(text: str) -> Plan:
    """Read a saved plan; raise StateError where it is none."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found.pop("format") != FORMAT:
            raise StateError("This plan is of another version of nejtak. Plan again.")
        found.pop("cost", None)
        changes = tuple(Change(**change) for change in found.pop("stack"))
        paths = {kind: tuple(names) for kind, names in found.pop("site").items()}
        return Plan(**found, stack=changes, site=Changes(**paths))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StateError(f"This is no plan. Make one: {run('plan STAGE --out FILE')}") from error


def text(plan: Plan) -> str:
    """A plan as a person reads it."""
    lines = [f"Stage {plan.stage}: account {plan.account}, {plan.region}", ""]
    lines += _stack_lines(plan)
    lines += ["", *_site_lines(plan.site)]
    if not plan:
        return f"{lines[0]}\nNothing to do: stack and site are as they were built."
    return "\n".join(lines)


def _stack_lines(plan: Plan) -> Iterator[str]:
    yield "Stack" if plan.stack else "Stack: no change"
    for change in plan.stack:
        note = ", replaced by a new one" if change.replaced else ""
        yield f"  {change.sign} {change.id} ({change.type}{note})"


def _site_lines(changes: Changes) -> Iterator[str]:
    sorts: Mapping[str, tuple[str, ...]] = {
        "+": changes.added, "~": changes.changed, "-": changes.removed,
    }  # fmt: skip
    counts = ", ".join(f"{sign}{len(paths)}" for sign, paths in sorts.items())
    yield f"Site: {counts}" if changes else "Site: no change"
    for sign, paths in sorts.items():
        yield from (f"  {sign} {path}" for path in paths[:SHOWN])
        if len(paths) > SHOWN:
            yield f"  {sign} and {len(paths) - SHOWN} more"
