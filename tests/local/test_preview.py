"""The preview: one start, one port, one stop that leaves nothing running and loses nothing."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from stage import ROOT, WAVE, Preview, Stage, engine_process, gone, new_stage, wait_until

from nejtak.base.lock import holding
from nejtak.errors import StateError
from nejtak.local import preview as previews
from nejtak.local.note import running_preview
from nejtak.local.preview import welcome
from nejtak.wave.load import load_project

PATH = "/nordlys/2026-h2/da/"
WORDS = "surveys/offer-declined/da.md"
TITLE = "Hvorfor blev det et nej tak?"


@pytest.fixture
def own(tmp_path: Path) -> Stage:
    """A stage for one test, which may change its sources."""
    return new_stage(tmp_path)


def answer(text: str = "") -> dict[str, object]:
    """A submission, with a number of its own."""
    answers = {"decided": "pay", "positives": text} if text else {"decided": "pay"}
    return {"number": secrets.token_hex(16), "language": "da", "answers": answers}


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_every_page_has_exactly_the_headers_of_the_build(stage: Stage, preview: Preview) -> None:
    """What `headers.json` says is what each page is served with, missing ones included."""
    fixed = json.loads((stage.root / "build" / "headers.json").read_text())
    paths = [f"/{file.relative_to(stage.site).parent}/" for file in stage.site.rglob("index.html")]
    assert PATH in paths
    with closing(http.client.HTTPConnection("127.0.0.1", preview.note["port"])) as connection:
        for path in [*paths, "/nothing/"]:
            connection.request("GET", path.replace("/./", "/"))
            served = connection.getresponse()
            length = str(len(served.read()))
            assert served.status == (404 if path == "/nothing/" else 200)
            headers = dict(served.getheaders())
            assert headers.pop("Date")
            kind = {"Content-Type": "text/html; charset=utf-8", "Content-Length": length}
            assert headers == {**fixed, **kind}


def test_a_logo_has_headers_of_its_own(stage: Stage, preview: Preview) -> None:
    """Those of a page, each once, but for a policy that lets it do nothing; and it is kept."""
    fixed = json.loads((stage.root / "build" / "headers.json").read_text())
    logos = [*(stage.site / "logos").iterdir()]
    assert logos
    with closing(http.client.HTTPConnection("127.0.0.1", preview.note["port"])) as connection:
        for logo in logos:
            connection.request("GET", f"/logos/{logo.name}")
            served = connection.getresponse()
            assert (served.status, served.read()) == (200, logo.read_bytes())
            headers = dict(served.getheaders())
            assert len(headers) == len(served.getheaders())
            assert headers.pop("Date")
            assert headers == {
                **fixed,
                "Content-Type": "image/svg+xml",
                "Content-Length": str(logo.stat().st_size),
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
                "Cache-Control": "public, max-age=31536000, immutable",
            }


def test_answers_go_through_the_real_collector(preview: Preview) -> None:
    """An answer is stored sealed, with the five attributes and nothing else."""
    before = len(preview.items())
    assert preview.post(WAVE, answer("et svar")) == 201
    items = preview.items()
    assert len(items) == before + 1
    assert {frozenset(item) for item in items} == {
        frozenset({"pk", "id", "check", "sealed", "expires"})
    }
    assert b"et svar" not in items[-1]["sealed"]["B"]


def echoed(preview: Preview, number: int) -> bool:
    """Send a form that does not fit, and see whether the page that comes back is its own."""
    fields = {"language": "da", "number": "", "decided": "no-such-reason", "website": ""}
    form = urlencode({**fields, "positives": f"words-{number}-", "worries": f"doubts-{number}-"})
    request = urllib.request.Request(f"{preview.url}/api/responses/{'/'.join(WAVE)}", form.encode())
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except urllib.error.HTTPError as error:
        with error:
            page = error.read().decode()
        own = f"words-{number}-" in page and f"doubts-{number}-" in page
        return error.code == 400 and own and page.count("words-") == page.count("doubts-") == 1
    return False


def test_the_collectors_answers_at_once_are_never_mixed_up(preview: Preview) -> None:
    """Of 480 forms and answers on 32 threads, each gets its own words back, and one item each."""
    before = len(preview.items())

    def one(number: int) -> bool:
        if number % 2:
            return echoed(preview, number)
        return preview.post(WAVE, answer(f"words-{number}-")) == 201

    with ThreadPoolExecutor(32) as pool:
        assert sum(pool.map(one, range(480))) == 480
    assert len(preview.items()) == before + 240


def test_a_second_preview_with_the_same_state_is_refused(stage: Stage, preview: Preview) -> None:
    """Two previews never save over each other's answers."""
    assert preview.process.poll() is None
    refused = stage.run("preview", "--port", "0", code=1)
    assert refused.stderr == (
        f"A preview is already running with {stage.state}. "
        "Stop it, or name another folder with --state.\n"
    )


def test_a_taken_port_is_one_line(own: Stage) -> None:
    """Nothing is built or started when the port is taken, and the line says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        refused = own.run("preview", "--port", str(port), code=1)
    program = f"{sys.executable} {ROOT / 'build.py'}"
    other = f"{program} preview --port {port + 1}, or make preview PORT={port + 1}."
    assert refused.stderr == (
        f"Port {port} cannot be used: Address already in use. Choose another: {other}\n"
    )
    assert not own.site.exists()
    assert not (own.state / "engine").exists()


def test_the_note_leads_other_commands_to_the_engine(stage: Stage, preview: Preview) -> None:
    """`wave close` and its kin find the running preview by a note that its owner alone can read."""
    assert running_preview(stage.state) == preview.note
    assert set(preview.note) == {"pid", "url", "port", "environment"}
    assert (stage.state / "preview.json").stat().st_mode & 0o777 == 0o600
    before = len(preview.items())
    stage.run("sample", *WAVE, "--count", "7")
    assert len(preview.items()) == before + 7


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_nothing_running_and_loses_nothing(
    own: Stage, number: signal.Signals
) -> None:
    """Ctrl-C and SIGTERM end preview and engine; the answers are there in the next preview."""
    with own.preview(free_port()) as first:
        for _ in range(5):
            assert first.post(WAVE, answer()) == 201
        before = first.items()
        first.process.send_signal(number)
        assert first.process.wait(30) == 0
        assert first.said.endswith("Stopping. Answers are kept for the next preview.\n")
        assert gone(engine_process(own.state))
        assert running_preview(own.state) is None
        assert not (own.state / "preview.json").exists()
    with own.preview(first.note["port"]) as second:
        assert sorted(map(str, second.items())) == sorted(map(str, before))


def test_a_killed_preview_leaves_nothing_running_and_loses_nothing(own: Stage) -> None:
    """After kill -9 the engine saves and ends by itself, and the next preview has every answer."""
    with own.preview() as first:
        for _ in range(5):
            assert first.post(WAVE, answer()) == 201
        before = first.items()
        first.process.kill()
        first.process.wait()
        orphan = engine_process(own.state)
        assert running_preview(own.state) is None
    with own.preview() as second:
        assert gone(orphan)
        assert sorted(map(str, second.items())) == sorted(map(str, before))


def test_a_lost_engine_ends_the_preview(own: Stage) -> None:
    """When the engine is killed, the preview says so in one line instead of refusing answers."""
    with own.preview() as preview:
        os.kill(engine_process(own.state), signal.SIGKILL)
        assert preview.process.wait(30) == 1
        assert preview.said.endswith(
            "The DynamoDB engine has ended, and so has the preview. Answers older than a "
            "second are kept. Start the preview again.\n"
        )
    assert not (own.state / "preview.json").exists()


@pytest.mark.parametrize("linked", [False, True], ids=["here", "behind-a-link"])
def test_pages_follow_the_sources(own: Stage, linked: bool) -> None:
    """A change shows without a restart; a fault is said, and the last good page stays up."""
    words = own.source / WORDS
    if linked:
        folder = words.parent.rename(own.root / "elsewhere")
        words.parent.symlink_to(folder)
    text = words.read_text(encoding="utf-8")
    with own.preview() as preview:
        assert TITLE in preview.page(PATH)

        words.write_text(text.replace(TITLE, "Hvad gjorde forskellen?"), encoding="utf-8")
        wait_until(lambda: "Hvad gjorde forskellen?" in preview.page(PATH))

        words.write_text(text.replace("{#pay}", "{#pya}"), encoding="utf-8")
        wait_until(lambda: "The pages are still those from before" in preview.said)
        line = text.partition("{#pay}")[0].count("\n") + 1
        assert f"{WORDS}:{line}: {{#pya}}" in preview.said
        assert "Hvad gjorde forskellen?" in preview.page(PATH)
        assert preview.post(WAVE, answer()) == 201

        words.write_text(text, encoding="utf-8")
        wait_until(lambda: preview.said.endswith("Built again.\n"))
        assert TITLE in preview.page(PATH)

        client = own.source / "clients" / "nordlys" / "client.toml"
        client.write_text(client.read_text().replace("#007ea7", "#ffe100"), encoding="utf-8")
        wait_until(lambda: preview.said.count("Built again.\n") > 2)
        wait_until(lambda: "nordlys: #ffe100 -> " in preview.said)


def test_a_wave_that_opens_takes_answers_at_once(tmp_path: Path) -> None:
    """A draft's page stores nothing; once the wave is opened, it does, without a restart."""
    stage = new_stage(tmp_path, opened=False)
    with stage.preview() as preview:
        assert TITLE in preview.page(PATH)
        assert preview.post(WAVE, answer()) == 404
        stage.run("wave", "open", *WAVE)
        wait_until(lambda: "Built again." in preview.said)
        assert preview.post(WAVE, answer()) == 201


def test_faults_in_the_sources_start_nothing(own: Stage) -> None:
    """A preview of faulty sources says the faults and leaves nothing running."""
    (own.source / WORDS).write_text("", encoding="utf-8")
    refused = own.run("preview", "--port", "0", code=1)
    assert WORDS in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (own.state / "engine").exists()


def test_a_note_counts_only_while_its_preview_lives(tmp_path: Path) -> None:
    """No note, a note of a killed preview, and a note under a held lock."""
    assert running_preview(tmp_path / "nothing") is None
    assert running_preview(tmp_path) is None
    (tmp_path / "preview.json").write_text('{"url": "http://127.0.0.1:1"}')
    assert running_preview(tmp_path) is None
    with holding(tmp_path / "preview.lock", StateError()):
        assert running_preview(tmp_path) == {"url": "http://127.0.0.1:1"}


def test_the_welcome_names_the_next_steps(tmp_path: Path) -> None:
    """Each page's address, what is only a draft, and the next commands: the whole text."""
    stage = new_stage(tmp_path)
    said = welcome(load_project(stage.source), "http://127.0.0.1:8700", Path(".nejtak"))
    assert said == (
        "The preview is running.\n\nNordlys, 2026-h2\n  "
        "http://127.0.0.1:8700/nordlys/2026-h2/da/\n  "
        "http://127.0.0.1:8700/nordlys/2026-h2/en/\nHarbour & Pine, 2026-h2, a draft: "
        "its page cannot store answers yet\n  "
        "http://127.0.0.1:8700/harbour/2026-h2/en/\n  open it: nejtak wave open harbour "
        "2026-h2\nNordlys, 2026-h2-accepted, a draft: its page cannot store answers yet\n  "
        "http://127.0.0.1:8700/nordlys/2026-h2-accepted/da/\n  "
        "http://127.0.0.1:8700/nordlys/2026-h2-accepted/en/\n  open it: nejtak wave open nordlys "
        "2026-h2-accepted\n\nAnswer in the browser, or from another terminal:\n  nejtak sample "
        "nordlys 2026-h2      send 40 made-up answers\n  nejtak wave close nordlys "
        "2026-h2  end the wave and read them\n  nejtak report nordlys 2026-h2      make "
        "the report\n\nAll pages side by side, loaded anew after each change:\n  "
        "http://127.0.0.1:8700/_preview/\n\nPages follow the sources as they change. Answers are "
        "kept in .nejtak.\nCtrl-C stops everything."
    )


def test_the_collector_is_the_one_of_the_repository(stage: Stage, preview: Preview) -> None:
    """The preview runs the collector's own code, byte for byte, and writes no compiled files."""
    assert preview.post(WAVE, answer()) == 201
    built = stage.root / "build" / "collector"
    for file in (ROOT / "collector").rglob("*.py"):
        copy = built / file.relative_to(ROOT / "collector")
        assert copy.read_bytes() == file.read_bytes()
    assert not list(built.rglob("__pycache__"))


def test_a_stop_that_a_library_swallows_is_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM arrives inside of code that catches every exception: the next look ends it."""
    monkeypatch.setattr(previews, "LOOK_EVERY", 0)
    with previews._interruptible() as stopped:
        with suppress(BaseException):
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            previews._watch(tmp_path, tmp_path, None, {}, {}, None, print, stopped)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
