"""An emulated AWS for the tests of deployment, and a deployed stage in it."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Iterator, Mapping

import boto3
import pytest
from aws_support import REGION, fetched
from emulator import MACHINE, Command, Desk, Run, Site, desk_at, running, with_absent

from nejtak.aws import prepare
from nejtak.aws.account import Account
from nejtak.aws.apply import apply_plan
from nejtak.aws.plan import plan_deployment
from nejtak.aws.policy import boundary
from nejtak.aws.resources.role import BOUNDARY
from nejtak.cli.commands import main


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The variables of a running emulator; this process's own for as long."""
    fetched(MACHINE)  # while this process can still reach the package index
    with running(tmp_path_factory.mktemp("aws")) as environment:
        before = dict(os.environ)
        os.environ.update(environment)
        boto3.client("iam", region_name=REGION).create_policy(
            PolicyName=BOUNDARY, PolicyDocument=json.dumps(boundary())
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Account, "call", with_absent(Account.call))
            yield environment
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def site(aws: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo, deployed once for the tests of a module."""
    text = '[stages.demo]\nregion = "eu-north-1"\ndemo = true\n'
    text += 'alarm = { address = "it@partner.dk", amount = 25 }\nlog_days = 7\n'
    desk = desk_at(tmp_path_factory.mktemp("desk"), aws, text)
    built, account = desk.deployment(), desk.account()
    return Site(
        desk, built, apply_plan(account, built, plan_deployment(account, built), lambda _: None)
    )


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `build.py` as an admin does; the package is for the emulator's processor."""
    monkeypatch.setattr(
        prepare,
        "prepare_deployment",
        functools.partial(prepare.prepare_deployment, machine=MACHINE),
    )

    def at(desk: Desk) -> Run:
        folders = [
            f"--source={desk.source}",
            f"--build-dir={desk.root / 'build'}",
            f"--keys={desk.root / 'keys'}",
            f"--state={desk.root / 'state'}",
        ]

        def run(*words: str) -> tuple[int, str, str]:
            monkeypatch.chdir(desk.root)
            monkeypatch.setattr(sys, "argv", ["nejtak", *folders, *words])
            code = 0
            try:
                main()
            except SystemExit as ended:
                code = int(ended.code or 0)
            said = capsys.readouterr()
            return code, said.out, said.err

        return run

    return at
