"""Codes notes a second time in forks that die by SIGKILL at each line in turn.

Run by test_second_kill.py. Each fork saves a code for every note and compares. After each kill the
coding is opened again as the next session would: it holds all codes from before or all new ones,
and no first code was shown before the second ones were stored. Prints one line of JSON: how many
forks were killed, and how many of them had saved, and had compared, by then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from close_support import tree
from coded_wave import NOTES, CodedWave
from dying import dying_at

from nejtak.base import files
from nejtak.review.second import SecondCodes, SecondDesk
from nejtak.wave import closed_wave

BEFORE, AFTER = "process", "pay"
# Where saving acts on the world; between these lines it only computes.
ACTING = frozenset(
    function.__code__
    for function in (
        SecondDesk.save,
        SecondDesk.compare,
        SecondDesk._write,
        files.write_file,
        files._write_beside,
        files.move_into_place,
        files._sync_folder,
    )
)


def code_in_fork(wave: CodedWave, line: int) -> int:
    """Code all notes and compare in a child that dies at `line`; how it ended."""
    with closed_wave.alone(wave.wave):  # clears what the last kill left behind
        desk = wave.desk()
        child = os.fork()
        if child == 0:
            sys.settrace(dying_at(line, ACTING))
            desk.save({note.key: AFTER for note in desk.notes})
            os._exit(0 if desk.compare() else 1)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def look(wave: CodedWave) -> SecondCodes:
    """What the next session finds; no note can be read in any file."""
    words = [note[:12].encode() for note in NOTES]
    assert not any(word in held for held in tree(wave.folder).values() for word in words)
    return wave.desk().stored


def main() -> None:
    """Kill at each line until all gets through."""
    wave = CodedWave(Path(sys.argv[1]))
    notes = [note.key for note in wave.desk().notes]
    line, saved, compared, ended = 0, 0, 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        closed_wave.second_codes_file(wave.wave).unlink(missing_ok=True)
        wave.desk().save(dict.fromkeys(notes, BEFORE))
        line += 1
        ended = code_in_fork(wave, line)
        found = look(wave)
        assert found.codes in (dict.fromkeys(notes, BEFORE), dict.fromkeys(notes, AFTER))
        new = found.codes[notes[0]] == AFTER
        assert found.shown in ((frozenset(), frozenset(notes)) if new else (frozenset(),))
        saved, compared = saved + new, compared + bool(found.shown)
    assert ended == 0
    print(json.dumps({"killed": line - 1, "saved": saved - 1, "compared": compared - 1}))


if __name__ == "__main__":
    main()
