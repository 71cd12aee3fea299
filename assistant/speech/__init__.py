"""Speech: text to sound and sound to text, wake words and turn-taking, engines behind protocols.

    with default_synthesizer(sample_rate=16_000) as voice:
        save_wav("answer.wav", voice.synthesize("내일 부산 가는 길은 '주의' 단계예요."))

`tts` has the protocol of synthesis and its engines; `stt` that of recognition, `vosk_engine` its
default engine, `recognizers` chooses, `meaning` lets the reading win that makes sense; `vad` hears whether
somebody speaks; `audio` is sound in memory and on disk, `sound_in` reads that of others; `errors` says what
can fail.
"""

from assistant.speech.audio import Audio, join, save_wav, wav_bytes
from assistant.speech.errors import (
    AudioNotWritten,
    BadAudio,
    BadMarkup,
    EngineFailed,
    EngineMissing,
    SpeechError,
    SpeechTimeout,
    VoiceMissing,
)
from assistant.speech.sentences import sentences
from assistant.speech.tts import Synthesizer, Voice

__all__ = [
    "Audio",
    "AudioNotWritten",
    "BadAudio",
    "BadMarkup",
    "EngineFailed",
    "EngineMissing",
    "SpeechError",
    "SpeechTimeout",
    "Synthesizer",
    "Voice",
    "VoiceMissing",
    "default_synthesizer",
    "join",
    "save_wav",
    "sentences",
    "wav_bytes",
]


def default_synthesizer(
    *, voice: str | None = None, sample_rate: int = 22_050, speed: float = 1.0
) -> Synthesizer:
    """The synthesizer that needs no download and no network: espeak-ng in its own process.

    Raises VoiceMissing for an unknown voice; the engine itself is started by the first request.
    """
    from assistant.speech.tts.espeak import EspeakSynthesizer  # Pulls the tables of spoken Korean with it.

    return EspeakSynthesizer(voice=voice, sample_rate=sample_rate, speed=speed)
