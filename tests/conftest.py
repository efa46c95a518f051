"""What the tests share: a DynamoDB engine, a client for it, and a browser.

No test can reach anything but this machine: the AWS variables of whoever runs the tests are taken
away first, and the browser resolves no name.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import botocore.session
import needs
import pytest
from playwright.sync_api import Browser, sync_playwright
from stage import Preview, Stage, connect, new_stage

from nejtak.local import engine as engines

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Chromium calls home for updates, lists and statistics: none of that belongs into a measurement
# of what a page asks for, and no name but this machine's is ever looked up.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


# The files that take longest: they begin first, so that none of them is waited for at the end.
LONG = (
    "tests/aws/",
    "tests/report/test_report_kill.py",
    "tests/overview/test_all_due.py",
    "tests/browser/test_axe.py",
    "tests/browser/test_hostile_words.py",
    "tests/e2e/",
    "tests/wave/test_close_kill.py",
    "tests/wave/test_purge_kill.py",
    "tests/review/test_review_kill.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that need a browser, and put long files first; all others keep their order."""
    for item in items:
        if {"browser", "chromium"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_configure(config: pytest.Config) -> None:
    """Forget what account, and what shell, the person who runs the tests has."""
    config.addinivalue_line(
        "markers", "browser: needs Chromium, by a fixture that starts or names it"
    )
    for name in [name for name in os.environ if name.startswith(("AWS_", "NEJTAK_"))]:
        if name != "NEJTAK_CHROMIUM":
            del os.environ[name]
    os.environ |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "no_proxy": "127.0.0.1,localhost",
    }
    # Else each session reads botocore's data of every service anew, which takes 0.3 s and 30 MB.
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    # A shell that runs the tests in the background has what they start ignore Ctrl-C, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The variables of a running DynamoDB engine with an empty inbox table."""
    with engines.running(tmp_path_factory.mktemp("state")) as environment:
        with contextlib.closing(connect(environment)) as client:
            engines.create_table(client, environment["NEJTAK_TABLE"])
        yield environment


@pytest.fixture(scope="session")
def dynamodb(engine: Mapping[str, str]) -> Iterator[DynamoDBClient]:
    """A client for the engine."""
    with contextlib.closing(connect(engine)) as client:
        yield client


@pytest.fixture
def inbox_table(engine: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine's inbox table: the AWS variables name it, as the commands want; its name."""
    for name, value in engine.items():
        monkeypatch.setenv(name, value)
    return engine["NEJTAK_TABLE"]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium that an admin would print with."""
    return _found(needs.chromium())


def _found(program: str | None) -> str:
    if program is None:
        pytest.fail("No Chromium was found. Run `make test`, or set NEJTAK_CHROMIUM.")
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium that talks to this machine only."""
    program = _found(needs.headless())
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A fresh build of the demo whose wave is open."""
    return new_stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def preview(stage: Stage) -> Iterator[Preview]:
    """The preview of it."""
    with stage.preview() as preview:
        yield preview
