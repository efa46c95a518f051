"""A review under way: its desk, its page, and the lock that holds it for one reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from pyrage.x25519 import Identity

from nejtak.disclosure import QUOTES
from nejtak.project.model import Client, Project, Wave
from nejtak.review.queue import Desk
from nejtak.review.redaction import Redactor
from nejtak.review.server import ReviewServer
from nejtak.wave import closed_wave


@dataclass(frozen=True, slots=True)
class Session:
    """A review under way: its desk, and the server that shows it."""

    desk: Desk
    server: ReviewServer

    def serve(self) -> None:
        """Serve until Ctrl-C; call it from the main thread."""
        with suppress(KeyboardInterrupt):
            self.server.serve()

    def remarks(self) -> Iterator[str]:
        """What was lost since the last session, what may be quoted, and how much is done."""
        if self.desk.lost:
            yield (
                f"Decisions dropped: {self.desk.lost}. Their texts are no longer in the wave, "
                "or are redacted differently now. Decide on what is undecided."
            )
        yield f"{self.desk.counted.number} answers are counted."
        if self.desk.counted.number < QUOTES:
            yield f"Fewer than {QUOTES}: no quotes, only paraphrases of two texts or more."
        texts = self.desk.review
        yield f"{len(texts.texts) - texts.left} of {len(texts.texts)} texts are reviewed."


@contextmanager
def session(
    project: Project, client: Client, wave: Wave, keys: Sequence[Identity], port: int = 0
) -> Iterator[Session]:
    """Take up the review of a closed wave, and hold it for this reviewer alone.

    Raises StateError if the wave is not closed, no key opens it, the port is taken, or another
    program reviews or closes the wave.
    """
    with closed_wave.alone(wave):
        desk = Desk(wave, keys, Redactor(project.privacy, client.languages))
        with ReviewServer(project, client, wave, desk, port) as server:
            yield Session(desk, server)
