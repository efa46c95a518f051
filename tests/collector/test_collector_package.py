"""The package that goes to Lambda: small, exact, and run here by AWS's own runtime client."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from collector_support import (
    FORM_TYPE,
    JSON_TYPE,
    SOURCE,
    Built,
    Table,
    as_form,
    as_json,
    proven,
)
from lambda_host import LambdaHost, lambda_environment, rest_event


@pytest.fixture(scope="module")
def package(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `chalice package` makes of a built collector, with a region and no credentials."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(built.folder, folder / "collector", ignore=shutil.ignore_patterns("*.pyc"))
    program = [sys.executable, "-c", "from chalice.cli import main; main()"]
    arguments = ["--project-dir", str(folder / "collector"), "package", "--stage", "api"]
    subprocess.run(
        [*program, *arguments, str(folder / "out")],
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-north-1"},
        check=True,
        capture_output=True,
    )
    return folder / "out"


@pytest.fixture
def host(package: Path, table: Table, tmp_path: Path) -> Iterator[LambdaHost]:
    """The unpacked package in a function of its own."""
    with zipfile.ZipFile(package / "deployment.zip") as archive:
        archive.extractall(tmp_path / "task")
    with LambdaHost(tmp_path / "task", lambda_environment(table.environment)) as host:
        yield host


def test_the_packaged_zip_stores_a_response(
    built: Built, host: LambdaHost, table: Table, tmp_path: Path
) -> None:
    """JSON and form, through the real runtime client, into the engine, and out with `age`."""
    event = rest_event(
        "nordlys",
        "2026-q3",
        proven(as_json({"worries": "Søde æbler 🙂"})),
        {
            "Content-Type": JSON_TYPE,
        },
    )
    reply = host.invoke(event)
    assert (reply["statusCode"], reply["body"]) == (201, '{"stored":true}')
    event = rest_event(
        "nordlys",
        "2026-q3",
        as_form([("rating", "5")], "b" * 32),
        {
            "Content-Type": FORM_TYPE,
        },
    )
    reply = host.invoke(event)
    assert reply["statusCode"] == 303
    assert reply["headers"]["Location"] == "/nordlys/2026-q3/da/thanks/"
    key = tmp_path / "key.txt"
    key.write_text(f"{built.identities[1]}\n")
    found = [opened_by_age(item["sealed"]["B"], key) for item in table.items()]
    assert {"answers": {"worries": "Søde æbler 🙂"}} in found
    assert {"answers": {"rating": "5"}} in found
    assert len(found) == 2
    assert host.lines == ""


def opened_by_age(sealed: bytes, key: Path) -> Any:
    """Open with the `age` program."""
    command = ["age", "--decrypt", "--identity", str(key)]
    return json.loads(subprocess.run(command, input=sealed, capture_output=True, check=True).stdout)


def test_the_zip_has_only_needed_files(package: Path) -> None:
    """Our code, Chalice's runtime, pyrage for x86-64, contracts and pages; no boto3, no keys."""
    with zipfile.ZipFile(package / "deployment.zip") as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.startswith("pyrage")} == {
        "app.py",
        "chalice",
        "chalicelib",
    }
    assert "pyrage/pyrage.abi3.so" in names
    assert "chalicelib/waves/nordlys/2026-q3/contract.json" in names
    assert "chalicelib/waves/nordlys/2026-q3/form.da.html" in names
    assert "chalicelib/waves/unknown.html" in names
    assert (package / "deployment.zip").stat().st_size < 2_000_000


def test_the_role_can_put_and_nothing_else(package: Path) -> None:
    """The one permission of DESIGN's first promise, on one table."""
    template = json.loads((package / "sam.json").read_text())
    (function,) = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    roles = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::Role"
    ]
    documents = [p["PolicyDocument"] for role in roles for p in role.get("Policies", [])]
    documents += [policy for policy in function.get("Policies", []) if isinstance(policy, dict)]
    statements = [s for document in documents for s in document["Statement"]]
    granted = [(s["Effect"], s["Action"], s["Resource"]) for s in statements]
    arn = "arn:aws:dynamodb:*:*:table/nejtak-inbox"
    assert granted == [("Allow", "dynamodb:PutItem", arn)]
    assert function["Environment"]["Variables"]["NEJTAK_TABLE"] == "nejtak-inbox"
    assert function["Timeout"] == 10


def test_requirements_are_those_of_the_lock() -> None:
    """What is tested is what is deployed: one requirement, in the locked version."""
    lines = (SOURCE / "requirements.txt").read_text().splitlines()
    (pin,) = [line for line in lines if line and not line.startswith("#")]
    lock = (SOURCE.parent / "requirements.lock").read_text()
    assert re.search(rf"^{re.escape(pin)}( |$)", lock, re.MULTILINE)
    assert pin.startswith("pyrage==")
