"""The engine's own process: `python -m nejtak.local.engine FOLDER LISTENER`.

MiniStack saves its tables only at a clean stop. This saves them also while it runs, about a
second after a change, so that a kill loses no more than that. It keeps its folder locked for as
long as it lives, so that the next engine never reads a state that the last one is about to write.

LISTENER is the number of the open socket that the parent hands over. One line on standard output
tells it `ready`, or why not.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, cast

from nejtak.base.lock import holding
from nejtak.errors import EngineError

LOCK_LIMIT = 5.0  # seconds to wait for the last engine to end
SAVE_EVERY = 1.0  # seconds between two saves, more where saving itself takes long

# Actions whose names begin so leave the tables as they are.
READS = (b"Get", b"BatchGet", b"TransactGet", b"Query", b"Scan", b"Describe", b"List")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class _Saved:
    """MiniStack's ASGI application, saved about a second after each change."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._changed = asyncio.Event()
        self._writing = threading.Lock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, and note whether it may have changed a table."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, _announcing(send))
            return
        await self._application(scope, receive, send)
        target = dict(scope.get("headers", ())).get(b"x-amz-target", b"")
        if not target.rpartition(b".")[2].startswith(READS):
            self._changed.set()

    async def keep(self) -> None:
        """Save again and again while there are changes."""
        while True:
            await self._changed.wait()
            began = time.monotonic()
            await self.save()
            # With very many answers saving is slow; it may take a third of the time at most.
            await asyncio.sleep(max(SAVE_EVERY, 2 * (time.monotonic() - began)))

    async def save(self) -> None:
        """Copy the tables between two requests, then write the copy beside the next ones."""
        from ministack.services import dynamodb

        self._changed.clear()
        try:
            tables = dynamodb.get_state()
        except RuntimeError:  # MiniStack's own thread was removing expired items: next time
            self._changed.set()
            return
        await asyncio.to_thread(self._write, tables)

    def _write(self, tables: dict[str, Any]) -> None:
        from ministack.core import persistence

        with self._writing:
            persistence.save_state("dynamodb", tables)


def _announcing(send: Send) -> Send:
    """Tell the parent when the engine has loaded its state and takes requests."""

    async def announce(message: Message) -> None:
        await send(message)
        if message["type"] == "lifespan.startup.complete":
            os.write(sys.stdout.fileno(), b"ready\n")

    return announce


def _check_saved(folder: Path) -> None:
    """Refuse a saved state that MiniStack cannot read: it would start empty and overwrite it."""
    from ministack.core import persistence

    file = folder / "dynamodb.json"
    try:
        readable = not file.exists() or persistence.load_state("dynamodb") is not None
    except UnicodeDecodeError:
        readable = False
    if not readable:
        raise EngineError(f"{file} cannot be read. Put back a copy of it, or move it away.")


async def _serve(listener: int) -> None:
    """Serve MiniStack on an open socket until the parent goes or asks for the end."""
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    application = _Saved(app)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), stopping.set)  # the parent never writes: this is the end
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    keeper = asyncio.create_task(application.keep())

    async def stopped() -> None:
        await stopping.wait()
        loop.remove_reader(sys.stdin.fileno())
        keeper.cancel()
        await application.save()  # before anything that could keep a stopping server waiting

    config = Config()
    config.bind = [f"fd://{listener}"]
    config.loglevel = "ERROR"
    config.backlog = 512
    config.graceful_timeout = 1.0
    config.keep_alive_timeout = 75.0
    await serve(cast("Any", application), config, shutdown_trigger=stopped)


def _main(folder: Path, listener: int) -> int:
    lock = folder / "lock"
    in_use = EngineError(f"Another DynamoDB engine is using {folder}.")
    try:
        with holding(lock, in_use, LOCK_LIMIT):
            lock.write_text(f"{os.getpid()}\n", encoding="ascii")
            _check_saved(folder)
            asyncio.run(_serve(listener))
    except EngineError as error:
        os.write(sys.stdout.fileno(), f"{error}\n".encode())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), int(sys.argv[2])))
