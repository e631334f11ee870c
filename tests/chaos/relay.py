"""A relay between a process and a server, on a socket of its own: connections through it can be cut, refused and held up."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

Address = Path | tuple[str, int]  # a socket in the file system, or host and port


class Relay:
    """Passes bytes on from `address` to `server` until it is told otherwise; its work is done in a thread of its own."""

    def __init__(self, address: Address, server: Address) -> None:
        self.address, self.server = address, server
        self.writers: set[asyncio.StreamWriter] = set()
        self.listening: asyncio.Server | None = None
        self.open = asyncio.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="relay", daemon=True)
        self.thread.start()
        self._do(self._listen())
        self.hold(False)

    def cut(self) -> int:
        """Reset all connections. Returns how many there were."""
        return self._do(self._cut())

    def refuse(self) -> None:
        """Be away: connections are reset, new ones refused."""
        self._do(self._refuse())

    def accept(self) -> None:
        """Be there again."""
        self._do(self._listen())

    def hold(self, held: bool = True) -> None:
        """Pass nothing on for as long as it is held: connections stand, and nobody answers."""
        self.loop.call_soon_threadsafe(self.open.clear if held else self.open.set)

    def close(self) -> None:
        self.refuse()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def _listen(self) -> None:
        if self.listening is not None:
            return
        if isinstance(self.address, Path):
            self.address.unlink(missing_ok=True)
            self.listening = await asyncio.start_unix_server(self._serve, self.address)
            self.address.chmod(0o666)
        else:
            self.listening = await asyncio.start_server(self._serve, *self.address, reuse_address=True)

    async def _refuse(self) -> None:
        if self.listening is not None:
            self.listening.close()
            self.listening = None
            if isinstance(self.address, Path):
                self.address.unlink(missing_ok=True)
        await self._cut()

    async def _cut(self) -> int:
        cut, self.writers = self.writers, set()
        for writer in cut:
            opened = writer.get_extra_info("socket")
            if opened.family != socket.AF_UNIX:  # closed with this, TCP says RST and not FIN
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return len(cut) // 2

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(self.server, Path):
                far_reader, far_writer = await asyncio.open_unix_connection(self.server)
            else:
                far_reader, far_writer = await asyncio.open_connection(*self.server)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self.writers |= both
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        self.writers -= both

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await self.open.wait()
                writer.write(data)
                await writer.drain()
        with suppress(OSError):
            writer.close()
