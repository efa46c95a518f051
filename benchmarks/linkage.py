"""Can a manager who knows the day of each decline tell who said what? For long.

    python -m benchmarks.linkage [SHARE]      (a part of make soak)

`SHARE` is the part of all that to do: 0.01 for a quick look. Prints one line of JSON for each
number of declines a quarter, and exits with 1 where something handed out told more than chance, or
the control did not work.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from close_support import Case
from linkage import linkage, naming

# Of fewer than seven asked there is no report.
DECLINES, QUARTERS, REPORTS = (8, 12, 24), 4_000, 1_000
CLOSE, CONTROL = 0.05, 0.6


def main(share: float) -> int:
    """Simulate quarters of each size; return 1 where a promise was broken."""
    kept = True
    for declines in DECLINES:
        began, chance = time.monotonic(), random.Random(declines)
        quarters, reports = max(2, int(QUARTERS * share)), max(2, int(REPORTS * share))
        with tempfile.TemporaryDirectory() as folder:
            wave = linkage(Case(Path(folder)), chance, declines, quarters)
        report = naming(chance, declines, reports)
        held = (
            wave["by order"] - wave["chance"] < CLOSE
            and wave["by traits and order"] - wave["by traits"] < CLOSE
            and report["with the report"] - report["without a report"] < CLOSE
            and min(wave["stamped by day"], report["stamped by day"]) > CONTROL
        )
        kept = kept and held
        found: dict[str, Any] = {
            "name": "linkage",
            "kept": held,
            "declines": declines,
            "quarters": quarters,
            "closed_wave": _rounded(wave),
            "reports": reports,
            "report": _rounded(report),
            "seconds": round(time.monotonic() - began, 1),
        }
        print(json.dumps(found), flush=True)
    return not kept


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    return {name: round(share, 3) for name, share in shares.items()}


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 1.0))
