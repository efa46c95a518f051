"""Fixtures of the tests of interviews: an open wave, and an interviewer at its desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The collector makes its client at import, which asks for a region and nothing else.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")

import chalicelib.store  # noqa: F401 - while there is a region
from interview_support import Interviewer, OpenWave

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def opened(
    tmp_path: Path,
    inbox_table: str,
    dynamodb: DynamoDBClient,
) -> Iterator[OpenWave]:
    """An open wave; the AWS variables name the inbox."""
    wave = OpenWave(tmp_path, dynamodb, inbox_table)
    yield wave
    wave.empty()


@pytest.fixture
def interviewer(opened: OpenWave) -> Iterator[Interviewer]:
    """An interviewer with an empty form."""
    with opened.entering() as desk:
        yield Interviewer(desk.url).sit_down()
