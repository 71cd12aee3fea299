"""Whose turn it is, as pure state machines over seconds and booleans: no sound, no clock, no network."""

from assistant.speech.turns.barge_in import Barge, BargeIn
from assistant.speech.turns.endpoint import End, Endpointer
from assistant.speech.turns.wake import Wake, after_call, wake_of

__all__ = ["Barge", "BargeIn", "End", "Endpointer", "Wake", "after_call", "wake_of"]
