"""The release ledger: which reports of a wave have been handed out, and on how many responses.

Once a report is out, the wave takes no late answers in any more: two reports of one wave with
different numbers of responses could be laid side by side, and their difference is a small group.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from nejtak.errors import StateError
from nejtak.model import Wave
from nejtak.output import write_file


def releases(wave: Wave) -> list[dict[str, Any]]:
    """Every release of the wave so far, oldest first."""
    if not wave.ledger_file.exists():
        return []
    try:
        found = json.loads(wave.ledger_file.read_bytes())
    except ValueError as error:
        raise StateError(f"{wave.ledger_file} is damaged. Restore it from your backup.") from error
    return list(found)


def record(wave: Wave, responses: int, pages: Mapping[str, bytes]) -> None:
    """Note a release before it is written: number of responses, and the SHA-256 of each page.

    The same pages again are the same release. Raises StateError where an earlier release was made
    from another number of responses.
    """
    before = releases(wave)
    if any(release["responses"] != responses for release in before):
        raise StateError(
            f"{wave.client}/{wave.id} has been reported on with another number of responses. "
            f"Restore {wave.responses_file.name} as it was then."
        )
    digests = {language: hashlib.sha256(page).hexdigest() for language, page in pages.items()}
    new = {"responses": responses, "pages": digests}
    if new not in before:
        content = json.dumps([*before, new], indent=2) + "\n"
        write_file(wave.ledger_file, content.encode())
