"""Plans as data and as text, and the refusals before AWS is asked anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from aws_support import FULL, PLAIN, ROOT

from nejtak.aws.objects import (
    UNSURE,
    SiteChanges,
    cache_control,
    content_type,
    hashes,
    site_changes,
)
from nejtak.aws.plan import DeploymentPlan, plan_from_json, plan_text, plan_to_json
from nejtak.aws.prepare import refuse_fictional
from nejtak.aws.stack import ResourceChange
from nejtak.errors import StateError
from nejtak.wave.load import load_project

PLAN = DeploymentPlan(
    "prod",
    "123456789012",
    "eu-north-1",
    "d",
    "s",
    (
        ResourceChange("+", "Logs", "AWS::Logs::LogGroup"),
        ResourceChange("~", "Inbox", "AWS::DynamoDB::Table", replaced=True),
    ),
    "arn:aws:cloudformation:...",
    "",
    False,
    SiteChanges(("a.html",), ("b.html", "static/c.css"), ("d.html",)),
    '"etag"',
)


def test_a_plan_reads_like_a_list() -> None:
    """Additions, changes and removals, in the stack and on the site."""
    assert (
        plan_text(PLAN)
        == """\
Stage prod: account 123456789012, eu-north-1

Stack
  + Logs (AWS::Logs::LogGroup)
  ~ Inbox (AWS::DynamoDB::Table, replaced by a new one)

Site: +1, ~2, -1
  + a.html
  ~ b.html
  ~ static/c.css
  - d.html"""
    )


def test_a_long_plan_is_cut_and_says_so() -> None:
    """Tens of thousands of pages are a number, not a scroll; the saved plan has them all."""
    many = SiteChanges(added=tuple(f"{n:05}.html" for n in range(10_000)))
    plan = DeploymentPlan("p", "1", "r", "d", "s", (), None, "", False, many, "")
    assert plan_text(plan).count("\n") < 30
    assert plan_text(plan).endswith("  + and 9980 more")
    assert "Stack: no change" in plan_text(plan)
    assert plan_from_json(plan_to_json(plan)) == plan


def test_a_saved_plan_is_the_same_plan() -> None:
    """Every field, types included."""
    assert plan_from_json(plan_to_json(PLAN)) == PLAN
    with pytest.raises(StateError, match="another version"):
        plan_from_json(plan_to_json(PLAN).replace('"format": 2', '"format": 3'))


def test_the_difference_is_by_content(tmp_path: Path) -> None:
    """New, changed, gone; an unfinished path is done again."""
    (tmp_path / "static").mkdir()
    for name in ("same.html", "new.html", "other.html", "begun.html", "static/z.css"):
        (tmp_path / name).write_text(name)
    local = hashes(tmp_path)
    remote = {
        "same.html": local["same.html"],
        "other.html": "0",
        "gone.html": "0",
        "begun.html": UNSURE,
        "static/old.css": UNSURE,
    }
    changes = site_changes(local, remote)
    assert changes == SiteChanges(
        ("new.html", "static/z.css"), ("begun.html", "other.html"), ("gone.html", "static/old.css")
    )
    assert changes.sent == ("static/z.css", "begun.html", "new.html", "other.html")
    assert not site_changes(local, local)


def test_types_and_caching_follow_the_path() -> None:
    """A file of a kind that nobody has thought of is refused, not served as something else."""
    assert content_type("a/index.html") == "text/html; charset=utf-8"
    assert cache_control("a/index.html") == "no-store"
    assert cache_control("static/0a.css") == "public, max-age=31536000, immutable"
    with pytest.raises(StateError, match=r"^a\.exe: nejtak does not know"):
        content_type("a.exe")


def test_made_up_clients_stay_off_the_internet() -> None:
    """Only a stage that says that it is a demo takes them."""
    project = load_project(ROOT / "site_src")
    refuse_fictional(PLAIN, project)
    with pytest.raises(StateError, match=r"^harbour, nordlys: fictional, and 'prod' is no demo"):
        refuse_fictional(FULL, project)
