"""A purge that is killed leaves all of it to be done again, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from dying import dying_at
from purge_support import TODAY, Reported

from nejtak.base import files
from nejtak.wave import purge
from nejtak.wave.inbox import Inbox, InboxItem


class Folder(Inbox):
    """An inbox on disk, a file for each item, which a killed process leaves as it was then."""

    def __init__(self, folder: Path, items: Sequence[InboxItem]) -> None:
        self.folder = folder
        folder.mkdir()
        for item in items:
            (folder / item.id.hex()).touch()

    def items(self) -> list[InboxItem]:
        """Every item."""
        names = sorted(path.name for path in self.folder.iterdir())
        return [InboxItem("nordlys/2026-q3/0", bytes.fromhex(name), b"") for name in names]

    def delete(self, items: Sequence[InboxItem]) -> None:
        """Delete these items, one by one."""
        for item in items:
            (self.folder / item.id.hex()).unlink(missing_ok=True)


ACTING = {
    function.__code__
    for function in (purge.purge, files.remove_file, files._sync_folder, Folder.delete)
}


def killed_at(line: int, act: Callable[[], None]) -> bool:
    """Act in a process of its own that dies by SIGKILL before so many lines; whether it died."""
    child = os.fork()
    if child == 0:
        try:
            sys.settrace(dying_at(line, ACTING))
            act()
            os._exit(0)
        finally:
            os._exit(1)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def test_a_kill_at_any_line_leaves_a_purge_to_finish(tmp_path: Path) -> None:
    """SIGKILL before each line that acts, one after the other: run again, and all of it is gone."""
    line, states = 0, set()
    while True:
        line += 1
        reported = Reported(tmp_path / str(line))
        reported.release(date(2026, 10, 2))
        box = Folder(tmp_path / f"{line}-inbox", reported.items(3))
        (found,) = reported.due()
        died = killed_at(line, lambda found=found, box=box: purge.purge(found, box))
        left = reported.due()
        states.add((len(box.items()), len(left[0].files) if left else 0))
        for again in left:
            assert again.since == found.since
            purge.purge(again, box)
        assert (reported.due(), box.items()) == ([], [])
        assert purge.standing(reported.wave, TODAY) == "purged; they were kept until 2026-11-01"
        if not died:
            break
    assert states >= {(3, 11), (2, 8), (0, 8), (0, 1), (0, 0)}
    assert line > 40
