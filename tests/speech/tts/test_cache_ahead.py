"""Sound kept and sound made ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from assistant.speech import Audio
from assistant.speech.tts.ahead import ahead
from assistant.speech.tts.cache import SoundCache

SECOND = Audio.silence(1.0, 16_000)


def test_a_phrase_is_made_once() -> None:
    cache, made = SoundCache(), []
    for _ in range(3):
        cache.get("네", lambda: made.append(1) or SECOND)  # type: ignore[func-returns-value]
    assert len(made) == 1
    assert cache.hits == 2


def test_the_cache_stays_within_its_room_and_drops_the_oldest() -> None:
    room = 10 * SECOND.samples.nbytes
    cache = SoundCache(room)
    for key in range(25):
        cache.get(key, lambda: SECOND)
        assert cache.size_bytes <= room
    made: list[int] = []
    cache.get(24, lambda: made.append(24) or SECOND)  # type: ignore[func-returns-value]
    cache.get(0, lambda: made.append(0) or SECOND)  # type: ignore[func-returns-value]
    assert made == [0]
    cache.clear()
    assert cache.size_bytes == 0


def test_what_is_too_large_is_not_kept() -> None:
    cache = SoundCache(2 * SECOND.samples.nbytes)
    cache.get("long", lambda: SECOND)
    assert cache.size_bytes == 0


def test_the_next_piece_is_made_while_one_is_heard() -> None:
    second = threading.Event()

    def pieces() -> Iterator[Audio]:
        yield SECOND
        second.set()
        yield SECOND

    stream = ahead(pieces())
    next(stream)
    assert second.wait(5)
    assert len(list(stream)) == 1


def test_an_error_comes_in_its_place_and_an_early_end_ends_the_maker() -> None:
    def broken() -> Iterator[Audio]:
        yield SECOND
        raise OSError("gone")

    stream = ahead(broken())
    assert next(stream) is SECOND
    with pytest.raises(OSError, match="gone"):
        next(stream)

    closed = threading.Event()

    def endless() -> Iterator[Audio]:
        try:
            while True:
                yield SECOND
        finally:
            closed.set()

    stream = ahead(endless())
    next(stream)
    stream.close()
    assert closed.wait(5)
