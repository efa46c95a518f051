"""What the tests need besides Python: Chromium, what drives it, `age` as an independent opener.

Run as a script, it installs what is missing, or says in one line what to install. With the word
`engines` that is a Firefox and a WebKit too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial

# What `make engines` needs besides: the names of Debian's packages, and of a program in each.
ENGINES = {
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
    "xvfb": "Xvfb",
    "openbox": "openbox",
}
# Chromium without windows, a package of Debian's: the same pages for a third of the work.
SHELL = "chromium-headless-shell"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def chromium() -> str | None:
    """Return the path of a Chromium that starts: NEJTAK_CHROMIUM, the system's, Playwright's."""
    named = os.environ.get("NEJTAK_CHROMIUM")
    candidates = iter([named]) if named else _candidates()
    return next((found for found in candidates if _starts(found)), None)


def headless() -> str | None:
    """Return the Chromium for tests of pages: its shell without windows, or else `chromium()`."""
    shell = None if os.environ.get("NEJTAK_CHROMIUM") else shutil.which(SHELL)
    return shell if shell and _starts(shell) else chromium()


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, CHROMIUM_NAMES))
    yield from filter(os.path.exists, CHROMIUM_PLACES)
    if not playwright_starts():
        return
    from playwright.sync_api import sync_playwright  # late: only asked if the system has none

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def playwright_starts() -> bool:
    """Playwright brings its own Node, which is linked to a library that a bare Debian lacks."""
    return _starts(sys.executable, "-m", "playwright")


def _starts(*command: str) -> bool:
    """A path is not enough: some systems have a placeholder there that only tells of a store."""
    return _succeeds(*command, "--version")


def _succeeds(*command: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def missing() -> list[str]:
    """Return the missing programs, by the names of their Debian packages."""
    programs = {"age": "age", "openssl": "openssl", **(ENGINES if "engines" in sys.argv else {})}
    here: dict[str, Callable[[], object]] = {
        "libatomic1": playwright_starts,
        "chromium": chromium,
        **{name: partial(shutil.which, program) for name, program in programs.items()},
    }
    return [name for name, find in here.items() if not find()]


def _has_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _shell() -> list[str]:
    """The shell if it is not here and can be installed; without it the tests take longer."""
    known = _has_apt() and not shutil.which(SHELL) and _succeeds("apt-cache", "show", SHELL)
    return [SHELL] if known else []


def _install(names: list[str]) -> None:
    if _has_apt():
        print(f"Installing {', '.join(names)} with apt-get.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run(["apt-get", "-qq", "update"], environment)
        more = [name for name in _shell() if name not in names]
        _run(["apt-get", "-qq", "install", "-y", *names, *more], environment)
    if "chromium" in missing() and playwright_starts():
        print("Installing Playwright's Chromium in your home folder.", flush=True)
        _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Run quietly; if it fails, show what it said, and leave the judging to the second look."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr, flush=True)


def main() -> int:
    """Install missing programs; return 1 if that did not help."""
    named = os.environ.get("NEJTAK_CHROMIUM")
    if named and not _starts(named):
        print(f"NEJTAK_CHROMIUM names {named}, which does not start.", file=sys.stderr)
        return 1
    names = missing()
    if names or _shell():
        _install(names or _shell())
        names = missing()
    if names:
        installer = "brew install" if sys.platform == "darwin" else "apt-get install"
        print(
            f"The tests need {', '.join(names)}, and could not install that. "
            f"Run this as root, then make test again: {installer} {' '.join(names)}",
            file=sys.stderr,
        )
    return bool(names)


if __name__ == "__main__":
    sys.exit(main())
