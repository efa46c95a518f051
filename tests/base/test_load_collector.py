"""The collector is loaded as it lies in its folder, and leaves nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

from nejtak.base.collector import load_collector

APP = """
from chalice.app import Chalice
from chalicelib.words import SAY
app = Chalice(app_name=SAY)
"""


def test_a_rebuilt_collector_is_loaded_anew(tmp_path: Path) -> None:
    """Code and modules of a rebuild replace those of the build before, and nothing is compiled."""
    modules = tmp_path / "chalicelib"
    modules.mkdir()
    (modules / "__init__.py").touch()
    (tmp_path / "app.py").write_text(APP)
    with patch.dict(sys.modules):  # other tests keep the collector that they have imported
        for say in ("one", "two"):
            (modules / "words.py").write_text(f"SAY = {say!r}")
            assert load_collector(tmp_path).app_name == say
            assert str(tmp_path) not in sys.path
    assert not list(tmp_path.rglob("*.pyc"))
