"""Saves one decision in forks that die by SIGKILL at each line in turn; run by test_review_kill.py.

Prints one line of JSON: how many forks were killed, and how many of them had saved by then.
Between two kills the review is opened again as the next session would: it must hold either what
it held before or the whole decision, and no word may be readable in any file.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from close_support import tree
from dying import dying_at
from review_support import ClosedWave

from nejtak.base import files
from nejtak.review import quotes
from nejtak.review.queue import Desk
from nejtak.wave import closed_wave

CANARY, REVIEWED = "Kanariefuglen", "Papegøjen"
# Where saving acts on the world; between these lines it only computes.
ACTING = frozenset(
    function.__code__
    for function in (
        Desk.save,
        quotes.write,
        files.write_file,
        files._write_beside,
        files.move_into_place,
        files._sync_folder,
    )
)


def save_in_fork(desk: Desk, line: int) -> int:
    """Save a decision about the first text in a child that dies at `line`; how it ended."""
    child = os.fork()
    if child == 0:
        place = desk.places[0]
        text = desk.text(place)
        assert text is not None
        sys.settrace(dying_at(line, ACTING))
        desk.save(place, replace(text, decision="paraphrase", wording=f"{REVIEWED} {line}"))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Kill at the first line, the second, and so on, until a save gets through."""
    folder = Path(sys.argv[1])
    closed = ClosedWave(folder, {"advice": [f"{CANARY} {n}" for n in range(12)]})
    line, saved, before, ended = 0, 0, "", -signal.SIGKILL
    while ended == -signal.SIGKILL:
        line += 1
        with closed_wave.alone(closed.wave):  # clears what the last kill left behind
            desk = Desk(closed.wave, closed.keys)
            ended = save_in_fork(desk, line)
        wordings = [text.wording for text in quotes.read(closed.wave, closed.keys).texts]
        assert wordings[0] in (before, f"{REVIEWED} {line}")
        assert not any(wordings[1:])
        saved += wordings[0] != before
        before = wordings[0]
        words = (CANARY.encode(), REVIEWED.encode())
        assert not any(word in content for content in tree(folder).values() for word in words)
    assert ended == 0
    assert before == f"{REVIEWED} {line}"
    print(json.dumps({"killed": line - 1, "saved": saved - 1}))


if __name__ == "__main__":
    main()
