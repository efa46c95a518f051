"""An emulated AWS for the tests of deployment, and a deployed stage in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest
from emulator import Site, desk_at, running

from nejtak.deploy.apply import apply
from nejtak.deploy.plan import plan


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The variables of a running emulator; this process's own for as long."""
    with running(tmp_path_factory.mktemp("aws")) as environment:
        before = dict(os.environ)
        os.environ.update(environment)
        yield environment
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def site(aws: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo, deployed once for the tests of a module."""
    text = '[demo]\nregion = "eu-north-1"\ndemo = true\n'
    text += 'alarm = { address = "it@partner.dk", amount = 25 }\nlog_days = 7\n'
    desk = desk_at(tmp_path_factory.mktemp("desk"), aws, text)
    release, account = desk.release(), desk.account()
    return Site(desk, release, apply(account, release, plan(account, release), lambda _: None))
