"""How much a WOFF2 file unpacks to, found without unpacking more than a limit.

113 KB of WOFF2 can become more than a gigabyte. The size that the file declares,
`totalSfntSize`, may be false, so its one compressed stream is unpacked bit by bit, and no further
than the limit.

Source: WOFF 2.0, sections 4 and 5.
"""

from __future__ import annotations

import struct

SIGNATURE = b"wOF2"
_HEADER = 48  # bytes
_CHUNK = 1 << 20


def unpacks_within(data: bytes, most: int) -> bool:
    """Whether a WOFF2 file stays within `most` bytes unpacked; raise any error if it is broken."""
    from fontTools.ttLib.woff2 import WOFF2DirectoryEntry

    (tables,) = struct.unpack_from(">H", data, 12)
    claimed, packed = struct.unpack_from(">II", data, 16)
    rest, sizes = data[_HEADER:], 0
    for _ in range(tables):
        entry = WOFF2DirectoryEntry()
        rest = entry.fromString(rest)
        sizes += max(entry.length, entry.origLength)
    return max(claimed, sizes) <= most and _stream_within(rest[:packed], most)


def _stream_within(packed: bytes, most: int) -> bool:
    import brotli

    stream = brotli.Decompressor()
    found = len(stream.process(packed, output_buffer_limit=_CHUNK))
    while not stream.is_finished() and found <= most:
        more = len(stream.process(b"", output_buffer_limit=_CHUNK))
        if not more:
            return True  # cut off: whoever reads it says so
        found += more
    return found <= most
