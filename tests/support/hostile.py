"""Reads the hostile strings of `hostile.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HOSTILE: dict[str, list[Any]] = tomllib.loads(
    (Path(__file__).parent / "hostile.toml").read_text(encoding="utf-8")
)
