"""The overview of 300 clients with four waves each, beside reading the same files once.

    python -m benchmarks.overview

Of each client two waves are purged, one is closed with its report, and one is open. `overview` runs
as a whole process, with no table named. Beside it one process only opens and reads every file of
the sources, and another one only starts Python and imports what `overview` imports. Times are the
least of seven rounds, since other programs can only add to them.
The last line is one line of JSON: name, ours, peers, ratios (ours to theirs).
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.python_peers import folder
from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import Recipient
from nejtak.base.shipped import SITE
from nejtak.project.contract import to_bytes
from nejtak.wave import closed_note, contract, ledger
from nejtak.wave.ledger import Basis, Said
from nejtak.wave.load import load_project

ROOT = Path(__file__).parent.parent
CLIENTS, ROUNDS, GOAL = 300, 7, 1.0
WAVES = {"w1": (-720, -541), "w2": (-540, -361), "w3": (-180, -21), "w4": (-20, 60)}
SEALED = 60_000  # bytes of a closed wave's file
READ = """
import pathlib
for path in pathlib.Path("sources").rglob("*"):
    path.is_file() and path.read_bytes()
"""
IMPORTS = "import nejtak.cli.overview, nejtak.overview.page, nejtak.overview.text, nejtak.wave.load"


def sources(root: Path) -> None:
    """Write the clients as a partner has them after two years."""
    shutil.copytree(SITE / "surveys", root / "sources" / "surveys")
    (root / "nejtak.toml").write_text('sources = "sources"\n')
    today = date.today()
    for number in range(CLIENTS):
        client = root / "sources" / "clients" / f"client-{number:03}"
        (client / "waves").mkdir(parents=True)
        (client / "client.toml").write_text(
            f'name = "Client {number}"\nlanguages = ["da", "en"]\n'
            f'contact = "privacy@client-{number}.example"\n'
            f'[brand]\ncolour = "#{number * 4099:06x}"\n'
        )
        for id_, (opens, closes) in WAVES.items():
            days = today + timedelta(opens), today + timedelta(closes)
            (client / "waves" / f"{id_}.toml").write_text(
                f'survey = "offer-declined"\nopens = {days[0]}\ncloses = {days[1]}\n'
                f"offers = 80\ndeclined = 30\nasked = 28\n"
            )
    _states(root / "sources", [Recipient("key", private_keys.new_key(root / "k.key"))], today)


def _states(root: Path, recipients: list[Recipient], today: date) -> None:
    """Open all waves, close and report on all but the last, and purge the first two."""
    said = tuple(Said("decided", (f"r{n}",), "", 0, 2) for n in range(40))
    basis = Basis({"": 20}, 28, {}, {}, {})
    for client, wave, survey in load_project(root).waves():
        frozen = contract.freeze(client, wave, survey, recipients)
        write_file(wave.contract_file, to_bytes(frozen))
        if wave.id == "w4":
            continue
        sealed = os.urandom(SEALED)
        closed_note.write_note(wave, sealed)
        ledger.record(wave, basis, {"da.html": b"x"}, said)
        released = wave.closes + timedelta(10)
        text = wave.ledger_file.read_text().replace(today.isoformat(), released.isoformat())
        wave.ledger_file.write_text(text)
        if wave.id == "w3":
            wave.responses_file.write_bytes(sealed)


def seconds(command: list[str], where: Path) -> tuple[float, float]:
    """The least time that a process took from start to end, and of processor, in seconds."""
    walls, processors = [], []
    for _ in range(ROUNDS + 1):  # the first one warms the disk up
        before, began = _processor(), time.perf_counter()
        subprocess.run(command, cwd=where, check=True, capture_output=True)
        walls.append(time.perf_counter() - began)
        processors.append(_processor() - before)
    return min(walls[1:]), min(processors[1:])


def _processor() -> float:
    """The processor's seconds for all processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    """Measure, say whether the goal is met, and print one line of JSON."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = str(ROOT)
    with folder() as name:
        where = Path(name)
        sources(where)
        program = [sys.executable, str(ROOT / "build.py"), "overview"]
        runs = {
            "overview": seconds(program, where),
            "read once": seconds([sys.executable, "-c", READ], where),
            "import": seconds([sys.executable, "-c", IMPORTS], where),
        }
        said = subprocess.run(program, cwd=where, check=True, capture_output=True, text=True).stdout
    if f"{CLIENTS} clients, {4 * CLIENTS} waves" not in said:
        sys.exit("the overview is not of all waves")
    for what, (wall, processor) in runs.items():
        print(f"{what:<10}{wall:>8.3f} s{processor:>8.3f} s of processor")
    wall, processor = runs["overview"]
    by = "met" if processor < GOAL else "MISSED"
    print(f"{'met   ' if wall < GOAL else 'MISSED'}  under {GOAL:.0f} s; by processor time {by}")
    print(f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}")
    peers = {what: round(run[1], 3) for what, run in runs.items() if what != "overview"}
    ratios = {what: round(processor / other, 2) for what, other in peers.items()}
    ours = {"ours": round(processor, 3), "wall": round(wall, 3)}
    print(json.dumps({"name": "overview", **ours, "peers": peers, "ratios": ratios}))


if __name__ == "__main__":
    main()
