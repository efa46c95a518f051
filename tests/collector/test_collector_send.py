"""How a write goes out: signed, to the right place, with credentials of today, over true TLS."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import NoRegionError
from botocore.session import Session
from chalicelib import store
from engine_front import front, sealed

REGION = "eu-north-1"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Lambda sets."""
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret/+=")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token/+=")
    monkeypatch.setenv("NEJTAK_TABLE", "nejtak-inbox")


def test_the_signature_covers_the_sent_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB, which signs what arrives anew, comes to the same signature; nothing tells who."""
    with front() as engine:
        monkeypatch.setenv("AWS_ENDPOINT_URL", engine.url)
        assert store.put(sealed(), store.PutItemClient()) == "stored"
    ((headers, body),) = engine.seen
    credential, signed, signature = (
        part.partition("=")[2] for part in headers["Authorization"].split(" ", 1)[1].split(", ")
    )
    day = f"{datetime.now(UTC):%Y%m%d}"
    assert credential == f"AKIDEXAMPLE/{day}/{REGION}/dynamodb/aws4_request"
    arrived = {name.lower(): value for name, value in headers.items()}
    request = AWSRequest("POST", engine.url, {n: arrived[n] for n in signed.split(";")}, body)
    request.context["timestamp"] = arrived["x-amz-date"]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret/+=", "token/+="), "dynamodb", REGION)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    assert signature == signer.signature(text, request)
    assert arrived["host"] == f"127.0.0.1:{engine.port}"
    assert arrived["x-amz-security-token"] == "token/+="
    assert arrived["x-amz-target"] == "DynamoDB_20120810.PutItem"
    assert arrived["content-type"] == "application/x-amz-json-1.0"
    assert json.loads(body)["TableName"] == "nejtak-inbox"
    about_the_wire = {"host", "accept-encoding", "content-length", "user-agent", "authorization"}
    assert arrived.keys() == about_the_wire | {
        "content-type",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-target",
    }


class _Keys(BaseHTTPRequestHandler):
    """Hands out credentials that are soon over, another pair each time."""

    turn = 0

    def do_GET(self) -> None:
        """Answer as the credentials endpoint of a function that was started from a snapshot."""
        type(self).turn += 1
        over = datetime.now(UTC) + timedelta(minutes=5)
        keys = {
            "AccessKeyId": f"AKID{self.turn}",
            "SecretAccessKey": "secret",
            "Token": "token",
            "Expiration": over.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        body = json.dumps(keys).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextlib.contextmanager
def renewed_keys() -> Iterator[str]:
    """Serve `_Keys` and give its address."""
    with HTTPServer(("127.0.0.1", 0), type("Keys", (_Keys,), {})) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/keys"
        finally:
            server.shutdown()
            thread.join()


def test_credentials_are_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that lives longer than its credentials signs with new ones."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    with renewed_keys() as keys, front() as engine:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", keys)
        monkeypatch.setenv("AWS_ENDPOINT_URL", engine.url)
        inbox = store.PutItemClient()
        assert [store.put(sealed(), inbox) for _ in range(2)] == ["stored"] * 2
    used = [headers["Authorization"].split("Credential=")[1][:5] for headers, _ in engine.seen]
    assert used == ["AKID2", "AKID3"]


def test_without_credentials_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The app starts, so that candidates get their words back, and says what is missing."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with front() as engine:
        monkeypatch.setenv("AWS_ENDPOINT_URL", engine.url)
        assert store.put(sealed(), store.PutItemClient()) == "busy"
    assert engine.seen == []
    assert caplog.messages == ["NoCredentialsError"]


def test_without_a_region_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature needs a region; of the two names for it either will do."""
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    store.PutItemClient()
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(NoRegionError):
        store.PutItemClient()


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-eusc", "aws-us-gov"])
def test_the_endpoint_is_the_one_that_botocore_finds(partition: str) -> None:
    """In every region of AWS, China's and the European sovereign cloud's included."""
    session = Session()
    regions = session.get_available_regions("dynamodb", partition)
    assert regions
    for region in regions:
        with contextlib.closing(session.create_client("dynamodb", region)) as client:
            assert store.endpoint(region) == client.meta.endpoint_url


def test_an_endpoint_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """By AWS's own variables, the one for DynamoDB before the one for all of AWS."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert store.endpoint(REGION) == "http://127.0.0.1:1"
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:2")
    assert store.endpoint(REGION) == "http://127.0.0.1:2"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that nobody has signed but itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return folder / "cert.pem"


@pytest.mark.parametrize(
    ("trusts", "host", "outcome", "logged"),
    [
        (True, "127.0.0.1", "stored", []),
        (True, "localhost", "busy", ["SSLError"]),  # it is not who it says it is
        (False, "127.0.0.1", "busy", ["SSLError"]),
    ],
)
def test_only_a_trusted_engine_gets_an_answer(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    certificate: Path,
    trusts: bool,
    host: str,
    outcome: str,
    logged: list[str],
) -> None:
    """TLS as botocore does it: a certificate of its own bundle or AWS_CA_BUNDLE, for the host."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    if trusts:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    with front(tls=tls) as engine:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://{host}:{engine.port}")
        assert store.put(sealed(), store.PutItemClient()) == outcome
    assert len(engine.seen) == (outcome == "stored")
    assert caplog.messages == logged
