"""Stages: `[stages.NAME]` in `nejtak.toml`.

A stage is one deployment in one AWS account and region. Its name is short because it is part of the
names of the stack and of a bucket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nejtak.base.ids import is_slug
from nejtak.project.addresses import check_address
from nejtak.project.toml_table import TomlTable

NAME_LENGTH = 20
# CloudWatch allows these numbers of days and others above 30, which nobody needs.
LOG_DAYS = (1, 3, 5, 7, 14, 30)
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[1-9]")
# Regions of other AWS partitions: China, governments, and the European Sovereign Cloud.
_OTHER_PARTITIONS = ("cn-", "us-gov-", "eusc-", "us-iso", "eu-isoe-")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+")
_CERTIFICATE = re.compile(r"arn:aws:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f-]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the cost of a flood of requests.

    `concurrency` is the number of functions at once; `rate` and `burst` are submissions per
    second and at once. Above them AWS answers "try again" and charges next to nothing.
    """

    concurrency: int = 5
    rate: int = 10
    burst: int = 20


@dataclass(frozen=True, slots=True)
class Alarm:
    """The e-mail address for alarms, and the US dollars a month from which cost is an alarm."""

    address: str
    amount: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment.

    `profile` is a profile of the admin's AWS configuration; None for boto3's default chain.
    `domain` and `certificate` are given together or not at all. `log_days` is how long the
    function's warnings are kept; None, the default, means that nothing is logged anywhere.
    A `demo` stage accepts fictional clients; others refuse them.
    """

    name: str
    region: str
    profile: str | None = None
    domain: str | None = None
    certificate: str | None = None
    demo: bool = False
    log_days: int | None = None
    limits: Limits = Limits()
    alarm: Alarm | None = None

    @property
    def stack(self) -> str:
        """The name of the CloudFormation stack."""
        return f"nejtak-{self.name}"


def parse_stages(table: TomlTable) -> dict[str, Stage]:
    """Read `[stages]`, which has a table for each stage; faults are collected."""
    stages = {}
    for name, values in table.values.items():
        if not is_slug(name) or len(name) > NAME_LENGTH:
            table.fault(name, "stage-name", most=NAME_LENGTH)
        if isinstance(values, dict):
            stages[name] = _stage(name, table.table(name))
        else:
            table.fault(name, "stage-table", name=name)
    return stages


def _stage(name: str, table: TomlTable) -> Stage:
    stage = Stage(
        name,
        _matching(table, "region", _REGION, example='"eu-north-1"') or "",
        table.text("profile"),
        _matching(table, "domain", _DOMAIN),
        _matching(table, "certificate", _CERTIFICATE),
        table.flag("demo"),
        _log_days(table),
        _limits(table),
        _alarm(table),
    )
    if stage.region.startswith(_OTHER_PARTITIONS):
        table.fault("region", "stage-partition", value=stage.region)
    for key, other in (("domain", "certificate"), ("certificate", "domain")):
        if key in table.values and other not in table.values:
            table.fault(key, "stage-pair", other=other)
    table.done()
    return stage


def _matching(
    table: TomlTable, key: str, pattern: re.Pattern[str], *, example: str | None = None
) -> str | None:
    value = table.text(key, example=example)
    if value is not None and not pattern.fullmatch(value):
        table.fault(key, f"stage-{key}", value=value)
    return value


def _log_days(table: TomlTable) -> int | None:
    days: int | None = table.get("log_days", int)
    if days is not None and days not in LOG_DAYS:
        table.fault("log_days", "stage-days", known=", ".join(map(str, LOG_DAYS)))
    return days


def _limits(table: TomlTable) -> Limits:
    own = table.table("limits")
    usual = Limits()
    limits = Limits(
        own.integer("concurrency", 1, 1000) or usual.concurrency,
        own.integer("rate", 1, 10_000) or usual.rate,
        own.integer("burst", 1, 5_000) or usual.burst,
    )
    if limits.burst < limits.rate:
        own.fault("burst", "stage-burst", rate=limits.rate)
    own.done()
    return limits


def _alarm(table: TomlTable) -> Alarm | None:
    own = table.table("alarm")
    if not own.given:
        return None
    address = own.text("address", example='"it@example.dk"')
    amount = own.integer("amount", 1, 100_000, example="10")
    check_address(own, "address", address or "")
    own.done()
    return Alarm(address or "", amount or 1)
