"""Second coding, killed by SIGKILL: codes are whole, and blind until they are stored."""

from __future__ import annotations

from pathlib import Path

from dying import deaths


def test_a_kill_at_any_line_leaves_codes_whole_and_blind(tmp_path: Path) -> None:
    """All codes from before or all new ones; compared only once they are stored; none in plain."""
    counts = deaths("second_worker.py", tmp_path)
    assert counts["killed"] > 30
    assert 0 < counts["compared"] < counts["saved"] < counts["killed"]
