"""Builds our own Korean Vosk model, without Kaldi: `make vosk-model`.

Text (`text`) is pronounced (`pronounce`) and spoken by espeak-ng, in voices of its own and made-up ones
(`voices`), with times of every sound (`synthesis`, `alignment`). A small network learns the sounds
(`network`, `train`, `sequences`) from ever other rooms (`stock`, `rooms`), as MFCC (`features`). Words are
cut into units (`units`), whose order an n-gram model knows (`ngram`); `kaldi` and `graph` write the files.
`judge` measures; docs/speech-model.md has the figures, and what the model is not good for.

Needs an environment of its own (torch) and OpenFst's programs; using the model does not.
"""

RECIPE = 3
"""Raised with every change of what the model is made of."""
