"""Sound in memory: samples, rates, joining, files."""

import io
import os
import stat
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.speech import Audio, AudioNotWritten, BadAudio, join, save_wav, wav_bytes
from assistant.speech.resample import resample


def tone(frequency_hz: float, sample_rate: int, seconds: float = 0.5) -> Audio:
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return Audio((0.5 * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32), sample_rate)


def level_at(audio: Audio, frequency_hz: float) -> float:
    """Amplitude of one frequency, away from the ends."""
    middle = audio.samples[audio.samples.size // 8 : -audio.samples.size // 8]
    window = np.hanning(middle.size)
    times = np.arange(middle.size) / audio.sample_rate
    return float(2 * abs(np.sum(middle * window * np.exp(-2j * np.pi * frequency_hz * times))) / window.sum())


@pytest.mark.parametrize(
    ("samples", "rate"),
    [
        (np.zeros((2, 3), np.float32), 16_000),
        (np.zeros(3, np.float64), 16_000),
        (np.zeros(3, np.float32), 0),
    ],
)
def test_what_is_no_sound_is_refused(samples: np.ndarray, rate: int) -> None:
    with pytest.raises(BadAudio):
        Audio(samples, rate)


def test_measures() -> None:
    audio = tone(440, 16_000, seconds=1)
    assert audio.duration_s == pytest.approx(1.0)
    assert audio.peak == pytest.approx(0.5, abs=1e-3)
    assert audio.rms == pytest.approx(0.5 / np.sqrt(2), abs=1e-3)
    nothing = Audio.silence(0, 16_000)
    assert (nothing.peak, nothing.rms, nothing.duration_s) == (0.0, 0.0, 0.0)


def test_sixteen_bits_and_back() -> None:
    whole = np.array([-32768, -1, 0, 1, 32767], np.int16)
    audio = Audio.from_int16(whole, 8_000)
    assert audio.samples.dtype == np.float32
    assert np.abs(audio.to_int16().astype(int) - whole).max() <= 1
    loud = Audio(np.array([2.0, -2.0], np.float32), 8_000)
    assert loud.to_int16().tolist() == [32767, -32768]


@pytest.mark.parametrize("source", [16_000, 22_050, 48_000])
@pytest.mark.parametrize("target", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("frequency", [200, 1_000, 3_200])
def test_a_tone_keeps_its_pitch_and_level(source: int, target: int, frequency: int) -> None:
    out = tone(frequency, source).at(target)
    assert out.sample_rate == target
    assert out.duration_s == pytest.approx(0.5, abs=1 / target + 1e-9)
    assert level_at(out, frequency) == pytest.approx(0.5, rel=0.005)


@pytest.mark.parametrize(
    ("source", "target", "frequency"),
    [(48_000, 16_000, 9_000), (22_050, 16_000, 9_000), (48_000, 22_050, 15_000)],
)
def test_what_the_lower_rate_cannot_hold_is_gone(source: int, target: int, frequency: int) -> None:
    out = tone(frequency, source).at(target)
    middle = out.samples[out.samples.size // 8 : -out.samples.size // 8]
    assert np.abs(middle).max() < 0.5 * 10 ** (-60 / 20)


def test_images_do_not_appear_going_up() -> None:
    out = tone(3_000, 16_000).at(48_000)
    assert level_at(out, 13_000) < 0.5 * 10 ** (-60 / 20)
    assert level_at(out, 19_000) < 0.5 * 10 ** (-60 / 20)


def test_delay_is_none() -> None:
    pulse = np.zeros(2_205, np.float32)
    pulse[1_000] = 1.0
    out = resample(pulse, 22_050, 44_100)
    assert int(np.abs(out).argmax()) == 2_000


def test_a_constant_stays_constant_and_blocks_meet() -> None:
    out = resample(np.full(60_000, 0.25, np.float32), 22_050, 16_000)
    assert np.abs(out[200:-200] - 0.25).max() < 1e-4


def test_odd_sizes_and_rates() -> None:
    assert resample(np.zeros(0, np.float32), 22_050, 16_000).size == 0
    assert resample(np.ones(1, np.float32), 22_050, 16_000).size == 1
    with pytest.raises(ValueError, match="positive"):
        resample(np.ones(5, np.float32), 0, 16_000)
    with pytest.raises(BadAudio):
        tone(100, 16_000).at(-1)


def test_join() -> None:
    a, b = tone(300, 16_000, 0.25), tone(500, 16_000, 0.5)
    both = join([a, Audio.silence(0, 16_000), b], pause_s=0.1)
    assert both is not None
    assert both.duration_s == pytest.approx(0.85)
    assert not both.samples[4_000:5_600].any()
    assert join([]) is None
    with pytest.raises(BadAudio):
        join([a, tone(300, 8_000)])


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    audio = tone(440, 22_050)
    path = save_wav(tmp_path / "말.wav", audio)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == 22_050
    assert np.abs(samples - audio.samples).max() < 1e-4
    assert list(tmp_path.iterdir()) == [path]
    info = soundfile.info(io.BytesIO(wav_bytes(audio)))
    assert (info.format, info.subtype, info.channels, info.frames) == ("WAV", "PCM_16", 1, audio.samples.size)


def test_nothing_to_hear_is_still_a_file(tmp_path: Path) -> None:
    path = save_wav(tmp_path / "empty.wav", Audio.silence(0, 16_000))
    assert soundfile.info(path).frames == 0


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(AudioNotWritten, match="Check that the folder exists") as caught:
        save_wav(tmp_path / "none" / "a.wav", tone(440, 16_000))
    assert "폴더" in caught.value.user_message


def test_a_folder_in_place_of_the_file_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(AudioNotWritten):
        save_wav(tmp_path / "a.wav", tone(440, 16_000))
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_locked_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(AudioNotWritten):
        save_wav(tmp_path / "a.wav", tone(440, 16_000))
