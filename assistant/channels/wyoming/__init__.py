"""Wyoming services (Home Assistant's voice protocol): asr, tts, wake and handle, each usable by itself.

`server` listens, `connection` holds the conversation with one client, `sound` and `speak` its two kinds of
work, `wire` reads events with limits, `info` says what there is, `announce` lets others find it.
"""

from assistant.channels.wyoming.announce import announced
from assistant.channels.wyoming.server import WyomingServer

__all__ = ["WyomingServer", "announced"]
