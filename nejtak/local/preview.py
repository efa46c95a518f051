"""The preview: built pages, the real collector and a DynamoDB engine, on one loopback port.

The preview uses the same code as a deployment: the collector that is packaged for Lambda, which
reaches its table by the standard AWS variables. The preview only starts the parts, rebuilds when
the sources change, stops everything, and writes a note in the state folder by which `wave close`
finds the engine.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from nejtak.base import gitignore
from nejtak.base.collector import load_collector
from nejtak.base.command import run
from nejtak.base.files import write_file
from nejtak.base.lock import holding
from nejtak.base.loopback import LoopbackServer
from nejtak.errors import EngineError, NejtakError, StateError
from nejtak.local import engine
from nejtak.local.note import LOCK, NOTE, PreviewNote
from nejtak.local.origin import Origin, server, threaded
from nejtak.local.workbench import ROOT, Workbench
from nejtak.project.model import Project
from nejtak.project.source import entry_stat, walk
from nejtak.site.build import brand_remarks, build

Say = Callable[[str], None]

PORT = 8700  # unless another one is asked for
LOOK_EVERY = 0.5  # seconds between two looks at the sources
SETTLED = 0.1  # seconds without a change, so that saving many files causes one rebuild
KEPT = "The pages are still those from before this change."

# Paths of the sources with their time of change in nanoseconds and their size in bytes.
Fingerprint = dict[str, tuple[int, int]]


def serve(
    source: Path, build_dir: Path, state: Path, port: int, say: Say, *, show: bool = False
) -> None:
    """Build and serve until Ctrl-C or SIGTERM; call it from the main thread.

    With `show` the list of all pages is opened in a browser.

    Changes this process's AWS variables. Raises SourceError, StateError or EngineError if it
    cannot start. While it runs, faults in the sources are printed and the last good site is kept.
    """
    with _interruptible() as stopped, contextlib.ExitStack() as stack:
        stack.enter_context(_alone(state))
        pages = stack.enter_context(server(port))
        try:
            seen = _fingerprint(source)
            project = build(source, build_dir, drafts=True).project
            bench = Workbench(project)
            environment = stack.enter_context(_table(state))
            pages.served = _origin(build_dir, bench).served
            stack.enter_context(pages.serving())
            stack.enter_context(_noted(state, pages.origin, environment))
            say("\n".join([welcome(project, pages.origin, state), *brand_remarks(project)]))
            if show:
                webbrowser.open(f"{pages.origin}{ROOT}")
            _watch(source, build_dir, pages, environment, seen, bench, say, stopped)
        except KeyboardInterrupt:
            say("Stopping. Answers are kept for the next preview.")


def welcome(project: Project, url: str, state: Path) -> str:
    """The preview's greeting: the addresses of the pages, and the next steps."""
    waves = [(client, wave) for client, wave, _ in project.waves()]
    opened = [(client, wave) for client, wave in waves if wave.status == "open"]
    drafts = [(client, wave) for client, wave in waves if wave.status == "draft"]
    lines = ["The preview is running.", ""]
    for client, wave in opened:
        lines.append(f"{client.name}, {wave.id}")
        lines += [f"  {url}/{client.id}/{wave.id}/{code}/" for code in client.languages]
    for client, wave in drafts:
        lines.append(f"{client.name}, {wave.id}, a draft: its page cannot store answers yet")
        lines += [f"  {url}/{client.id}/{wave.id}/{code}/" for code in client.languages]
        lines.append(f"  open it: {run('wave open', client.id, wave.id)}")
    if opened:
        # The first with the most declines: 40 made-up answers are too many for a small one.
        client, wave = max(opened, key=lambda pair: pair[1].declined or 0)
        lines += ["", "Answer in the browser, or from another terminal:"]
        lines.append(f"  {run('sample', client.id, wave.id)}      send 40 made-up answers")
        lines.append(f"  {run('wave close', client.id, wave.id)}  end the wave and read them")
        lines.append(f"  {run('report', client.id, wave.id)}      make the report")
    lines += ["", "All pages side by side, loaded anew after each change:", f"  {url}{ROOT}"]
    lines += ["", f"Pages follow the sources as they change. Answers are kept in {state}."]
    lines.append("Ctrl-C stops everything.")
    return "\n".join(lines)


@contextlib.contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Let SIGTERM end the preview as Ctrl-C does, with all cleanup.

    The event is set by it: a library that runs at that moment may swallow the KeyboardInterrupt.
    """
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Lock the state folder: two previews would overwrite each other's answers."""
    gitignore.make_folder(state, mode=0o700)
    refusal = StateError(
        f"A preview is already running with {state}. Stop it, or name another folder with --state."
    )
    with holding(state / LOCK, refusal):
        yield


@contextlib.contextmanager
def _table(state: Path) -> Iterator[dict[str, str]]:
    """Run the engine, set this process's AWS variables, and create the inbox table if needed."""
    import boto3  # slow to load, and a fault in the sources should be printed at once

    with engine.running(state) as environment:
        engine.use_engine(environment)
        with contextlib.closing(boto3.client("dynamodb")) as client:
            engine.create_table(client, environment["NEJTAK_TABLE"])
        yield environment


def _origin(build_dir: Path, bench: Workbench) -> Origin:
    """The origin that serves the built site."""
    headers = json.loads((build_dir / "headers.json").read_text(encoding="utf-8"))
    collector = threaded(load_collector(build_dir / "collector"))
    return Origin(build_dir / "site", collector, headers, bench)


@contextlib.contextmanager
def _noted(state: Path, url: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Write the preview's note, and remove it when the preview ends."""
    note = PreviewNote(
        pid=os.getpid(),
        url=url,
        port=int(url.rpartition(":")[2]),
        environment=dict(environment),
    )
    write_file(state / NOTE, json.dumps(note, indent=2).encode(), mode=0o600)
    try:
        yield
    finally:
        (state / NOTE).unlink(missing_ok=True)


def _fingerprint(source: Path) -> Fingerprint:
    """Times and sizes of the sources, which change with their content."""
    files: Fingerprint = {}
    with contextlib.suppress(StateError, FileNotFoundError):  # removed meanwhile: look again
        for name, entry in walk(source):
            seen = entry_stat(entry)
            files[name] = (seen.st_mtime_ns, seen.st_size)
    return files


def _watch(
    source: Path,
    build_dir: Path,
    server: LoopbackServer,
    environment: Mapping[str, str],
    seen: Fingerprint,
    bench: Workbench,
    say: Say,
    stopped: threading.Event,
) -> None:
    """Rebuild after each change, until stopped; raise EngineError if the engine has ended."""
    while True:
        time.sleep(LOOK_EVERY)
        if stopped.is_set():
            raise KeyboardInterrupt
        if not engine.alive(environment):
            raise EngineError(
                "The DynamoDB engine has ended, and so has the preview. Answers older than a "
                "second are kept. Start the preview again."
            )
        now = _fingerprint(source)
        if now == seen:
            continue
        while True:
            time.sleep(SETTLED)
            seen, now = now, _fingerprint(source)
            if now == seen:
                break
        bench = _rebuild(source, build_dir, server, bench, say)


def _rebuild(
    source: Path, build_dir: Path, server: LoopbackServer, bench: Workbench, say: Say
) -> Workbench:
    try:
        before = {*brand_remarks(bench.project)}
        project = build(source, build_dir, drafts=True).project
        bench = Workbench(project, bench.built + 1)
        server.served = _origin(build_dir, bench).served
    except (NejtakError, OSError) as error:
        bench = replace(bench, fault=f"{error}\n{KEPT}")
        server.served = _origin(build_dir, bench).served
        say(bench.fault)
    else:
        say("Built again.")
        for remark in brand_remarks(project):
            if remark not in before:
                say(remark)
    return bench
