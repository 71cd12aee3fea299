from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from assistant.speech.errors import NotSound, SoundTooLong
from assistant.speech.sound_in import Flaw, read_sound


def tone(rate: int, seconds: float = 1.0, level: float = 0.3) -> Any:
    return level * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)


def file(samples: Any, rate: int, **more: Any) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, **{"format": "WAV", **more})
    return buffer.getvalue()


def gaps() -> Any:
    samples = tone(16_000)
    samples[100:200] = np.nan
    return samples


def both(samples: Any) -> Any:
    return np.stack([samples, samples], axis=1)


@pytest.mark.parametrize(
    ("data", "flaws"),
    [
        (file(tone(16_000), 16_000), set()),
        (file(tone(8_000), 8_000), {Flaw.NARROW}),
        (file(both(tone(44_100)), 44_100, subtype="PCM_24"), set()),
        (file(tone(48_000), 48_000, subtype="FLOAT"), set()),
        (file(tone(48_000, level=4.0), 48_000, subtype="FLOAT"), {Flaw.CLIPPED}),
        (file(gaps(), 16_000, subtype="FLOAT"), {Flaw.BROKEN_SAMPLES}),
        (file(tone(16_000), 16_000, format="FLAC"), set()),
        (file(np.clip(tone(16_000, level=9.0), -1, 1), 16_000), {Flaw.CLIPPED}),
        (file(np.zeros(16_000), 16_000), {Flaw.SILENT}),
        (file(tone(16_000), 16_000, subtype="ULAW"), set()),
    ],
    ids=["plain", "8k", "stereo24", "float", "beyond full scale", "nan", "flac", "clipped", "silent", "ulaw"],
)  # fmt: skip
def test_what_can_be_read(data: bytes, flaws: set[Flaw]) -> None:
    sound = read_sound(data)
    assert sound.flaws == flaws
    assert sound.audio.sample_rate == 16_000
    assert len(sound.pcm16) == pytest.approx(32_000, abs=64)
    assert np.isfinite(sound.audio.samples).all()


def test_channels_are_mixed_and_the_pitch_stays() -> None:
    sound = read_sound(file(both(tone(44_100)), 44_100))
    spectrum = np.abs(np.fft.rfft(sound.audio.samples))
    assert np.argmax(spectrum) * 16_000 / sound.audio.samples.size == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "empty"),
        (b"hello, I am text", "not recognised"),
        (file(tone(16_000), 16_000)[:20], "rror"),
        (file(np.zeros(0), 16_000), "no sound"),
        (file(tone(2_000), 2_000), "too few"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "rror|not"),
    ],
)
def test_what_cannot_be_read_says_so(data: bytes, wrong: str) -> None:
    with pytest.raises(NotSound, match=wrong):
        read_sound(data)


def test_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(SoundTooLong, match="at most 2 s"):
        read_sound(file(tone(16_000, seconds=3), 16_000), longest_s=2)


def test_ten_minutes_are_read_whole() -> None:
    long = read_sound(file(both(tone(8_000, seconds=600.0)), 8_000, format="FLAC"))
    assert long.audio.duration_s == pytest.approx(600, abs=0.01)
    assert len(long.pcm16) == pytest.approx(600 * 32_000, abs=64)


def test_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"no sound")
    with pytest.raises(NotSound, match=r"a\.wav"):
        read_sound(path)


def test_a_cut_file_gives_what_it_has() -> None:
    whole = file(tone(16_000, seconds=2), 16_000)
    assert read_sound(whole[: len(whole) // 2]).audio.duration_s == pytest.approx(1, abs=0.01)
