"""A partner's project: clients in any state that a wave can be in, as files beside each other."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from commands import as_project
from contract_support import basis
from sources import Site

from nejtak.base import private_keys
from nejtak.project.model import Wave
from nejtak.wave import closed_wave, ledger, review_flag
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.load import find_wave
from nejtak.wave.open import open_wave

CLIENT = """\
name = "{name}"
languages = ["da", "en"]
contact = "privat@{id}.test"
partner = "Åben Dør"

[brand]
colour = "#007ea7"
"""


class Partner:
    """Sources with a survey and no client yet, and a key."""

    def __init__(self, folder: Path, today: date) -> None:
        self.folder, self.today = folder, today
        self.site = Site(folder / "site")
        for file in sorted((folder / "site" / "clients").rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        as_project(self.site.root)
        self.keys = folder / ".nejtak" / "keys"
        private_keys.new_key(self.keys / "partner.key")

    def day(self, days: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days)

    def wave(
        self,
        client: str,
        wave: str,
        opens: int,
        closes: int,
        *,
        opened: bool = True,
        **more: object,
    ) -> Wave:
        """A wave from one day to another, counted from today, and its client if there is none."""
        file = f"clients/{client}/client.toml"
        if not (self.site.root / file).exists():
            self.site.write(file, CLIENT.format(id=client, name=client.title()))
        lines = [f"{key} = {json.dumps(value)}" for key, value in more.items()]
        days = [f"opens = {self.day(opens)}", f"closes = {self.day(closes)}"]
        text = "\n".join(['survey = "asked"', *days, *lines, ""])
        self.site.write(f"clients/{client}/waves/{wave}.toml", text)
        if opened:
            found = find_wave(self.site.load(), client, wave)
            readers = private_keys.public_keys(self.keys)
            open_wave(*found, readers, min(self.today, found[1].closes))
        return self.found(client, wave)

    def found(self, client: str, wave: str) -> Wave:
        """The wave as its files have it now."""
        return find_wave(self.site.load(), client, wave)[1]

    def close(self, wave: Wave, answers: int = 12) -> Wave:
        """Close a wave with so many answers, without an inbox."""
        keys = private_keys.identities(self.keys)
        said = {"advice": tuple(Written(f"Ring {n}.") for n in range(answers))}
        given = tuple({"deciding": "pay" if n % 3 else "tasks"} for n in range(answers))
        held = Responses(given, said, ids=frozenset(bytes([n]) for n in range(answers)))
        public = [one.key for one in private_keys.public_keys(self.keys)]
        closed_wave.write_responses(wave, held, public, keys)
        return self.found(wave.client, wave.id)

    def review(self, wave: Wave, *, done: bool) -> None:
        """Let the review have begun, or be done."""
        wave.quotes_file.write_bytes(b"sealed")
        review_flag.mark(wave, done=done)

    def reviewed(self, wave: Wave) -> Wave:
        """Let the review be done, with no text kept."""
        review_flag.mark(wave, done=True)
        return wave

    def release(self, wave: Wave, day: date) -> None:
        """Let a report have been made on a day."""
        ledger.record(wave, basis(11), {"da.html": b"x"})
        content = json.loads(wave.ledger_file.read_bytes())
        content["releases"][-1]["released"] = day.isoformat()
        wave.ledger_file.write_text(json.dumps(content))


def six(folder: Path, today: date) -> Partner:
    """Six clients in six states, and beside them what has to wait, and what is over.

    One is due to be purged, one is over, one is short of answers, one is to be reviewed, one to be
    reported on, and of one nobody has told how many declined.
    """
    partner = Partner(folder, today)
    known = {"offers": 60, "declined": 24, "asked": 24}
    partner.release(partner.close(partner.wave("bjerg", "h1", -90, -51, **known)), partner.day(-30))
    partner.wave("nordlys", "h2", -90, -3, **known)
    partner.wave("linde", "h2", -90, 3, **known)
    partner.close(partner.wave("havn", "h2", -90, -10, **known))
    partner.review(partner.close(partner.wave("fjordbo", "h2", -90, -12, **known)), done=True)
    partner.wave("kastel", "h2", -90, 31, asked=24)
    waiting = partner.close(partner.wave("kastel", "h1", -180, -91, **known))
    partner.release(waiting, partner.day(-14))
    partner.wave("linde", "next", 34, 100, opened=False)
    purged = partner.close(partner.wave("nordlys", "h1", -180, -91, **known))
    partner.release(purged, partner.day(-90))
    purged.responses_file.unlink()
    return partner
