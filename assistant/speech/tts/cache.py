"""Common phrases are made once: sound in memory, bounded, never on disk (it is what people were told)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from assistant.speech.audio import Audio

MAX_BYTES = 16 * 1024 * 1024
"""Some three minutes at 22 kHz: a hundred short sentences."""


class SoundCache:
    """The sounds used last. Threads may share it."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max = max_bytes
        self._lock = threading.Lock()
        self._sounds: OrderedDict[Hashable, Audio] = OrderedDict()
        self.size_bytes = 0
        self.hits = 0

    def get(self, key: Hashable, make: Callable[[], Audio]) -> Audio:
        """The sound of that key, made if unknown; kept unless it takes more than a tenth of the room."""
        with self._lock:
            known = self._sounds.get(key)
            if known is not None:
                self._sounds.move_to_end(key)
                self.hits += 1
                return known
        sound = make()
        if sound.samples.nbytes <= self._max // 10:
            with self._lock:
                self._keep(key, sound)
        return sound

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._sounds.clear()
            self.size_bytes = 0

    def _keep(self, key: Hashable, sound: Audio) -> None:
        old = self._sounds.pop(key, None)
        self.size_bytes += sound.samples.nbytes - (old.samples.nbytes if old else 0)
        self._sounds[key] = sound
        while self.size_bytes > self._max:
            _, dropped = self._sounds.popitem(last=False)
            self.size_bytes -= dropped.samples.nbytes
