"""What can go wrong with speech, as one small tree.

    SpeechError
    ├── EngineMissing       the synthesis library or its data is not installed
    ├── VoiceMissing        the engine has no such voice
    ├── EngineFailed        the engine's process died or answered nonsense, also after a restart
    ├── SpeechTimeout       the engine did not answer in time
    ├── BadMarkup           markup (SSML) that cannot be read
    ├── RecognizerMissing   the recognition library or its model is not there, or not usable
    ├── ModelNotFetched     a model could not be downloaded, or is not what it should be
    ├── BadAudio            sound that cannot be used: wrong shape, rate or values
    │   ├── NotSound        a file that holds no sound we can read
    │   └── SoundTooLong    longer than is accepted
    └── AudioNotWritten     the file could not be written

Each carries a stable `code` for programs, `user_message` in Korean for people and, as its text, what was
wrong and what to do in English for whoever runs the service.
"""

from __future__ import annotations


class SpeechError(Exception):
    """Something about speech failed."""

    code = "speech-failed"
    user_message = "소리를 만들지 못했어요. 잠시 뒤에 다시 시도해 주세요."


class EngineMissing(SpeechError):
    """The synthesis library or its data is not there."""

    code = "speech-engine-missing"
    user_message = "음성 합성기가 설치되어 있지 않아요. docs/voice.md에 설치하는 방법이 있어요."


class VoiceMissing(SpeechError):
    """The engine has no voice of this name."""

    code = "speech-voice-missing"
    user_message = "그런 목소리가 없어요. 쓸 수 있는 목소리 가운데서 골라 주세요."


class EngineFailed(SpeechError):
    """The engine's process died or sent something that cannot be read, and a restart did not help."""

    code = "speech-engine-failed"
    user_message = "음성 합성기가 멈췄어요. 잠시 뒤에 다시 시도해 주세요."


class SpeechTimeout(SpeechError):
    """The engine did not answer in time; its process was ended and the next request starts a fresh one."""

    code = "speech-timeout"
    user_message = "소리를 만드는 데 너무 오래 걸려서 멈췄어요. 다시 시도해 주세요."


class BadMarkup(SpeechError):
    """Markup with pauses and emphasis that is not well-formed or uses what is not known."""

    code = "speech-bad-markup"
    user_message = "읽을 글의 표시(SSML)가 올바르지 않아요."


class BadAudio(SpeechError):
    """Samples of a wrong shape or type, or a sample rate that makes no sense."""

    code = "speech-bad-audio"
    user_message = "소리 데이터가 올바르지 않아요."


class RecognizerMissing(SpeechError):
    """The recognition library or its model is not there, or cannot be used."""

    code = "stt-unavailable"
    user_message = "음성 인식기를 쓸 수 없어요. docs/voice.md를 보고 GILBEOT_STT_MODEL을 적어 주세요."


class ModelNotFetched(SpeechError):
    """A model could not be downloaded, or what came is not the model."""

    code = "stt-model-not-fetched"
    user_message = "모델을 받지 못했어요. 연결을 확인하고 다시 실행해 주세요, 이어서 받아요."


class NotSound(BadAudio):
    """A file or message that holds no sound that can be read: another kind of file, broken, or empty."""

    code = "speech-not-sound"
    user_message = "소리 파일이 아니거나 깨진 파일이에요. WAV, FLAC, OGG, MP3 파일을 주세요."


class SoundTooLong(BadAudio):
    """Sound longer than is accepted."""

    code = "speech-too-long"
    user_message = "소리가 너무 길어요. 짧게 나누어 주세요."


class AudioNotWritten(SpeechError):
    """The sound file could not be written."""

    code = "speech-not-written"
    user_message = "소리 파일을 저장하지 못했어요. 폴더가 있는지, 쓸 수 있는지 확인해 주세요."
