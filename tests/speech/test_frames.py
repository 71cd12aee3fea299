"""Frames over a pipe."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.frames import LARGEST, BrokenFrame, read_frame, write_frame


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_what_is_written_is_read(payloads: list[bytes]) -> None:
    stream = io.BytesIO()
    for payload in payloads:
        write_frame(stream, payload)
    stream.seek(0)
    assert [read_frame(stream) for _ in payloads] == payloads
    assert read_frame(stream) is None


@pytest.mark.parametrize(
    "broken", [b"\0", b"\0\0\0\5abc", struct.pack(">I", LARGEST + 1), b"Traceback (most recent call last)"]
)
def test_a_broken_stream_is_told(broken: bytes) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(broken))
