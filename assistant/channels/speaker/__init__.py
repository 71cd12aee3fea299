"""What the doors of smart speakers share: intents said as sentences, sessions, reprompts, own words.

A platform's door turns its request into `Heard`, asks `SpeakerDoor`, and words the `Spoken` its own way.
"""

from assistant.channels.speaker.door import SpeakerDoor
from assistant.channels.speaker.model import Heard, Kind, Memory, Spoken

__all__ = ["Heard", "Kind", "Memory", "SpeakerDoor", "Spoken"]
