"""The same journey with what goes to AWS: the packaged zip, run by the real Lambda runtime client.

One origin in front of both stands in for CloudFront: pages come from the preview, `/api/*` goes
to the function as API Gateway hands it on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lambda_host import LambdaHost, lambda_environment, rest_event
from playwright.sync_api import Browser
from stage import PATIENCE, WAVE, Preview, Stage
from test_journey import SURVEY, assert_stored, fill, opened, submission, take_time

from nejtak.disclosure import at_most


@pytest.fixture(scope="module")
def host(stage: Stage, preview: Preview) -> Iterator[LambdaHost]:
    """The function: the built collector, packaged and unpacked."""
    out = stage.root / "package"
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from chalice.cli import main; main()",
            "--project-dir",
            str(stage.root / "build" / "collector"),
            "package",
            "--stage",
            "api",
            str(out),
        ],
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-north-1"},
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(out / "deployment.zip") as archive:
        archive.extractall(out / "task")
    with LambdaHost(out / "task", lambda_environment(preview.note["environment"])) as host:
        yield host


@contextmanager
def fronted(preview: Preview, host: LambdaHost) -> Iterator[str]:
    """One origin before the preview's pages and the function; yields its URL."""

    class Front(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urllib.request.urlopen(preview.url + self.path, timeout=PATIENCE) as page:
                headers = [(k, v) for k, v in page.headers.items() if k != "Content-Length"]
                self._send(page.status, dict(headers), page.read())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            client, wave = self.path.split("/")[-2:]
            answer = host.invoke(rest_event(client, wave, body, dict(self.headers)))
            headers = {k: v[0] for k, v in answer["multiValueHeaders"].items()}
            headers |= answer["headers"]
            self._send(answer["statusCode"], headers, answer["body"].encode())

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_candidate_answers_the_packaged_collector(
    browser: Browser, stage: Stage, preview: Preview, host: LambdaHost, script: bool
) -> None:
    """The deployed package accepts the Danish page's answers and stores one sealed item."""
    before = preview.items()
    with fronted(preview, host) as url:
        page = opened(browser, java_script_enabled=script)
        page.goto(url + SURVEY)
        fill(page)
        take_time(page)
        page.locator("#send").tap()
        if not script:  # the answers are shown once before they are stored
            page.locator("button[type=submit]").tap()
        page.wait_for_url(f"{url}{SURVEY}thanks/")
        page.context.close()
    assert_stored(preview, stage, before)


def test_answers_from_the_package_become_a_report(
    stage: Stage, preview: Preview, host: LambdaHost, tmp_path: Path
) -> None:
    """Answers that came through the function are closed and reported like any others."""
    already = len(preview.items())
    with fronted(preview, host) as url:
        for reason in ["pay"] * 6 + ["process"] * 6:
            assert (
                Preview.post(
                    Preview(preview.process, {"url": url}, preview.file),
                    WAVE,
                    submission({"decided": reason}),
                )
                == 201
            )
    closed = stage.run("wave", "close", *WAVE, "--yes", "--suspects", "keep")
    counted = at_most(already + 12)
    assert f"is closed. {counted} answers are counted." in closed.stderr
    assert preview.items() == []
    report = stage.run("report", *WAVE, "--out", str(tmp_path)).stdout.split()[0]
    assert f"{counted} ud af 61 spurgte tæller med" in Path(report).read_text(encoding="utf-8")
