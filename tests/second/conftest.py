"""LocalEmu, a second emulator of AWS, in an environment of its own: `make second` installs it."""

from __future__ import annotations

import functools
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from aws_support import REGION, fetched
from emulator import MACHINE, Desk, desk_at

from nejtak.aws import prepare, stack
from nejtak.aws.account import Account
from nejtak.aws.policy import boundary
from nejtak.aws.resources.role import BOUNDARY

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "build" / "second" / "bin" / "python"
STAGE = (
    '[stages.demo]\nregion = "eu-north-1"\ndemo = true\nlog_days = 7\n'
    'alarm = { address = "it@partner.dk", amount = 25 }\n'
)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of LocalEmu; this process's own AWS variables lead to it."""
    fetched(MACHINE)
    folder = tmp_path_factory.mktemp("localemu")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT / "tests" / "support"),
        "GATEWAY_LISTEN": address,
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES": "1",
        "DOCKER_HOST": f"unix://{folder}/no-docker",
    }
    host = Path(__file__).with_name("second_host.py")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [str(PYTHON), str(host)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process, pytest.MonkeyPatch.context() as patch:
        assert process.stdout is not None
        assert process.stdin is not None
        ready = any(line == "Ready.\n" for line in process.stdout)
        assert ready, (folder / "log").read_text()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{address}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_CONFIG_FILE": os.devnull,
        }.items():
            patch.setenv(name, value)
        yield f"http://{address}"
        process.stdin.close()


@pytest.fixture(scope="session")
def desk(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An admin with one open wave, in an account that has the permissions boundary."""
    boto3.client("iam", region_name=REGION).create_policy(
        PolicyName=BOUNDARY, PolicyDocument=json.dumps(boundary())
    )
    made = desk_at(
        tmp_path_factory.mktemp("desk"), {**os.environ, "AWS_ENDPOINT_URL": endpoint}, STAGE
    )
    ask = Account.call

    def without_invalidation(account: Account, service: str, method: str, /, **values: object):
        # There is no distribution, so there is no cache to empty.
        if method == "create_invalidation":
            return {}
        return ask(account, service, method, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Account, "call", without_invalidation)
        patch.setattr(stack, "LOOK_EVERY", 0.5)
        prepared = functools.partial(prepare.prepare_deployment, machine=MACHINE)
        patch.setattr(prepare, "prepare_deployment", prepared)
        yield made
