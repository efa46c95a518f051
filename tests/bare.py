"""`make bare`: the README's two commands on a Debian that has next to nothing, as root.

A bare system of this machine's own release is made in a temporary folder, with what the README
asks for and git; the last commit is cloned into it. `make preview` is started there, asked for a
page and stopped by Ctrl-C; then `make test` runs. The mirror, proxies and pip settings are read
from this machine when it runs.

All of it happens in namespaces of its own (util-linux's `unshare`): mounts, and whatever still
runs, are gone as soon as the first process in there is, however it ended.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = "ca-certificates,make,git,python3,python3-venv"
PLACE = "root/nejtak"  # the clone, below the bare system's root
PREVIEW_LIMIT = 900  # seconds for setting up and building; only a hang takes longer
# What pip has to know of the network; folders of this machine are not there in the bare one.
PIP_SETTINGS = ("cert", "index-url", "extra-index-url", "proxy", "timeout", "trusted-host")
PROXIES = ("http_proxy", "https_proxy", "no_proxy")


class BareError(Exception):
    """The check failed or cannot run; the message says why."""


def main(arguments: list[str]) -> int:
    """Run the check, or, inside the namespaces, the part of it that needs them."""
    try:
        if arguments:
            _check(Path(arguments[0]))
        else:
            _require()
            _isolate()
    except BareError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _require() -> None:
    if os.geteuid() != 0:
        raise BareError("make bare needs root, since it makes a system to go into: sudo make bare")
    for program, package in {"debootstrap": "debootstrap", "unshare": "util-linux"}.items():
        if not shutil.which(program):
            raise BareError(f"make bare needs {program}: apt-get install {package}")


def _isolate() -> None:
    """Run this file once more in namespaces of its own; remove the folder when they are gone."""
    folder = tempfile.mkdtemp(prefix="nejtak-bare-")
    # The first process in a namespace inherits orphans, and has to collect them: a shell does.
    first = ["sh", "-c", '"$@"; exit "$?"', "sh", sys.executable, __file__, folder]
    namespaces = ["unshare", "--mount", "--uts", "--pid", "--kill-child", "--mount-proc"]
    signal.signal(signal.SIGINT, lambda *_: None)  # it reaches what runs inside, which ends
    done = subprocess.run([*namespaces, *first], check=False)
    shutil.rmtree(folder)
    if done.returncode:
        raise BareError("make bare failed, or was stopped; nothing of it is left.")


def _check(root: Path) -> None:
    """Let one after the other pass, and tell how long each took."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored if run in the background
    socket.sethostname("bare")  # a name that does not resolve, as on many a new machine
    with _timed("the bare system"):
        _bootstrap(root)
        _run(["git", "clone", "-q", str(ROOT), str(root / PLACE)])
    with _timed("make preview"):
        _preview(root)
    with _timed("make test"):
        _run(_inside(root, "make test"), _environment())


@contextmanager
def _timed(name: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"bare: {name} ...", flush=True)
    yield
    print(f"bare: {name} took {time.monotonic() - began:.0f} s", flush=True)


def _bootstrap(root: Path) -> None:
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    options = ["--variant=minbase", f"--include={PACKAGES}", release, str(root)]
    with (root / "debootstrap.txt").open("wb") as log:
        done = subprocess.run(
            ["debootstrap", *options, _mirror(release)], stdout=log, stderr=log, check=False
        )
    if done.returncode:
        raise BareError((root / "debootstrap.txt").read_text() + "debootstrap failed.")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    apt = "".join(_acquire())
    (root / "etc/apt/apt.conf.d/90machine").write_text(apt)
    certificates = _pip().get("cert")
    if certificates:
        _copy(Path(certificates), root)
    _run(["mount", "--rbind", "/dev", str(root / "dev")])
    _run(["mount", "-t", "proc", "proc", str(root / "proc")])


def _mirror(release: str) -> str:
    """Where this machine gets the packages of its release from."""
    form = "$(RELEASE) $(COMPONENT) $(REPO_URI)"
    for line in _output(["apt-get", "indextargets", "--format", form, "Created-By: Packages"]):
        suite, component, address = line.split()
        if (suite, component) == (release, "main"):
            return address
    raise BareError(f"apt names no mirror for {release}: apt-get update")


def _acquire() -> list[str]:
    """How this machine's apt fetches: proxies, time-outs, checks."""
    lines = _output(["apt-config", "dump"])
    return [f"{line}\n" for line in lines if re.match("Acquire::(?!IndexTargets)", line)]


def _pip() -> dict[str, str]:
    """Those of this machine's pip settings that say how to reach an index."""
    named = _output([sys.executable, "-m", "pip", "config", "list"])
    pairs = (line.partition("=") for line in named)
    values = {re.split("[:.]", key)[-1]: value.strip("'") for key, _, value in pairs}
    return {name: values[name] for name in PIP_SETTINGS if name in values}


def _environment() -> dict[str, str]:
    """A plain environment, with nothing of this machine's but how to reach an index."""
    found = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "dumb"}
    for name in PROXIES:
        found |= {each: os.environ[each] for each in (name, name.upper()) if each in os.environ}
    return found | {f"PIP_{key.upper().replace('-', '_')}": value for key, value in _pip().items()}


def _copy(file: Path, root: Path) -> None:
    place = root / file.relative_to("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)


def _inside(root: Path, command: str) -> list[str]:
    return ["chroot", str(root), "sh", "-c", f"cd /{PLACE} && {command}"]


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise BareError(f"This failed: {' '.join(command)}")


def _output(command: list[str]) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def _preview(root: Path) -> None:
    """Start it, ask for the first page that it names, press Ctrl-C; nothing may be left running."""
    process = subprocess.Popen(
        _inside(root, f"exec make preview PORT={_free_port()}"),
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a terminal sends Ctrl-C to a group, and this is one
    )
    hang = threading.Timer(PREVIEW_LIMIT, os.killpg, (process.pid, signal.SIGKILL))
    hang.start()
    try:
        _ask(cast("TextIO", process.stdout))
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate()
        hang.cancel()
    running = {path.name for path in Path("/proc").glob("[0-9]*")} - {"1", str(os.getpid())}
    if running:
        raise BareError(f"Ctrl-C left {len(running)} processes running.")


def _ask(said: TextIO) -> None:
    address = None
    while address is None and (line := said.readline()):
        print(line, end="", flush=True)
        address = re.search("http://[^ ]+/da/", line)
    if address is None:
        raise BareError("make preview ended without the address of a page.")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(address[0]) as page:
        if b"<form" not in page.read():
            raise BareError(f"{address[0]} has no form.")
    print("bare: a page came; Ctrl-C", flush=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
