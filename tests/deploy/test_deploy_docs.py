"""docs/aws.md says what the code does."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from deploy_support import ROOT, STAGES, template

from nejtak.deploy import MAX_DELETES, policy
from nejtak.project.folder import load
from nejtak.project.stages import LOG_DAYS, Limits

PAGE = (ROOT / "docs" / "aws.md").read_text(encoding="utf-8")


def block(kind: str, place: int = 0) -> str:
    """A code block of a kind, by its place among them."""
    return str(re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[place])


def test_the_policy_in_the_docs_is_the_one_that_was_tested() -> None:
    """An admin copies it from there."""
    assert json.loads(block("json")) == policy.deployer()
    assert json.loads(block("json", 1)) == policy.verifier()


READS_OR_DELETES = re.compile(r"dynamodb:(.*Item|Query|Scan|PartiQL.*|DeleteTable|Export.*|\*)")


def test_the_policy_has_no_way_to_an_answer() -> None:
    """No right to read, write or delete an item but the canary, nor to delete the table."""
    statements = policy.deployer()["Statement"]
    assert policy.DIRECT - {"sts:GetCallerIdentity"} <= {a for s in statements for a in s["Action"]}
    touching = [s for s in statements if any(map(READS_OR_DELETES.fullmatch, s["Action"]))]
    assert [(s["Sid"], s["Action"]) for s in touching] == [("Canary", ["dynamodb:DeleteItem"])]
    assert touching[0]["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["api/smoke/0"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    assert not [action for s in statements for action in s["Action"] if "*" in action]


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
    assert load(tmp_path).stage("prod").limits == Limits()
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
