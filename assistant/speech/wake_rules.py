"""What counts as a call of a wake phrase, and what is told of one."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.speech.stt import Begun


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeRules:
    """What counts as a call. Seconds."""

    confidence: float = 0.8
    """Of the least sure of its words,"""
    confidence_alone: float = 0.99
    """and when it is heard once more by itself."""
    around_s: float = 0.1
    """Sound before and after that is heard with it."""
    shortest_s: float = 0.09
    """For each syllable."""
    longest_s: float = 0.45
    """For each syllable."""
    gap_s: float = 0.3
    """Between its words."""
    cool_down_s: float = 1.5
    """After a call nothing is one."""
    before_s: float = 0.6
    """Sound before the first sign of speech that is listened to as well."""
    silence_s: float = 0.3
    """After so much silence what was said is judged."""
    step_s: float = 0.16
    """Vosk is asked so often."""
    longest_talk_s: float = 8.0
    """Talk without a pause is cut into pieces of this length."""


@dataclass(frozen=True, slots=True)
class Called:
    """A phrase was said."""

    phrase: str
    confidence: float
    """0 to 1."""
    begun: Begun
    """What is still to be listened to for what was asked: all since the phrase began. Where it ends is not
    known well enough to cut the sound there; `turns.after_call` takes it off the text."""
    alone: bool = False
    """Nothing but silence came after the phrase; `begun` begins with that silence."""
