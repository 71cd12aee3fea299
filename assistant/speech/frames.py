"""Length-prefixed frames between us and an engine's process, over its standard input and output.

A frame is a 4-byte big-endian length and that many bytes. A request is one frame of JSON. An answer is a
frame of JSON (`{"id", "sample_rate"}` or `{"id", "error", "detail"}`) followed by a frame of 16-bit
little-endian samples, empty after an error. This module is all that both processes share.
"""

from __future__ import annotations

import struct
from typing import IO

_LENGTH = struct.Struct(">I")
LARGEST = 256 * 1024 * 1024
"""Bytes. A longer frame means that the stream is out of step (a stray print), not so much sound."""


class BrokenFrame(Exception):
    """The stream ended inside a frame, or what should be a length makes no sense."""


def write_frame(stream: IO[bytes], payload: bytes) -> None:
    """Send one frame and flush it."""
    stream.write(_LENGTH.pack(len(payload)) + payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None when the other side has closed the stream between frames. Raises BrokenFrame."""
    head = _read(stream, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise BrokenFrame("the stream ended inside a length")
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise BrokenFrame(f"a frame of {length} bytes is not believable")
    payload = _read(stream, length)
    if len(payload) < length:
        raise BrokenFrame(f"the stream ended after {len(payload)} of {length} bytes")
    return payload


def _read(stream: IO[bytes], size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
