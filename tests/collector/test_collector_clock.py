"""The stored items do not depend on the clock, and show no order."""

from __future__ import annotations

import ast
from math import sqrt
from pathlib import Path

from collector_clock import correlation
from collector_support import SOURCE

WRITES = 2000  # `make soak` does 10,000


def test_the_clock_is_in_no_item_and_in_no_order(tmp_path: Path) -> None:
    """Written at one moment and over months, answers differ in nothing but random bytes.

    The bound is 0.03 for 10,000 answers: more than four standard deviations, as it is here.
    """
    assert correlation(tmp_path, WRITES) < 0.03 * sqrt(10_000 / WRITES)


def test_the_collector_asks_for_no_time() -> None:
    """No module of ours imports a clock, so there is none to be stored or logged."""
    for path in [SOURCE / "app.py", *(SOURCE / "chalicelib").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"time", "datetime", "calendar"} & {n.split(".")[0] for n in names}, path
