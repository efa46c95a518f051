"""An AWS for tests: MiniStack on loopback with IAM enforced, and a TLS proxy."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import platform
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import playwright
from aws_support import REGION, wheels
from commands import as_project
from sources import copy_demo

from nejtak.aws.account import Account, AwsError
from nejtak.aws.apply import Deployed, apply_plan
from nejtak.aws.plan import plan_deployment
from nejtak.aws.prepare import Deployment, prepare_deployment
from nejtak.aws.resources import busy
from nejtak.aws.resources.role import BOUNDARY
from nejtak.base import private_keys
from nejtak.project.folder import load_folder
from nejtak.project.stages import Stage
from nejtak.wave import load as sources
from nejtak.wave.open import open_wave

HOST = Path(__file__).with_name("emulator_host.py")
SERVICES = (
    "dynamodb,s3,cloudformation,lambda,apigateway,cloudfront,iam,sts,logs,sns,monitoring,budgets,"
    "cloudtrail"
)
# The CDN's function is run by Node: the machine's own, or the one that comes with Playwright.
NODE = Path(playwright.__file__).parent / "driver"
ROOT_KEY = "nejtak-test-root"
MACHINE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
WAVE = ("nordlys", "2026-h2")

# `build.py` with a desk's folders: exit code, stdout and stderr.
Run = Callable[..., tuple[int, str, str]]
Command = Callable[["Desk"], Run]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """Run the emulator with its files in `folder`; yield the variables that lead to it.

    The proxy among them leads every host of CloudFront's to it, by TLS, and no other host.
    """
    certificate(folder)
    with contextlib.ExitStack() as open_sockets:
        plain, tls, proxy = (
            open_sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=128))
            for _ in range(3)
        )
        port = plain.getsockname()[1]
        secure = f"https://127.0.0.1:{tls.getsockname()[1]}"
        way = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        handles = [one.fileno() for one in (plain, tls, proxy)]
        environment = {
            "PATH": f"{os.environ['PATH']}{os.pathsep}{NODE}",
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "localhost",
            "MINISTACK_REGION": REGION,
            "GATEWAY_PORT": str(port),
            "SERVICES": SERVICES,
            "AUTH": "true",
            "LOG_LEVEL": "ERROR",
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "S3_DATA_DIR": str(folder / "s3"),
            "DOCKER_HOST": f"unix://{folder / 'no-docker'}",
        }
        with (folder / "emulator.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, str(HOST), *map(str, handles), str(folder)],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                pass_fds=handles,
                start_new_session=True,
            )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n", (folder / "emulator.log").read_text()
            yield {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": ROOT_KEY,
                "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
                "NO_PROXY": "127.0.0.1,localhost",
                "HTTPS_PROXY": way,
                "SSL_CERT_FILE": str(folder / "cert.pem"),
                "TLS_ENDPOINT": secure,
            }
        finally:
            process.stdin.close()
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:  # it may wait half a minute for a TLS connection
                os.killpg(process.pid, signal.SIGKILL)


def certificate(folder: Path) -> None:
    """Make a certificate for the hosts of CloudFront, and its key."""
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test",
        "-addext",
        "subjectAltName=DNS:*.cloudfront.net,IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)


@dataclass(frozen=True)
class Desk:
    """One admin's folders: sources with an open wave, and the build."""

    root: Path
    environment: Mapping[str, str]

    @property
    def source(self) -> Path:
        """The sources, free to be changed."""
        return self.root / "source"

    @property
    def stage(self) -> Stage:
        """The stage as nejtak.toml has it now."""
        return load_folder(self.root).stage("demo")

    def account(self) -> Account:
        """A fresh look at the account, as each command has."""
        return Account(self.stage)

    def deployment(self) -> Deployment:
        """The deployment of the sources as they are now."""
        return prepare_deployment(self.stage, self.source, self.root / "build", MACHINE)

    def edit(self, file: str, old: str, new: str) -> None:
        """Change a source."""
        path = self.source / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def request(
        self, host: str, method: str, path: str, body: str = "", kind: str = ""
    ) -> tuple[int, dict[str, str], str]:
        """Ask the distribution as a browser does, behind something that speaks TLS for it."""
        port = int(self.environment["AWS_ENDPOINT_URL"].rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Host": host, "X-Forwarded-Proto": "https"}
        connection.request(
            method, path, body or None, headers | ({"Content-Type": kind} if kind else {})
        )
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return found


def new_desk(root: Path, environment: Mapping[str, str], stage: str) -> Desk:
    """The demo sources with one wave, which is open, a key, and a stage."""
    desk = Desk(root, environment)
    copy_demo(desk.source)
    for path in desk.source.glob("clients/*/waves/2026-h1.*"):
        path.unlink()
    as_project(desk.source)
    with (root / "nejtak.toml").open("a", encoding="utf-8") as file:
        file.write(stage)
    private_keys.new_key(root / "keys" / "partner.key")
    open_one(desk, *WAVE)
    return desk


def open_one(desk: Desk, client: str, wave: str) -> None:
    """Open a wave, as `nejtak wave open` does."""
    found = sources.find_wave(sources.load_project(desk.source), client, wave)
    open_wave(*found, private_keys.public_keys(desk.root / "keys"), date.today())


@dataclass
class Site:
    """A desk with its first deployment deployed."""

    desk: Desk
    deployment: Deployment
    deployed: Deployed

    @property
    def host(self) -> str:
        """The distribution's host name."""
        return self.deployed.url.split("/")[2]

    def deploy(self, deployment: Deployment) -> Deployed:
        """Plan and apply, as `nejtak deploy` does."""
        account = self.desk.account()
        return apply_plan(account, deployment, plan_deployment(account, deployment), lambda _: None)


def calls_of(account: Account) -> list[str]:
    """The calls to an account from now on, as `s3:GetObject`."""
    made: list[str] = []
    ask = account.call

    def call(service: str, method: str, /, **values: object) -> Any:
        name = account.client(service).meta.method_to_api_mapping[method]
        made.append(f"{service}:{name}")
        return ask(service, method, **values)

    account.call = call
    return made


def user(account: Account, name: str, policy: dict[str, Any]) -> dict[str, str]:
    """The keys of a new user who may do what the policy says."""
    iam = account.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    found = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "aws_access_key_id": found["AccessKeyId"],
        "aws_secret_access_key": found["SecretAccessKey"],
    }


# Services that the emulator lacks, and their answers in an account that does not use them.
ABSENT: dict[tuple[str, str], Any] = {
    ("backup", "describe_protected_resource"): AwsError("none", "ResourceNotFoundException"),
    ("cloudtrail", "list_event_data_stores"): {"EventDataStores": []},
    ("guardduty", "list_detectors"): {"DetectorIds": []},
    ("lambda", "get_account_settings"): {"AccountLimit": {"UnreservedConcurrentExecutions": 999}},
}


def with_absent(call: Callable[..., Any]) -> Callable[..., Any]:
    """`Account.call` that answers for those services, too."""

    def answered(account: Account, service: str, method: str, /, **values: Any) -> Any:
        answer = ABSENT.get((service, method))
        if answer is None:
            return call(account, service, method, **values)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return answered


def complete(account: Account) -> None:
    """Set the properties that the emulator's CloudFormation leaves out of a stack."""
    found = account.call(
        "cloudformation", "describe_stack_resources", StackName=account.stage.stack
    )
    ids = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found["StackResources"]}
    expiry = {"AttributeName": "expires", "Enabled": True}
    account.call(
        "dynamodb", "update_time_to_live", TableName=ids["Inbox"], TimeToLiveSpecification=expiry
    )
    account.call(
        "lambda",
        "put_function_concurrency",
        FunctionName=ids["APIHandler"],
        ReservedConcurrentExecutions=account.stage.limits.concurrency,
    )
    for one in busy.TYPES:
        headers = busy.BUSY["ResponseParameters"]["Headers"]
        account.call(
            "apigateway",
            "put_gateway_response",
            restApiId=ids["RestAPI"],
            responseType=one,
            statusCode="503",
            responseTemplates=busy.BUSY["ResponseTemplates"],
            responseParameters={f"gatewayresponse.header.{k}": v for k, v in headers.items()},
        )
    limit = f"arn:aws:iam::{account.id}:policy/{BOUNDARY}"
    account.call(
        "iam",
        "put_role_permissions_boundary",
        RoleName=ids["ApiHandlerRole"],
        PermissionsBoundary=limit,
    )


def desk_at(folder: Path, aws: Mapping[str, str], stage: str) -> Desk:
    """A desk that fetches no wheel which another one has."""
    desk = new_desk(folder, aws, stage)
    (folder / "build").mkdir()
    (folder / "build" / "wheels").symlink_to(wheels().name)
    return desk
