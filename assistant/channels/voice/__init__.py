"""The voice door: sound in, events and sound out over one WebSocket (docs/voice-protocol.md)."""

from assistant.channels.voice.hub import Announcement, Priority, VoiceHub

__all__ = ["Announcement", "Priority", "VoiceHub"]
