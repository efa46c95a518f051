"""Makes the frozen files of the demo's earlier wave anew: `python -m benchmarks.earlier`.

The wave is opened, answered by made-up people, closed and reported on as any other, on days that
are long over, and its answers are purged with the key. What stays is what stays of every purged
wave: the contract, the note that it is closed, and the ledger.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.demo import ROOT
from nejtak import report
from nejtak.base import files, private_keys
from nejtak.base.recipients import seal
from nejtak.base.shipped import SITE
from nejtak.wave import close, sample
from nejtak.wave.inbox import Inbox, InboxItem
from nejtak.wave.load import find_wave, load_project
from nejtak.wave.open import open_wave

WAVE = ("nordlys", "2026-h1")
ANSWERS = 21  # of which 20 are counted
REPORTED = timedelta(days=8)  # after the wave's last day
FROZEN = ("contract", "closed", "releases")


class Answered(Inbox):
    """An inbox in memory that holds what people sent."""

    def __init__(self, items: Sequence[InboxItem]) -> None:
        self._held = list(items)

    def items(self) -> list[InboxItem]:
        """Every item."""
        return list(self._held)

    def delete(self, items: Sequence[InboxItem]) -> None:
        """Delete these items."""
        self._held = [item for item in self._held if item not in items]


def made(folder: Path) -> dict[str, bytes]:
    """The frozen files by their names, made below `folder`."""
    source = folder / "source"
    own = shutil.ignore_patterns("2026-h?.*.json", "*.age")
    for name in ("clients", "surveys"):
        shutil.copytree(SITE / name, source / name, ignore=own)
    private_keys.new_key(folder / "keys" / "demo.key")
    client, wave, survey = find_wave(load_project(source), *WAVE)
    open_wave(client, wave, survey, private_keys.public_keys(folder / "keys"), wave.closes)
    wave = find_wave(load_project(source), *WAVE)[1]
    keys = private_keys.identities(folder / "keys")
    close.close(wave, Answered(_items(source, folder / "keys")), keys)
    project = load_project(source)
    client, wave, _ = find_wave(project, *WAVE)
    report.issue(project, client, wave, keys, report.Pool(project))
    content = json.loads(wave.ledger_file.read_bytes())
    content["releases"][0]["released"] = (wave.closes + REPORTED).isoformat()
    ledger = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    files.write_file(wave.ledger_file, ledger.encode())
    frozen = [wave.folder / f"{wave.id}.{kind}.json" for kind in FROZEN]
    return {file.name: file.read_bytes() for file in frozen}


def _items(source: Path, keys: Path) -> list[InboxItem]:
    client, wave, _ = find_wave(load_project(source), *WAVE)
    assert wave.contract is not None, "the wave was opened before"
    said = sample.sample_texts(source, client.languages[0])
    answers = sample.sample_answers(wave.contract, ANSWERS, 1, said)
    public = [one.key for one in private_keys.public_keys(keys)]
    return [
        InboxItem(f"{client.id}/{wave.id}/0", number.to_bytes(32), _sealed(answer, public))
        for number, answer in enumerate(answers)
    ]


def _sealed(answer: object, public: Sequence[str]) -> bytes:
    return seal(json.dumps({"answers": answer}).encode(), public)


def main() -> None:
    """Make them, and put them into the demo's sources."""
    waves = ROOT / "site_src" / "clients" / WAVE[0] / "waves"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in made(Path(folder)).items():
            files.write_file(waves / name, content)
            print(waves / name)


if __name__ == "__main__":
    main()
