"""Firefox by WebDriver BiDi, over a websocket and with no driver between.

Commands and events as in https://w3c.github.io/webdriver-bidi/. A page is looked at in a sandbox,
which its Content-Security-Policy does not reach.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import lz4.block
import websocket

PATIENCE = 30  # seconds
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "browser.sessionstore.interval": 500,  # ms; what it keeps of a form is looked for
    "browser.sessionstore.interval.idle": 500,  # three minutes after the last person's touch, too
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_beforeunload": False,
    "dom.require_user_interaction_for_beforeunload": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
    "toolkit.telemetry.enabled": False,
    "services.settings.server": "",
}


class Firefox:
    """One browser with one tab."""

    name = "firefox"

    def __init__(self) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="nejtak-firefox-"))
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
        (self._profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._process = subprocess.Popen(
            [
                "firefox-esr",
                "--headless",
                "--no-remote",
                "--remote-debugging-port=0",
                "--profile",
                str(self._profile),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._socket = websocket.create_connection(
            f"{self._address()}/session", timeout=PATIENCE, suppress_origin=True
        )
        self._number = 0
        self.dialogs: list[str] = []
        self.said: list[str] = []
        handler = {"default": "ignore"}
        self._do(
            "session.new", {"capabilities": {"alwaysMatch": {"unhandledPromptBehavior": handler}}}
        )
        self._do(
            "session.subscribe", {"events": ["browsingContext.userPromptOpened", "log.entryAdded"]}
        )
        # The window that Firefox starts with is never active, and so shows no focus.
        self._tab = self._do("browsingContext.create", {"type": "window"})["context"]

    def _address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                return found[1]
        raise AssertionError("firefox-esr did not start")

    def _do(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == self._number:
                assert said["type"] == "success", said
                return said["result"]
            self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        if said.get("method") == "browsingContext.userPromptOpened":
            self.dialogs.append(said["params"]["type"])
        elif said.get("method") == "log.entryAdded":
            self.said.append(str(said["params"].get("text")))

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there."""
        self._do("browsingContext.navigate", {"context": self._tab, "url": url, "wait": "complete"})

    def reload(self) -> None:
        """Load the page anew, and wait until it is there."""
        self._do("browsingContext.reload", {"context": self._tab, "wait": "complete"})

    def look(self, code: str) -> Any:
        """Evaluate an expression in the page; its value as JSON."""
        said = self._do(
            "script.evaluate",
            {
                "expression": f"(async () => JSON.stringify(await ({code})))()",
                "awaitPromise": True,
                "target": {"context": self._tab, "sandbox": "look"},
            },
        )
        assert said["type"] == "success", said
        value = said["result"].get("value")
        return None if value is None else json.loads(value)

    def leave(self, code: str) -> None:
        """Start something that leads away from the page, and do not wait for it."""
        self._number += 1
        params = {
            "expression": code,
            "awaitPromise": False,
            "target": {"context": self._tab, "sandbox": "look"},
        }
        command = {"id": self._number, "method": "script.evaluate", "params": params}
        self._socket.send(json.dumps(command))

    def click(self, selector: str) -> None:
        """Press the middle of an element, as a person does."""
        # Twice, since a page that has just come may still be on its way to a question.
        for _ in range(2):
            x, y = self.look(middle(selector))
        move = {"type": "pointerMove", "x": x, "y": y}
        press = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._actions({"type": "pointer", "id": "mouse", "actions": press})

    def type(self, text: str, hold: str = "") -> None:
        """Type at the focus, with a key held."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        held = [{"type": "keyDown", "value": key} for key in hold]
        keys = [*held, *keys, *({**key, "type": "keyUp"} for key in held)]
        self._actions({"type": "key", "id": "keys", "actions": keys})

    def _actions(self, source: dict[str, Any]) -> None:
        self._do("input.performActions", {"context": self._tab, "actions": [source]})

    def answer(self, accept: bool) -> None:
        """Answer the question that stands open."""
        self._do("browsingContext.handleUserPrompt", {"context": self._tab, "accept": accept})

    def asked(self) -> bool:
        """Whether a question stands open, after giving it a moment to come."""
        before = len(self.dialogs)
        self._socket.settimeout(2)
        try:
            while len(self.dialogs) == before:
                self._note(json.loads(self._socket.recv()))
        except websocket.WebSocketTimeoutException:
            return False
        finally:
            self._socket.settimeout(PATIENCE)
        return True

    def exposes(self, role: str, name: str) -> int:
        """How many elements of that role and name the engine computes."""
        said = self._do(
            "browsingContext.locateNodes",
            {
                "context": self._tab,
                "locator": {"type": "accessibility", "value": {"role": role, "name": name}},
            },
        )
        return len(said["nodes"])

    def resize(self, width: int, height: int) -> None:
        """Give the page that many CSS px."""
        self._do(
            "browsingContext.setViewport",
            {"context": self._tab, "viewport": {"width": width, "height": height}},
        )

    def back(self) -> None:
        """Go back in the tab's history."""
        self._do("browsingContext.traverseHistory", {"context": self._tab, "delta": -1})
        time.sleep(1)

    def kept(self) -> str:
        """Everything that the browser has on disk of this session, to restore it after a crash."""
        files = self._profile.glob("sessionstore-backups/*lz4")
        return "".join(_unpacked(file.read_bytes()).decode() for file in files)

    def holding(self, word: str) -> list[str]:
        """The files of the whole profile with a word: history, forms, cache, session, databases."""
        forms = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
        found = []
        for path in self._profile.rglob("*"):
            with contextlib.suppress(OSError):  # some come and go, or are links
                held = path.read_bytes()
                if any(form in kept for form in forms for kept in (held, _unpacked(held))):
                    found.append(str(path.relative_to(self._profile)))
        return found

    def shot(self, path: Path) -> None:
        """Take a picture of the whole page."""
        said = self._do(
            "browsingContext.captureScreenshot", {"context": self._tab, "origin": "document"}
        )
        path.write_bytes(base64.b64decode(said["data"]))

    def close(self) -> None:
        """End the browser."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)
        if self._process.stderr is not None:
            self._process.stderr.close()
        shutil.rmtree(self._profile, ignore_errors=True)


def _unpacked(content: bytes) -> bytes:
    """A file's content; LZ4 blocks have Mozilla's own eight bytes and their size before them."""
    if content.startswith(b"mozLz40\0"):
        return lz4.block.decompress(content[8:])
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def middle(selector: str) -> str:
    """An expression that brings an element into view; its middle, in CSS px of the window."""
    return (
        "(async (element) => { element.scrollIntoView({block: 'center'});"
        "await new Promise((done) => setTimeout(done, 50));"
        "const {left, top, width, height} = element.getBoundingClientRect();"
        "return [Math.round(left + width / 2), Math.round(top + height / 2)] })"
        f"(document.querySelector({json.dumps(selector)}))"
    )
