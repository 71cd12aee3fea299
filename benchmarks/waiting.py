"""What a microphone costs that waits for its wake phrase: CPU time, and calls heard that were none.

    python -m benchmarks.waiting [--model FOLDER] [--shared ../shared] [--every 4]

Digital silence, pink noise, and every so manyeth recording of the shared data's human speech; in milliseconds
of one core for a second of sound.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.settings import Settings, settings
from assistant.speech.ears import Ears
from assistant.speech.recognizers import open_recognizer
from assistant.speech.wake import WakeByText, open_wake
from benchmarks.wake import LOUDNESS, Sound, human, pcm16, pink, silence

SECONDS = 120.0
BLOCK = 3_200
"""Bytes of 0.1 s."""


def heard(hear: Callable[[bytes], object], sound: Sound) -> tuple[float, int]:
    """Milliseconds of CPU time for a second of sound, and how often something came of it."""
    data = pcm16(sound)
    began = time.process_time()
    calls = sum(hear(data[at : at + BLOCK]) is not None for at in range(0, len(data), BLOCK))
    return (time.process_time() - began) * 1000 / (sound.size / 16_000), calls


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", type=Path, default=settings().stt_model)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--every", type=int, default=4)
    given = parser.parse_args()
    recognizer = open_recognizer(model=given.model)
    phrases = Settings.model_fields["wake_phrases"].default
    spoken = [sound for _, sound in human(given.shared / "data" / "speech")][:: given.every]
    sounds = {
        "silence": silence(SECONDS),
        "pink noise": pink(round(SECONDS * 16_000), np.random.default_rng(1)) * np.float32(LOUDNESS),
        "human speech": np.concatenate(spoken) if spoken else silence(1.0),
    }
    print(f"{recognizer.name}, phrases: {', '.join(phrases)}")
    print(
        f"{'ms/s':<14}{'minutes':>8}{'phrases only':>14}{'calls':>6}{'all read':>10}{'calls':>6}{'ears':>8}"
    )
    for name, sound in sounds.items():
        only, calls = heard(open_wake(recognizer, phrases).hear, sound)
        read, others = heard(WakeByText(recognizer, phrases).hear, sound)
        ears, _ = heard(Ears(recognizer).accept, sound)
        minutes = sound.size / 16_000 / 60
        print(f"{name:<14}{minutes:>8.1f}{only:>14.2f}{calls:>6}{read:>10.2f}{others:>6}{ears:>8.2f}")


if __name__ == "__main__":
    main()
