"""Stages: what [stages] of nejtak.toml may say, and every fault in one run."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from nejtak.errors import SourceError, StateError
from nejtak.project.folder import load_folder
from nejtak.project.stages import Alarm, Limits, Stage

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c"


def written(root: Path, text: str) -> Path:
    """A project's folder with these stages."""
    (root / "nejtak.toml").write_text('sources = "x"\n' + dedent(text), encoding="utf-8")
    return root


def problems(root: Path, text: str) -> list[str]:
    """The faults of a nejtak.toml, as they are printed."""
    with pytest.raises(SourceError) as caught:
        load_folder(written(root, text))
    return [str(problem) for problem in caught.value.faults]


def test_a_region_is_all_that_a_stage_needs(tmp_path: Path) -> None:
    """The defaults are the careful ones: no logs, no demo, low limits."""
    root = written(tmp_path, '[stages.prod]\nregion = "eu-north-1"\n')
    assert load_folder(root).stage("prod") == Stage("prod", "eu-north-1")
    assert load_folder(root).stage("prod").limits == Limits(concurrency=5, rate=10, burst=20)
    assert load_folder(root).stage("prod").stack == "nejtak-prod"


def test_everything_that_a_stage_can_say(tmp_path: Path) -> None:
    """Each key lands in its place."""
    text = f"""
    [stages.demo]
    region = "eu-west-1"
    profile = "partner"
    domain = "svar.partner.dk"
    certificate = "{ARN}"
    demo = true
    log_days = 7
    limits = {{ concurrency = 2, rate = 3, burst = 4 }}
    alarm = {{ address = "it@partner.dk", amount = 25 }}
    """
    assert load_folder(written(tmp_path, text)).stages == {
        "demo": Stage(
            "demo",
            "eu-west-1",
            "partner",
            "svar.partner.dk",
            ARN,
            True,
            7,
            Limits(2, 3, 4),
            Alarm("it@partner.dk", 25),
        )
    }


def test_every_fault_in_one_run(tmp_path: Path) -> None:
    """Each mistake is reported once, with its place and how to fix it."""
    text = """
    [stages]
    extra = 1
    [stages.Production]
    region = "eu-north"
    domain = "https://svar.dk"
    log_days = 2
    [stages.test]
    certificate = "arn:aws:acm:eu-north-1:123456789012:certificate/0a"
    limit = { rate = 1 }
    [stages.prod]
    region = "eu-north-1"
    limits = { rate = 30, concurrency = 0 }
    alarm = { address = "it" }
    """
    assert problems(tmp_path, text) == [
        "nejtak.toml:stages.Production: is not a stage's name. Use a-z, 0-9 and single hyphens "
        "between, 1 to 20 characters.",
        "nejtak.toml:stages.Production.domain: 'https://svar.dk' is not a domain. Write it like "
        '"svar.example.dk", without https://.',
        "nejtak.toml:stages.Production.domain: needs 'certificate' too. Add 'certificate', "
        "or remove both.",
        "nejtak.toml:stages.Production.log_days: must be one of 1, 3, 5, 7, 14, 30: "
        "CloudWatch allows no other number.",
        "nejtak.toml:stages.Production.region: 'eu-north' is not an AWS region. "
        'Write it like "eu-north-1".',
        "nejtak.toml:stages.extra: must be a table like [stages.extra].",
        "nejtak.toml:stages.prod.alarm.address: 'it' is not an e-mail address that a link can "
        "open. Write the address alone, like 'privacy@firm.example'.",
        "nejtak.toml:stages.prod.alarm.amount: is missing. Add it, like 10.",
        "nejtak.toml:stages.prod.limits.burst: must not be below 'rate', 30.",
        "nejtak.toml:stages.prod.limits.concurrency: must be from 1 to 1000, not 0.",
        "nejtak.toml:stages.test.certificate: must be the ARN of a certificate in us-east-1, where "
        'CloudFront looks for it, like "arn:aws:acm:us-east-1:123456789012:certificate/...".',
        ("nejtak.toml:stages.test.certificate: needs 'domain' too. Add 'domain', or remove both."),
        "nejtak.toml:stages.test.limit: unknown key. Did you mean 'limits'? Known keys: alarm, "
        "certificate, demo, domain, limits, log_days, profile, region.",
        'nejtak.toml:stages.test.region: is missing. Add it, like "eu-north-1".',
    ]


def test_an_unknown_stage_is_guessed(tmp_path: Path) -> None:
    """The message has the most similar name and all names."""
    root = written(tmp_path, '[stages.prod]\nregion = "eu-north-1"\n')
    with pytest.raises(StateError, match=r"'prd'.* Did you mean 'prod'\? Stages: prod\."):
        load_folder(root).stage("prd")


def test_no_stage_says_how_to_write_one(tmp_path: Path) -> None:
    """The message holds the smallest table that would do."""
    root = written(tmp_path, "")
    with pytest.raises(StateError, match=r"Add one, like:\n\n\[stages\.prod\]\nregion = "):
        load_folder(root).stage("prod")


def test_a_file_that_is_no_toml_is_one_fault(tmp_path: Path) -> None:
    """No key is missing from what could not be read."""
    assert len(problems(tmp_path, "[prod")) == 1


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "eusc-de-east-1"])
def test_a_part_of_aws_without_cloudfront_is_a_fault(tmp_path: Path, region: str) -> None:
    """Found by `check`, and not by a deployment."""
    (fault,) = problems(tmp_path, f'[stages.prod]\nregion = "{region}"\n')
    assert "is in a part of AWS without CloudFront. Use another region." in fault
