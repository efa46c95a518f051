"""The field test, as far as an emulated account goes; the rest is seen on a real one."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from emulator import Command, Desk, desk_at

from nejtak.aws.field_steps import STEPS, leftovers
from nejtak.aws.field_test import BY_HAND

# The emulator's CloudFormation leaves out four properties that `emulator.complete` sets elsewhere.
# It makes log groups that the role's rights would not allow, and answers the two questions about
# rights and limits otherwise than AWS: it knows no conditions of PutItem, and throttles with 429.
BROKEN = {
    "inbox-expires",
    "role-bounded",
    "function-capped",
    "api-busy",
    "logs-none",
    "writes-blindly",
    "limits",
}
OUTCOME = re.compile(r"^(holds|failed|not seen) +([a-z-]+): ", re.MULTILINE)


@pytest.fixture(scope="module")
def desk(aws: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An admin who has deployed nothing yet."""
    text = '[stages.demo]\nregion = "eu-north-1"\ndemo = true\nlimits = { rate = 5, burst = 6 }\n'
    return desk_at(tmp_path_factory.mktemp("desk"), aws, text)


def test_the_field_test_goes_from_nothing_to_nothing(
    desk: Desk, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step has an outcome, the report names no account, and nothing is left."""
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "demo")
    code, out, err = command(desk)("field-test", "demo")
    found = {name: state for state, name in OUTCOME.findall(out)}
    assert list(found)[: len(STEPS)] == [step.name for step in STEPS], out + err
    assert {name for name, state in found.items() if state == "failed"} == BROKEN, out
    assert {name for name, state in found.items() if state == "not seen"} == {"other-items"}
    assert (code, "The field test found faults." in err) == (1, True)
    assert desk.account().id not in out
    assert BY_HAND in out
    assert list(leftovers(desk.account())) == []
