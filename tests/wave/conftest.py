"""Fixtures of the tests of waves: an open wave without an engine, and an admin with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from admin import Admin
from close_support import Case
from commands import Run, in_process
from purge_support import Reported

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """An open wave that nobody has answered."""
    return Case(tmp_path)


@pytest.fixture
def admin(
    tmp_path: Path,
    inbox_table: str,
    dynamodb: DynamoDBClient,
) -> Iterator[Admin]:
    """An open wave that is on no stage; the AWS variables name the inbox."""
    one = Admin(tmp_path, dynamodb, inbox_table)
    yield one
    one.empty()


@pytest.fixture
def run(admin: Admin, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `build.py` with words on the admin's site."""
    return in_process(admin.site.root, monkeypatch, capsys)


@pytest.fixture
def reported(tmp_path: Path) -> Reported:
    """A closed wave that was never reported on yet."""
    return Reported(tmp_path)
