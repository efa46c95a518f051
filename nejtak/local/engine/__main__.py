"""The engine's own process: `python -m nejtak.local.engine FOLDER LISTENER`.

MiniStack saves its tables only at a clean stop. This program also saves them about a second after
each change, so that a kill loses no more than that second. It locks its folder while it runs, so
that the next engine never reads a state that the last one is about to overwrite.

LISTENER is the number of the open socket that the parent passes on. One line on standard output is
`ready`, or the reason why the engine cannot start.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

from nejtak.base.lock import holding
from nejtak.errors import EngineError

LOCK_LIMIT = 5.0  # seconds to wait for the last engine to end
SAVE_EVERY = 1.0  # seconds between two saves, more if saving itself takes long

# The beginnings of the names of actions that do not change tables.
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
        """Pass a request on, and remember whether it may have changed a table."""
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
            # Saving very many answers is slow; it takes at most a third of the time.
            await asyncio.sleep(max(SAVE_EVERY, 2 * (time.monotonic() - began)))

    async def save(self) -> None:
        """Copy the tables between two requests, then write the copy in another thread."""
        from ministack.services import dynamodb

        self._changed.clear()
        try:
            tables = dynamodb.get_state()
        except RuntimeError:  # MiniStack's own thread was removing expired items: try again later
            self._changed.set()
            return
        await asyncio.to_thread(self._write, tables)

    def _write(self, tables: Mapping[str, Any]) -> None:
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
        raise EngineError(f"{file} cannot be read. Restore it, or move it to another folder.")


async def _serve(listener: int) -> None:
    """Serve MiniStack on an open socket until the parent ends, or stops it by a signal."""
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    application = _Saved(app)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), stopping.set)  # only closed, never written to
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    keeper = asyncio.create_task(application.keep())

    async def stopped() -> None:
        await stopping.wait()
        loop.remove_reader(sys.stdin.fileno())
        keeper.cancel()
        await application.save()  # before the server waits for open connections

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
