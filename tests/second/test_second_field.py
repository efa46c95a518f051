"""The field test on LocalEmu, as far as it goes: it has no distribution and begins no import."""

from __future__ import annotations

from api_only import LEFT_OUT, ApiOnly
from emulator import Desk

from nejtak.aws.field_steps import STEPS, Trial, leftovers
from nejtak.aws.field_test import field_report, run_field_test
from nejtak.wave.load import load_project

# What this emulator has not: a distribution, the properties in LEFT_OUT, a
# stack that begins with an import, rights that keep a caller from anything, and throttling.
FAILED = {"canary", "writes-blindly", "limits", "adopt", "pages-there", "pages-headers"}


def test_the_field_test_goes_from_nothing_to_nothing(desk: Desk, endpoint: str) -> None:
    """Every step has an outcome, none fails that can hold here, and nothing is left."""
    account, deployment = desk.account(), desk.deployment()
    project = load_project(desk.source)
    trial = Trial(account, deployment, project, ApiOnly(desk, endpoint), lambda _: None)
    found = run_field_test(trial)
    assert [one.name for one in found[: len(STEPS)]] == [step.name for step in STEPS]
    broken = {one.name for one in found if one.state == "failed"}
    assert broken == FAILED | LEFT_OUT, field_report(found, account.stage)
    assert account.id not in field_report(found, account.stage)
    assert list(leftovers(account)) == []
