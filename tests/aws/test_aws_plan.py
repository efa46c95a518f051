"""Plans as data and as text, and what is refused before AWS is asked anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from aws_support import FULL, PLAIN, ROOT

from nejtak.aws.objects import UNSURE, Changes, cache_control, content_type, diff, hashes
from nejtak.aws.plan import Plan, from_json, text, to_json
from nejtak.aws.prepare import refuse_fictional
from nejtak.aws.stack import Change
from nejtak.errors import StateError
from nejtak.wave.load import load_project

PLAN = Plan(
    "prod", "123456789012", "eu-north-1", "d", "s",
    (Change("+", "Logs", "AWS::Logs::LogGroup"),
     Change("~", "Inbox", "AWS::DynamoDB::Table", replaced=True)),
    "arn:aws:cloudformation:...", "", False,
    Changes(("a.html",), ("b.html", "static/c.css"), ("d.html",)), '"etag"',
)  # fmt: skip


def test_a_plan_reads_like_a_list() -> None:
    """What is added, changed and removed, in the stack and on the site."""
    assert (
        text(PLAN)
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
    many = Changes(added=tuple(f"{n:05}.html" for n in range(10_000)))
    plan = Plan("p", "1", "r", "d", "s", (), None, "", False, many, "")
    assert text(plan).count("\n") < 30
    assert text(plan).endswith("  + and 9980 more")
    assert "Stack: no change" in text(plan)
    assert from_json(to_json(plan)) == plan


def test_a_saved_plan_is_the_same_plan() -> None:
    """Every field, types included."""
    assert from_json(to_json(PLAN)) == PLAN
    with pytest.raises(StateError, match="another version"):
        from_json(to_json(PLAN).replace('"format": 2', '"format": 3'))


def test_the_difference_is_by_content(tmp_path: Path) -> None:
    """New, changed, gone; what was begun and not finished is done again."""
    (tmp_path / "static").mkdir()
    for name in ("same.html", "new.html", "other.html", "begun.html", "static/z.css"):
        (tmp_path / name).write_text(name)
    local = hashes(tmp_path)
    remote = {"same.html": local["same.html"], "other.html": "0", "gone.html": "0",
              "begun.html": UNSURE, "static/old.css": UNSURE}  # fmt: skip
    changes = diff(local, remote)
    assert changes == Changes(
        ("new.html", "static/z.css"), ("begun.html", "other.html"), ("gone.html", "static/old.css")
    )
    assert changes.sent == ("static/z.css", "begun.html", "new.html", "other.html")
    assert not diff(local, local)


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
