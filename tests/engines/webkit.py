"""WebKitGTK, the engine nearest to an iPhone's Safari, by its own driver and selenium."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

from selenium.common.exceptions import NoAlertPresentException, UnexpectedAlertPresentException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from selenium.webdriver.webkitgtk.webdriver import WebDriver

# What can have a role and a name of its own on our pages.
CANDIDATES = "a, button, h1, h2, h3, input, textarea, [role], [aria-label]"
SEEN = """return [...document.querySelectorAll(arguments[0])].filter((element) =>
  element.checkVisibility({visibilityProperty: true}))"""


class WebKit:
    """One browser with one tab, on a screen that nobody sees."""

    name = "webkit"

    def __init__(self) -> None:
        read, write = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1200x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as display:
            os.environ["DISPLAY"] = f":{display.readline().strip()}"
        # Without a window manager no window is the one that is typed in, and none has a focus.
        self._manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
        options = Options()
        options.binary_location = _browser()
        options.add_argument("--automation")
        options.set_capability("unhandledPromptBehavior", "ignore")
        service = Service("/usr/bin/WebKitWebDriver")
        with warnings.catch_warnings():  # selenium's own, about how it calls itself
            warnings.simplefilter("ignore", DeprecationWarning)
            self._driver = WebDriver(options=options, service=service)
        self.dialogs: list[str] = []
        self.said: list[str] = []

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there."""
        self._driver.get(url)

    def reload(self) -> None:
        """Load the page anew, and wait until it is there."""
        self._driver.refresh()

    def look(self, code: str) -> Any:
        """Evaluate an expression in the page; its value as JSON."""
        value = self._driver.execute_async_script(
            "const done = arguments[0];"
            f"Promise.resolve({code}).then((v) => done(JSON.stringify(v) || null))"
        )
        return None if value is None else json.loads(value)

    def leave(self, code: str) -> None:
        """Start something that leads away from the page, and do not wait for it."""
        with contextlib.suppress(UnexpectedAlertPresentException):
            self._driver.execute_script(f"setTimeout(() => {{ {code} }})")

    def click(self, selector: str) -> None:
        """Press the middle of an element, as a person does."""
        element = self._driver.find_element(By.CSS_SELECTOR, selector)
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        ActionChains(self._driver).move_to_element(element).click().perform()

    def type(self, text: str, hold: str = "") -> None:
        """Type at the focus, with a key held."""
        keys = ActionChains(self._driver)
        for key in hold:
            keys.key_down(key)
        keys.send_keys(text)
        for key in hold:
            keys.key_up(key)
        keys.perform()

    def answer(self, accept: bool) -> None:
        """Answer the question that stands open."""
        alert = self._driver.switch_to.alert
        alert.accept() if accept else alert.dismiss()

    def asked(self) -> bool:
        """Whether a question stands open, after giving it a moment to come."""
        for _ in range(10):
            try:
                self.dialogs.append(self._driver.switch_to.alert.text or "beforeunload")
            except NoAlertPresentException:
                time.sleep(0.2)
            else:
                return True
        return False

    def exposes(self, role: str, name: str) -> int:
        """How many elements of that role and name the engine computes."""
        found = self._driver.execute_script(SEEN, CANDIDATES)
        named = [e for e in found if " ".join(e.accessible_name.split()) == name]
        return len([e for e in named if e.aria_role == role])

    def resize(self, width: int, height: int) -> None:
        """Give the page that many CSS px; the window's frame takes the rest."""
        self._driver.set_window_size(width, height)
        inner = self._driver.execute_script("return [innerWidth, innerHeight]")
        self._driver.set_window_size(2 * width - inner[0], 2 * height - inner[1])

    def back(self) -> None:
        """Go back in the tab's history."""
        self._driver.back()
        time.sleep(1)

    def shot(self, path: Path) -> None:
        """Take a picture of what the window shows."""
        path.write_bytes(base64.b64decode(self._driver.get_screenshot_as_base64()))

    def close(self) -> None:
        """End the browser, its driver and the screen."""
        self._driver.quit()
        for process in (self._manager, self._screen):
            process.terminate()
            process.wait()


def _browser() -> str:
    """Return the path of MiniBrowser, which lies in a folder named after the processor."""
    for version in ("4.1", "4.0"):
        found = sorted(Path("/usr/lib").glob(f"*/webkit2gtk-{version}/MiniBrowser"))
        if found:
            return str(found[0])
    raise AssertionError("MiniBrowser is missing. Install webkit2gtk-driver.")
