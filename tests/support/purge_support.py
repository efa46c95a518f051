"""A wave that was closed, reviewed, exported and reported, for the tests of purging."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from close_support import FakeInbox
from contract_support import basis
from sources import CLIENT, RELEASES, Site

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.project.model import Wave
from nejtak.review import quotes, sealed
from nejtak.wave import close, ledger, purge
from nejtak.wave.inbox import InboxItem
from nejtak.wave.load import find_wave
from nejtak.wave.open import open_wave

OPENED = date(2026, 9, 30)  # the last day on which it may be
TODAY = date(2026, 12, 1)
ANSWER = json.dumps({"answers": {"deciding": "pay", "advice": "Ring."}}).encode()
QUOTES = "clients/nordlys/waves/2026-q3.quotes.age"
SECOND = "clients/nordlys/waves/2026-q3.second.age"
# Temporary files that a kill leaves.
LEFT = [
    f"clients/nordlys/waves/.2026-q3.{name}.age-x1" for name in ("responses", "quotes", "second")
]
FOUND = "exports/nordlys/2026-q3.raw"
EXPORTS = [f"{FOUND}.jsonl", f"{FOUND}.jsonl.age", f"{FOUND}.csv", f"{FOUND}.csv.age"]


class Reported:
    """The small site in a folder, with one wave that is closed, reviewed, exported and reported."""

    def __init__(self, folder: Path, answers: int = 12) -> None:
        self.folder = folder
        self.site = Site(folder / "site")
        self.keys = folder / ".nejtak" / "keys"
        private_keys.new_key(self.keys / "partner.key")
        readers = private_keys.public_keys(self.keys)
        open_wave(*find_wave(self.site.load(), "nordlys", "2026-q3"), readers, OPENED)
        self.exports = folder / "exports"
        box = FakeInbox(self.items(answers))
        close.close(self.wave, box, private_keys.identities(self.keys))
        sealed.write(self.wave, quotes.Review((quotes.Text("advice", "Ring."),)))
        for name in (SECOND, *LEFT, *EXPORTS, "exports/nordlys/.2026-q3.raw.csv-x1"):
            path = folder / ("site" if name.startswith("clients") else "") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"raw")

    @property
    def wave(self) -> Wave:
        """The wave as its files have it now."""
        (wave,) = self.site.load().clients["nordlys"].waves
        return wave

    def items(self, count: int, first: int = 0) -> list[InboxItem]:
        """So many answers."""
        public = [one.key for one in private_keys.public_keys(self.keys)]
        numbers = range(first, first + count)
        return [
            InboxItem("nordlys/2026-q3/0", bytes([n] * 32), seal(ANSWER, public)) for n in numbers
        ]

    def release(self, *days: date) -> None:
        """Let releases have been made on these days."""
        for number, day in enumerate(days):
            ledger.record(self.wave, basis(12), {"da.html": b"%d" % number})
            entries = json.loads(self.site.read(RELEASES))
            entries["releases"][-1]["released"] = day.isoformat()
            self.site.write(RELEASES, json.dumps(entries))

    def keep(self, days: int, told: int | None = None) -> None:
        """Let the client's file say how long answers are kept; the page promised `told`."""
        text = re.sub(r"retention_days = \d+\n", "", self.site.read(CLIENT))
        self.site.write(CLIENT, f"retention_days = {days}\n{text}")
        frozen = json.loads(self.wave.contract_file.read_bytes())
        frozen["retention_days"] = days if told is None else told
        self.wave.contract_file.write_text(json.dumps(frozen))

    def due(self, today: date = TODAY) -> list[purge.Due]:
        """The waves that are due on a day."""
        return list(purge.due([self.wave], today, self.exports))
