"""Speech synthesis: one protocol, engines behind it, each in a process of its own.

`protocol` is what callers know; `sentence_wise` what all engines share (spoken forms, sentences, pauses,
`markup` in place of text, `cache`); `espeak` and `own_voice` (Piper, sherpa-onnx) are the engines and
`*_worker` their processes (`engine_process`, `worker`); `voices` says which voices there are and who hears
which, `changing` understands the wish for another; `ahead` makes the next sentence while one is heard;
`encode` gives WAV, raw PCM or Opus.
"""

from assistant.speech.tts.protocol import Synthesizer, Voice

__all__ = ["Synthesizer", "Voice"]
