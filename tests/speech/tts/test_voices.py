"""Which voice a user hears: by asking, by the household's file, by default; and how each is refused."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.speech import Audio, BadAudio, EngineMissing, VoiceMissing
from assistant.speech.choices import TtsEngine
from assistant.speech.tts.changing import change
from assistant.speech.tts.chosen import Choice, Chosen
from assistant.speech.tts.encode import Container, encode
from assistant.speech.tts.own_voice import FileVoice
from assistant.speech.tts.protocol import Voice
from assistant.speech.tts.voices import Voices
from assistant.speech.tts.voices_file import VoicesFileError
from assistant.store import LOCAL
from tests.speech.tiny_models import sherpa_voice

MOTHER = """
[[voice]]
id = "mother"
label = "엄마"
gender = "female"
engine = "piper"
model = "mother.onnx"

[users]
kid = "mother"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "voices.toml"
    path.write_text(MOTHER, encoding="utf-8")
    return path


def test_a_choice_is_kept_over_a_restart_without_the_users_name(tmp_path: Path) -> None:
    voices = Voices(state_dir=tmp_path)
    other = voices.voices()[1]
    assert change(voices, "민수", "목소리 바꿔줘") == f"네, 이제 {other.label} 목소리로 말할게요."
    assert Voices(state_dir=tmp_path).choice_of("민수").voice == other.id
    assert Voices(state_dir=tmp_path).choice_of("영희").voice == voices.default
    assert "민수" not in (tmp_path / "voices.json").read_text(encoding="utf-8")
    voices.forget("민수")
    assert Voices(state_dir=tmp_path).choice_of("민수").voice == voices.default


def test_users_of_one_name_behind_two_keys_choose_apart(tmp_path: Path) -> None:
    voices = Voices(state_dir=tmp_path)
    change(voices, "민수", "목소리 바꿔줘", "key1")
    change(voices, "민수", "좀 천천히 말해줘", "key2")
    first, second, local = (
        Voices(state_dir=tmp_path).choice_of("민수", key) for key in ("key1", "key2", LOCAL)
    )
    assert first == Choice(voices.voices()[1].id)
    assert second == Choice(voices.default, 0.85)
    assert local == Choice(voices.default)
    voices.forget("민수", "key1")
    assert (voices.choice_of("민수", "key1"), voices.choice_of("민수", "key2")) == (local, second)


def test_the_new_voice_is_heard() -> None:
    voices = Voices()
    before = voices.synthesizer(user="a").synthesize("안녕하세요")
    change(voices, "a", "목소리 바꿔줘")
    after = voices.synthesizer(user="a").synthesize("안녕하세요")
    assert before.samples.tobytes() != after.samples.tobytes()
    voices.close()


@pytest.mark.parametrize(("text", "slower"), [("좀 천천히 말해줘", True), ("더 빨리 말해줘", False)])
def test_the_pace_has_ends(text: str, slower: bool) -> None:
    voices = Voices()
    said = [change(voices, "a", text) for _ in range(8)]
    assert said[0].startswith("네")
    assert "없어요" in said[-1]
    assert (voices.choice_of("a").speed < 1) is slower


def test_a_voice_is_asked_for_by_its_label_or_gender(file: Path) -> None:
    voices = Voices(file=file)
    assert voices.choice_of("kid").voice == "mother"
    assert change(voices, "a", "엄마 목소리로 바꿔줘") == "네, 이제 엄마 목소리로 말할게요."
    assert change(voices, "a", "엄마 목소리로 바꿔줘") == "지금도 엄마 목소리예요."
    male = change(voices, "a", "남자 목소리로 바꿔줘")
    assert male.startswith("네")
    assert voices.row(voices.choice_of("a").voice).voice.gender == "male"


def test_a_folder_that_is_no_whole_voice_is_told(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    (tmp_path / "tts.json").write_text("{}")
    made = FileVoice(TtsEngine.SHERPA, tmp_path, voice=Voice(id="s", label="솔", gender="male"))
    with made, pytest.raises(VoiceMissing, match=r"lacks duration_predictor\*\.onnx"):
        made.synthesize("네")
    (tmp_path / "tts.json").unlink()
    with made, pytest.raises(VoiceMissing, match=r"lacks tokens\.txt"):
        made.synthesize("네")


@pytest.mark.parametrize(
    ("engine", "library"), [(TtsEngine.PIPER, "piper"), (TtsEngine.SHERPA, "sherpa_onnx")]
)
def test_a_voice_of_a_file_is_heard(tmp_path: Path, engine: TtsEngine, library: str) -> None:
    pytest.importorskip(library)
    sherpa_voice(tmp_path)
    model = tmp_path if engine is TtsEngine.SHERPA else tmp_path / "voice.onnx"
    voice = Voice(id="tones", label="소리", gender="neutral")
    with FileVoice(engine, model, voice=voice, sample_rate=22_050) as plain:
        short, long = (plain.synthesize(text) for text in ("안녕하세요.", "내일 부산에는 비가 많이 와요."))
        assert short.sample_rate == 22_050
        assert 0.5 < short.samples.size / 22_050 < long.samples.size / 22_050 < 10
        assert np.sqrt(np.mean(short.samples**2)) > 0.05
        assert plain.synthesize("안녕하세요.").samples.tobytes() == short.samples.tobytes()
    with FileVoice(engine, model, voice=voice, sample_rate=22_050, speed=1.5) as fast:
        quick = fast.synthesize("안녕하세요.").samples.size
    assert quick == pytest.approx(short.samples.size / 1.5, rel=0.05)


def test_a_voice_without_its_file_or_engine_is_told(file: Path) -> None:
    voices = Voices(file=file, python=Path(sys.executable))
    with pytest.raises(VoiceMissing, match="no such file"):
        voices.synthesizer(voice="mother")
    (file.parent / "mother.onnx").write_bytes(b"")
    with pytest.raises((EngineMissing, VoiceMissing)) as caught:
        voices.synthesizer(voice="mother").synthesize("네")
    assert caught.value.user_message.endswith("요.")
    with pytest.raises(VoiceMissing, match="haneul"):
        voices.synthesizer(voice="nobody")
    voices.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[voice", "not TOML"),
        ('default = "nobody"', "no voice 'nobody'"),
        (MOTHER + MOTHER.partition("[users]")[0].replace("[[voice]]", "[extra]"), "extra"),
        (MOTHER.replace('"mother"', '"../x"', 1), "voice.0.id"),
        (MOTHER.replace("piper", "espeak"), "piper or sherpa"),
        (MOTHER.replace('kid = "mother"', 'kid = "father"'), "father"),
    ],
)
def test_a_wrong_voices_file_says_where(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "voices.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VoicesFileError, match=said):
        Voices(file=path)


def test_a_missing_voices_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(VoicesFileError, match="cannot be read"):
        Voices(file=tmp_path / "none.toml")


@pytest.mark.parametrize("content", ["", "[]", '{"a": 3}', "\0"])
def test_a_broken_file_of_choices_is_started_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "voices.json"
    path.write_text(content, encoding="utf-8")
    chosen = Chosen(path)
    assert chosen.get("a") is None
    chosen.put("a", Choice("x", 1.2))
    assert Chosen(path).get("a") == Choice("x", 1.2)


def test_engines_and_files_fit_together() -> None:
    from assistant.speech.tts.own_voice import FileVoice

    with pytest.raises(ValueError, match="takes no voice files"):
        FileVoice(TtsEngine.ESPEAK, Path("x"), voice=Voice(id="x", label="x", gender="male"))


@pytest.mark.parametrize(("container", "fmt"), [(Container.WAV, "WAV"), (Container.OPUS, "OGG")])
def test_sound_is_wrapped_and_read_again(container: Container, fmt: str) -> None:
    tone = np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000).astype(np.float32) * 0.5
    data = encode(Audio(tone, 48_000), container)
    samples, rate = soundfile.read(io.BytesIO(data))
    assert soundfile.info(io.BytesIO(data)).format == fmt
    assert rate == 48_000
    assert len(samples) == pytest.approx(48_000, rel=0.02)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.354, rel=0.05)


def test_raw_samples_and_a_rate_that_opus_does_not_take() -> None:
    sound = Audio.silence(0.1, 22_050)
    assert len(encode(sound, Container.PCM)) == 2 * sound.samples.size
    with pytest.raises(BadAudio, match="48000"):
        encode(sound, Container.OPUS)
