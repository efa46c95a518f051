"""Saves one decision in forks that die by SIGKILL at each line in turn; run by test_review_kill.py.

Then in forks that die at moments of chance. Prints one line of JSON: how many forks were killed,
how many of them had saved by then, and how many decisions were acknowledged before a chance kill.
Between two kills the review is opened again as the next session would: it must hold either what it
held before or the whole decision, and no word may be readable in any file.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from close_support import tree
from dying import dying_at
from review_support import ClosedWave, redactor

from nejtak.base import files
from nejtak.review import sealed
from nejtak.review.queue import Desk
from nejtak.wave import closed_wave
from nejtak.wave.closed_wave import Written
from nejtak.wave.envelope import Code

CANARY, REVIEWED = "Kanariefuglen", "Papegøjen"
TEXTS, MOMENTS = 12, 100
# Where saving acts on the world; between these lines it only computes.
ACTING = frozenset(
    function.__code__
    for function in (
        Desk.save,
        Desk.undo,
        Desk.limit,
        Desk._put,
        Desk._write,
        sealed.write,
        files.write_file,
        files._write_beside,
        files.move_into_place,
        files._sync_folder,
    )
)


def save(desk: Desk, line: int) -> None:
    """Decide about the first text, think again, decide, and say how many may be quoted."""
    place = desk.places[0]
    text = desk.text(place)
    assert text is not None
    desk.save(place, replace(text, decision="paraphrase", wording=f"{REVIEWED} too early"))
    desk.undo()
    desk.limit("advice", line % 10)
    desk.save(place, replace(text, decision="paraphrase", wording=f"{REVIEWED} {line}"))


def save_in_fork(desk: Desk, line: int) -> int:
    """Save in a child that dies at `line`; how it ended."""
    child = os.fork()
    if child == 0:
        sys.settrace(dying_at(line, ACTING))
        save(desk, line)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def look(closed: ClosedWave) -> list[str]:
    """The wordings as the next session finds them; no word of anybody can be read in any file."""
    words = (CANARY.encode(), REVIEWED.encode())
    assert not any(word in held for held in tree(closed.folder).values() for word in words)
    assert not any(word.decode() in name for name in tree(closed.folder) for word in words)
    return [text.wording for text in sealed.read(closed.wave, closed.keys).texts]


def every_line(closed: ClosedWave) -> tuple[int, int]:
    """Kill at the first line, the second, and so on, until all gets through."""
    line, saved, before, ended = 0, 0, "", -signal.SIGKILL
    while ended == -signal.SIGKILL:
        line += 1
        with closed_wave.alone(closed.wave):  # clears what the last kill left behind
            desk = Desk(closed.wave, closed.keys, redactor())
            ended = save_in_fork(desk, line)
        wordings = look(closed)
        assert wordings[0] in (before, f"{REVIEWED} too early", f"{REVIEWED} {line}")
        assert not any(wordings[1:])
        saved += wordings[0] != before
        before = wordings[0]
    assert ended == 0
    assert before == f"{REVIEWED} {line}"
    return line - 1, saved - 1


def saving_until_killed(desk: Desk, moment: float) -> list[int]:
    """Let a child save one text after the other until it is killed; what it acknowledged."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        for turn in itertools.count():
            number = turn % TEXTS
            text = desk.text(desk.places[number])
            assert text is not None
            wording = f"{REVIEWED} {turn}"
            desk.save(desk.places[number], replace(text, decision="redact", wording=wording))
            os.write(writes, b"%d\n" % turn)
    os.close(writes)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reads, "rb") as said:
        return [int(line) for line in said.read().split()]


def any_moment(closed: ClosedWave, moments: int) -> int:
    """Kill at moments of chance; what was acknowledged is there, and one more at most."""
    dice, total = random.Random(17), 0
    for _ in range(moments):
        with closed_wave.alone(closed.wave):
            desk = Desk(closed.wave, closed.keys, redactor())
            before = [text.wording for text in desk.review.texts]
            turns = saving_until_killed(desk, dice.uniform(0, 0.05))
        total += len(turns)
        expected = list(before)
        for turn in turns:
            expected[turn % TEXTS] = f"{REVIEWED} {turn}"
        late = list(expected)
        late[len(turns) % TEXTS] = f"{REVIEWED} {len(turns)}"
        assert look(closed) in (expected, late)
    return total


def main() -> None:
    """Kill at each line, then at each moment, and print what came of it."""
    code = (Code("pay", "candidate"),)  # as of an interview
    texts = [Written(f"{CANARY} {n}", code if n % 2 else ()) for n in range(TEXTS)]
    closed = ClosedWave(Path(sys.argv[1]), {"advice": texts})
    before = closed.wave.responses_file.read_bytes()
    killed, saved = every_line(closed)
    acknowledged = any_moment(closed, MOMENTS)
    assert closed.wave.responses_file.read_bytes() == before
    print(
        json.dumps(
            {"killed": killed, "saved": saved, "moments": MOMENTS, "acknowledged": acknowledged}
        )
    )


if __name__ == "__main__":
    main()
