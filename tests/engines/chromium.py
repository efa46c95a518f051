"""Chromium by Playwright, with the few things that the tests of engines do."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from needs import chromium
from playwright.sync_api import Dialog, Error, sync_playwright

KEYS = {"\ue004": "Tab", "\ue007": "Enter", "\ue009": "Control", "\ue015": "ArrowDown"}
NAVIGATIONS = 5  # that may be on their way when a page is opened


class Chromium:
    """One browser with one tab."""

    name = "chromium"

    def __init__(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=chromium())
        self._page = self._browser.new_page()
        self.dialogs: list[str] = []
        self.said: list[str] = []
        self._open: list[Dialog] = []
        self._page.on("dialog", self._note)
        self._page.on("console", lambda message: self.said.append(message.text))

    def _note(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.type)
        self._open.append(dialog)

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there."""
        for left in reversed(range(NAVIGATIONS)):
            try:
                self._page.goto(url)
            except Error as error:
                # The test before may have left the page on its way: it arrives first.
                if not left or "interrupted by another navigation" not in str(error):
                    raise
                self._page.wait_for_load_state()
            else:
                return

    def reload(self) -> None:
        """Load the page anew, and wait until it is there."""
        self._page.reload()

    def look(self, code: str) -> Any:
        """Evaluate an expression in the page; its value as JSON."""
        value = self._page.evaluate(f"async () => JSON.stringify(await ({code}))")
        return None if value is None else json.loads(value)

    def leave(self, code: str) -> None:
        """Start something that leads away from the page, and do not wait for it."""
        self._page.evaluate(f"() => {{ setTimeout(() => {{ {code} }}) }}")

    def click(self, selector: str) -> None:
        """Press the middle of an element, as a person does."""
        self._page.locator(selector).first.click(no_wait_after=True, force=True)

    def type(self, text: str, hold: str = "") -> None:
        """Type at the focus, with a key held; keys that are no letters as WebDriver writes them."""
        for key in text:
            self._page.keyboard.press("+".join(KEYS.get(one, one) for one in (*hold, key)))

    def answer(self, accept: bool) -> None:
        """Answer the question that stands open."""
        dialog = self._open.pop()
        dialog.accept() if accept else dialog.dismiss()

    def asked(self) -> bool:
        """Whether a question stands open, after giving it a moment to come."""
        for _ in range(20):
            if self._open:
                return True
            self._page.wait_for_timeout(100)
        return False

    def exposes(self, role: str, name: str) -> int:
        """How many elements of that role and name the accessibility tree has."""
        session = self._page.context.new_cdp_session(self._page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        told = [
            (node["role"]["value"], " ".join(node.get("name", {}).get("value", "").split()))
            for node in nodes
            if not node["ignored"]
        ]
        return told.count((role, name))

    def resize(self, width: int, height: int) -> None:
        """Give the page that many CSS px."""
        self._page.set_viewport_size({"width": width, "height": height})

    def back(self) -> None:
        """Go back in the tab's history."""
        self._page.evaluate("() => { history.back() }")
        time.sleep(1)
        self._page.wait_for_load_state()

    def shot(self, path: Path) -> None:
        """Take a picture of the whole page."""
        self._page.screenshot(path=path, full_page=True)

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._playwright.stop()
