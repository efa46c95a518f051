"""Loads the collector, to run it on this machine: in the preview, and for interviews.

Nothing else of nejtak imports it: see `tests/test_house.py`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalice.app import Chalice


def load_collector(root: Path) -> Chalice:
    """Import the Chalice project in `root`, again if it was imported before.

    As in Lambda, it reads the environment at import: set the variables before.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] in ("app", "chalicelib")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    # No .pyc files: they would be packaged with the code, and could survive a rebuild.
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root))
    try:
        app: Chalice = importlib.import_module("app").app
    finally:
        sys.path.remove(str(root))
        sys.dont_write_bytecode = written
    return app
