"""The field test: asks a real account about everything that no emulator shows.

A stage is deployed, asked, taken down, put up around the inbox that stayed, and removed with it.
Each step passes, fails, or could not be seen. The report names no account, key or host, so that it
can be shown to others.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from nejtak.aws.account import AwsError
from nejtak.aws.field_steps import STEPS, FieldStep, Finding, NotSeenError, Trial, leftovers
from nejtak.aws.preflight import preflight
from nejtak.base.command import run
from nejtak.errors import NejtakError, StateError
from nejtak.project.stages import Stage

HIDDEN = (
    (re.compile(r"\b\d{12}\b"), "ACCOUNT"),
    (re.compile(r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b"), "KEY"),
    (re.compile(r"\b[a-z0-9]+(?=\.(?:cloudfront\.net|execute-api\.))"), "HOST"),
)
BY_HAND = """\
By hand:
  the alarms ring: confirm the e-mail of SNS, and wait for the budget's first one
  list prices: compare the first month's bill with `plan --cost`
  a form above the limits gets a page: curl -H 'Accept: text/html' in a burst
  moments at which Lambda takes on its role: aws cloudtrail lookup-events --lookup-attributes \
AttributeKey=EventName,AttributeValue=AssumeRole"""


def run_field_test(trial: Trial) -> tuple[Finding, ...]:
    """Make every step, whatever fails; raise StateError if the stage is in use.

    The last step removes the stage with its inbox, also after Ctrl-C.
    """
    stage = trial.account.stage.name
    if found := list(leftovers(trial.account)):
        raise StateError(
            f"{stage!r} is in use: {', '.join(found)}. The field test removes everything at its "
            "end, so give it a stage of its own."
        )
    preflight(trial.account, trial.deployment).insist()
    findings = []
    try:
        findings += [_made(step, trial) for step in STEPS[:-1]]
    finally:
        findings.append(_made(STEPS[-1], trial))
    return (*findings, *trial.more)


def _made(step: FieldStep, trial: Trial) -> Finding:
    trial.say(f"{step.name}: {step.promise} ...")
    finding = Finding(step.name, step.promise)
    began = time.monotonic()
    try:
        finding = replace(finding, faults=tuple(step.run(trial)))
    except NejtakError as error:
        probed = step.probes and isinstance(error, AwsError)
        if probed or isinstance(error, NotSeenError):
            finding = replace(finding, unseen=str(error))
        else:
            finding = replace(finding, faults=(str(error),))
    return replace(finding, seconds=time.monotonic() - began)


def field_report(findings: Sequence[Finding], stage: Stage) -> str:
    """For a person, and for others: without account, keys, hosts and e-mail address."""
    lines = []
    for one in findings:
        took = f" ({one.seconds:.0f} s)" if one.seconds else ""
        lines.append(f"{one.state:9} {one.name}: {one.promise}{took}")
        lines += [f"{'':10}{text}" for text in (*one.faults, one.unseen) if text]
    states = [one.state for one in findings]
    counts = (f"{states.count(state)} {state}" for state in ("holds", "failed", "not seen"))
    lines += [", ".join(counts), "", BY_HAND]
    if any(one.faults for one in findings if one.name == "all-gone"):
        lines.append(f"Something is left: {run('destroy', stage.name, '--inbox')}")
    text = "\n".join(lines)
    for name, word in (
        (stage.alarm.address if stage.alarm else None, "ADDRESS"),
        (stage.domain, "DOMAIN"),
    ):
        text = text.replace(name, word) if name else text
    for pattern, word in HIDDEN:
        text = pattern.sub(word, text)
    return text
