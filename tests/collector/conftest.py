"""A collector as the build leaves it, and an empty table in the engine that all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

# The collector makes its client at import, which asks for a region and nothing else.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")

from chalicelib import contracts
from chalicelib.contracts import WaveContract
from collector_support import Built, Table, build

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy of `collector/` with an open and a closed wave."""
    return build(tmp_path_factory.mktemp("built") / "collector")


@pytest.fixture(scope="session")
def contract(built: Built) -> WaveContract:
    """The contract of the open wave."""
    found = contracts.load_contract("nordlys", "2026-q3", built.waves)
    assert found
    return found


@pytest.fixture
def table(engine: Mapping[str, str], dynamodb: DynamoDBClient) -> Iterator[Table]:
    """The inbox's table in a real engine, empty before and after."""
    table = Table(engine, dynamodb)
    table.clear()
    yield table
    table.clear()
