"""docs/aws.md says what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from aws_support import ROOT, STAGES, template

from nejtak.aws import MAX_DELETES, policy
from nejtak.aws.states import STEPS, Step
from nejtak.project.folder import load_folder
from nejtak.project.stages import LOG_DAYS, Limits

PAGE = (ROOT / "docs" / "aws.md").read_text(encoding="utf-8")


def block(kind: str, place: int = 0) -> str:
    """A code block of a kind, by its place among them."""
    return str(re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[place])


def test_every_statement_of_the_deployers_policy_is_explained() -> None:
    """By its name, in a table."""
    table = PAGE.partition("## Rights")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE))))
    assert named == {one["Sid"] for one in policy.deployer()["Statement"]}


READS_OR_DELETES = re.compile(r"dynamodb:(.*Item|Query|Scan|PartiQL.*|DeleteTable|Export.*|\*)")


def test_the_policy_has_no_way_to_an_answer() -> None:
    """No right to read, write or delete an item but the canary, nor to delete the table."""
    statements = policy.deployer()["Statement"]
    granted = {action for one in statements for action in one["Action"]}
    assert policy.DIRECT - {"sts:GetCallerIdentity"} <= granted
    touching = [s for s in statements if any(map(READS_OR_DELETES.fullmatch, s["Action"]))]
    assert [(s["Sid"], s["Action"]) for s in touching] == [("Canary", ["dynamodb:DeleteItem"])]
    assert touching[0]["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["api/smoke/0"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }


def test_who_verifies_reads_settings_and_changes_nothing() -> None:
    """Every right begins with a word of reading, and none reads items, objects or log lines."""
    (statement,) = policy.verifier()["Statement"]
    for action in statement["Action"]:
        assert re.fullmatch(r"[a-z0-9]+:(Describe|Get|List)\w+|apigateway:GET", action)
    wrong = {"dynamodb:GetItem", "s3:GetObject", "lambda:GetFunction", "logs:GetLogEvents"}
    assert not wrong & set(statement["Action"])


def test_the_stages_in_the_docs_are_read(tmp_path: Path) -> None:
    """Every key that a stage can have stands there, with the defaults of the limits."""
    text = block("toml")
    file = tmp_path / "nejtak.toml"
    file.write_text('sources = "x"\n' + text.replace("certificate/...", "certificate/0a"))
    assert load_folder(tmp_path).stage("prod").limits == Limits()
    keys = {key for stage in tomllib.loads(text)["stages"].values() for key in stage}
    assert keys == {
        "region", "profile", "domain", "certificate", "demo", "log_days", "limits", "alarm",
    }  # fmt: skip
    assert ", ".join(map(str, LOG_DAYS[:-1])) in text


def test_every_resource_is_told_with_its_why() -> None:
    """Of the two helpers of Chalice's own, one is part of the API."""
    table = PAGE.partition("## What is deployed")[2].partition("\n## ")[0]
    first = "".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))
    told = set(re.findall(r"`([A-Z]\w+)`", first))
    made = {name for stage in STAGES for name in template(stage)["Resources"]}
    assert told == made - {"APIHandlerInvokePermission"}


def test_the_bound_of_removals_is_told() -> None:
    """A number in a sentence is a number in the code."""
    assert f"there may be {MAX_DELETES} unless" in PAGE


def test_every_state_of_a_stack_is_in_the_table() -> None:
    """With the same step as in the code."""
    table = PAGE.partition("### If something fails")[2].partition("\nThe inbox outlives")[0]
    firsts = re.findall(r"^\| (.*?) \| ", table, re.MULTILINE)
    rows = [row for one in firsts if (row := re.findall(r"`([A-Z_]+)`", one))]
    told = {state for row in rows for state in row}
    not_waited_for = {state for state, step in STEPS.items() if step is not Step.WAIT}
    assert told == not_waited_for | {"_IN_PROGRESS"}
    for row in rows[:-2]:
        assert len({STEPS[state] for state in row}) == 1
