"""Stages: what stages.toml may say, and every fault in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from nejtak.errors import SourceError, StateError
from nejtak.project import stages
from nejtak.project.stages import Alarm, Limits, Stage

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c"


def written(root: Path, text: str) -> Path:
    """A source root with this stages.toml."""
    (root / "stages.toml").write_text(text, encoding="utf-8")
    return root


def problems(root: Path, text: str) -> list[str]:
    """The faults of a stages.toml, as they are printed."""
    with pytest.raises(SourceError) as caught:
        stages.load(written(root, text))
    return [str(problem) for problem in caught.value.problems]


def test_a_region_is_all_that_a_stage_needs(tmp_path: Path) -> None:
    """The defaults are the careful ones: no logs, no demo, low limits."""
    root = written(tmp_path, '[prod]\nregion = "eu-north-1"\n')
    assert stages.find(root, "prod") == Stage("prod", "eu-north-1")
    assert stages.find(root, "prod").limits == Limits(concurrency=5, rate=10, burst=20)
    assert stages.find(root, "prod").stack == "nejtak-prod"


def test_everything_that_a_stage_can_say(tmp_path: Path) -> None:
    """Each key lands in its place."""
    text = f"""
    [demo]
    region = "eu-west-1"
    profile = "partner"
    domain = "svar.partner.dk"
    certificate = "{ARN}"
    demo = true
    log_days = 7
    limits = {{ concurrency = 2, rate = 3, burst = 4 }}
    alarm = {{ address = "it@partner.dk", amount = 25 }}
    """
    assert stages.load(written(tmp_path, text)) == {
        "demo": Stage(
            "demo", "eu-west-1", "partner", "svar.partner.dk", ARN, True, 7,
            Limits(2, 3, 4), Alarm("it@partner.dk", 25),
        )
    }  # fmt: skip


def test_every_fault_in_one_run(tmp_path: Path) -> None:
    """Each mistake is told once, with its place and how to mend it."""
    text = """
    extra = 1
    [Production]
    region = "eu-north"
    domain = "https://svar.dk"
    log_days = 2
    [test]
    certificate = "arn:aws:acm:eu-north-1:123456789012:certificate/0a"
    limit = { rate = 1 }
    [prod]
    region = "eu-north-1"
    limits = { rate = 30, concurrency = 0 }
    alarm = { address = "it" }
    """
    assert problems(tmp_path, text) == [
        "stages.toml:Production: is no name for a stage. Use a-z, 0-9 and single hyphens "
        "between, 1 to 20 characters.",
        "stages.toml:Production.domain: 'https://svar.dk' is no domain. Write it like "
        '"svar.example.dk", without https://.',
        "stages.toml:Production.domain: needs 'certificate' beside it. Add 'certificate', or "
        "remove both.",
        "stages.toml:Production.log_days: must be one of 1, 3, 5, 7, 14, 30: CloudWatch knows no "
        "other.",
        "stages.toml:Production.region: 'eu-north' is no AWS region. Write it like \"eu-north-1\".",
        "stages.toml:extra: must be a table like [extra].",
        "stages.toml:prod.alarm.address: 'it' is no e-mail address.",
        "stages.toml:prod.alarm.amount: is missing. Add it, like 10.",
        "stages.toml:prod.limits.burst: must not be below 'rate', 30.",
        "stages.toml:prod.limits.concurrency: must be from 1 to 1000, not 0.",
        "stages.toml:test.certificate: must be the ARN of a certificate in us-east-1, where "
        'CloudFront looks for it, like "arn:aws:acm:us-east-1:123456789012:certificate/...".',
        "stages.toml:test.certificate: needs 'domain' beside it. Add 'domain', or remove both.",
        "stages.toml:test.limit: unknown key. Did you mean 'limits'? Keys here: alarm, "
        "certificate, demo, domain, limits, log_days, profile, region.",
        'stages.toml:test.region: is missing. Add it, like "eu-north-1".',
    ]


def test_an_unknown_stage_is_guessed(tmp_path: Path) -> None:
    """The likeliest name and all names are told."""
    root = written(tmp_path, '[prod]\nregion = "eu-north-1"\n')
    with pytest.raises(StateError, match=r"'prd'.* Did you mean 'prod'\? Stages: prod\."):
        stages.find(root, "prd")


def test_no_file_says_how_to_write_one(tmp_path: Path) -> None:
    """The message holds the smallest file that would do."""
    with pytest.raises(SourceError, match=r"is missing\. Write one, like:\n\n\[prod\]\nregion = "):
        stages.load(tmp_path)


def test_a_file_that_is_no_toml_is_one_fault(tmp_path: Path) -> None:
    """And faults of other files are not told here: `check` tells them."""
    (tmp_path / "other.toml").write_text("= 1")
    assert len(problems(tmp_path, "[prod")) == 1
