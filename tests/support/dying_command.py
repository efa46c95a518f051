"""`build.py` that dies by SIGKILL between the two files of a closing."""

from __future__ import annotations

import sys

from dying import dying_at

from nejtak.base import files
from nejtak.cli.commands import main

NOTED = 3  # lines of `put`: two put the note in its place, the third would move the sealed file

if __name__ == "__main__":
    sys.settrace(dying_at(NOTED, {files.move_into_place.__code__}))
    main()
