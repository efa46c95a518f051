"""Names in the demo's sources with all waves open, as `tests/handouts/conftest.py` makes them."""

from __future__ import annotations

from sources import SITE

LANGUAGES = tuple(sorted(path.stem for path in (SITE / "locales").glob("*.toml")))
WAVE = "clients/nordlys/waves/2026-h2.toml"
